"""A question asks for a gradient that is none.

`dloss/dw` is the gradient of the output, `dŷ/dw` a local gradient: it goes along one edge of the graph, from
a step to something that the step itself reads. Between nodes that are further apart, and between arrays,
there is no local gradient to ask for, neither in `ask` nor in `hints` or `tests`. Ask for the gradient of the
output, or for those of the edges on the way.

Bad:

    title: Affine model
    model:
      - z = w·x
      - ŷ = z + b
    loss: loss = (ŷ − y)²
    given: {x: 5, w: 3, b: 2, y: 4}
    ask: [loss, dŷ/dw]

Good:

    title: Affine model
    model:
      - z = w·x
      - ŷ = z + b
    loss: loss = (ŷ − y)²
    given: {x: 5, w: 3, b: 2, y: 4}
    ask: [loss, dŷ/dz, dz/dw]
"""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.checks.subject import Subject
from bpcli.core.findings import Finding
from bpcli.core.say import say
from bpcli.core.source import Place
from bpcli.language.questions import Question
from bpcli.tutor.aims import NotNeighbours, aim
from bpcli.tutor.expectations import asked_text


def find(subject: Subject) -> Iterator[Finding]:
    """A finding for each question that aims at nothing; those in `expect` are BP204's."""
    for question, place in _asked(subject):
        try:
            aim(subject.trace, question)
        except (NotNeighbours, KeyError):
            message = say("checks.no-neighbours", asked=asked_text(question))
            yield Finding("BP226", message, place, help=say("checks.no-neighbours-help"))


def _asked(subject: Subject) -> Iterator[tuple[Question, Place]]:
    exercise = subject.exercise
    for ask in exercise.asks:
        yield ask.question, ask.place
    for hint in exercise.hints:
        yield hint.question, hint.place
    for trial in exercise.tests:
        yield trial.question, trial.asked
