"""A mistake gives the right number.

At these numbers a learner who makes a known mistake gets the right answer, and nobody notices: with w = 2 the
slips `2·w` and `w²` look alike. The finding names the questions and the mistakes, and offers numbers at which
no mistake, or fewer, come out right; they were found by a search that keeps every gate open or closed as it
is, and keeps to the author's `variants`. Where numbers are given by a text that the exercise follows, silence
it with a comment and the reason: `# bpcli: ignore[BP304] the notes' numbers`.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 2, w: 2, y: 7}
    ask: [dŷ/dw]

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 5, w: 3, y: 4}
    ask: [dloss/dw]
"""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.checks.discriminating import Told, findings
from bpcli.checks.subject import Subject
from bpcli.core.findings import Finding, Severity
from bpcli.tutor.slips import slip_names

SEVERITY = Severity.WARNING
ASKS = True


def find(subject: Subject) -> Iterator[Finding]:
    """A finding for each question that is asked; one for the file where its questions are the usual ones."""
    told = [(found.aim, slip_names(found.hidden)) for found in subject.hidden_mistakes if found.hidden]
    yield from findings(subject, Told("BP304", "hidden", tuple(told)))
