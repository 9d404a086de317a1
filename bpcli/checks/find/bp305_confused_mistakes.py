"""Two mistakes give the same number.

At these numbers different known mistakes give one wrong answer, so that nobody can tell a learner which of
them it was: with w = 1, x = 2, y = 4 the forgotten 2 of the square, the forgotten factor x and w in place of
x all make −4. The finding names the questions and the mistakes, and offers numbers that tell them, or more of
them, apart; they were found by a search that keeps every gate open or closed as it is, and keeps to the
author's `variants`. Where numbers are given by a text that the exercise follows, silence it with a comment
and the reason.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 2, w: 1, y: 4}
    ask: [dloss/dw]

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
    told = [(found.aim, _groups(found.confused)) for found in subject.hidden_mistakes if found.confused]
    yield from findings(subject, Told("BP305", "confused", tuple(told)))


def _groups(confused: tuple[tuple[str, ...], ...]) -> str:
    return "; ".join(slip_names(group) for group in confused[:_SHOWN]) + ("; …" if len(confused) > _SHOWN else "")


_SHOWN = 2  # groups of one question
