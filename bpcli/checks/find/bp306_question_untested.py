"""A question has no test.

Under `--strict` every question is to have at least one entry in `tests`: an answer, right or wrong, and what
the grader must say to it. So a change of the exercise or of the program that changes how answers are judged
is seen before a learner sees it.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    expect: {ŷ: 12, loss: 49, dloss/dw: 84}
    ask: [dloss/dw]

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    expect: {ŷ: 12, loss: 49, dloss/dw: 84}
    ask: [dloss/dw]
    tests:
      - {ask: dloss/dw, answer: 84, verdict: correct}
      - {ask: dloss/dw, answer: 42, verdict: wrong, diagnosis: missing-power-coefficient}
"""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.checks.subject import Subject
from bpcli.core.findings import Finding, Severity
from bpcli.core.say import say
from bpcli.tutor.aims import NotNeighbours, aim, asked_name

SEVERITY = Severity.WARNING
ASKS = True
STRICT = True


def find(subject: Subject) -> Iterator[Finding]:
    """A finding for each question without a test."""
    tested = set()
    for trial in subject.exercise.tests:
        try:
            tested.add(aim(subject.trace, trial.question))
        except (NotNeighbours, KeyError):
            continue
    for wanted in dict.fromkeys(item.aim for item in subject.items):
        if wanted not in tested:
            asked = asked_name(subject.trace, wanted)
            message, help_text = say("checks.untested", asked=asked), say("checks.untested-help", asked=asked)
            yield Finding("BP306", message, subject.place_of(wanted), help=help_text, severity=SEVERITY)
