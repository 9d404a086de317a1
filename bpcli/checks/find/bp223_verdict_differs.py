"""An answer under `tests` is judged otherwise.

Each entry of `tests` is an answer and what the grader must say to it. The grader says something else: either
the entry is wrong, or the exercise has changed since it was written, or the grader is at fault. Mend the
entry, or the exercise.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    tests:
      - {ask: dloss/dw, answer: 42, verdict: correct}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    tests:
      - {ask: dloss/dw, answer: 84, verdict: correct}
      - {ask: dloss/dw, answer: 42, verdict: wrong}
"""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.checks.subject import Subject
from bpcli.core.findings import Finding
from bpcli.core.say import say


def find(subject: Subject) -> Iterator[Finding]:
    """A finding for each test with another verdict than the grader's."""
    for trial, judged in subject.tried:
        if judged.verdict != trial.verdict:
            fields = {"answer": trial.answer.text, "asked": judged.ask}
            message = say("checks.verdict-differs", **fields, found=judged.verdict, stated=trial.verdict)
            help_text = say("checks.judged-so", said=judged.message) if judged.message else ""
            yield Finding("BP223", message, trial.judged, help=help_text)
