"""The exercise has no title.

Listings, quizzes and reports call an exercise by its title. Write one in a few words; it may be given in
several languages, as in `title: {en: Linear model, zh: 线性模型}`.

Bad:

    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.checks.subject import Subject
from bpcli.core.findings import Finding, Severity
from bpcli.core.say import say

SEVERITY = Severity.WARNING


def find(subject: Subject) -> Iterator[Finding]:
    """One finding, at the top of the file."""
    if subject.exercise.title is None:
        yield Finding("BP301", say("checks.no-title"), subject.top, help=say("checks.no-title-help"), severity=SEVERITY)
