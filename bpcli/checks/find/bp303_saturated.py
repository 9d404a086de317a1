"""A sigmoid or a tanh is saturated.

Far from 0 the two are flat: their local gradient is below a thousandth (σ beyond ±6.9, tanh beyond ±4.1), and
hardly anything comes back through them. Answers to such an exercise are small numbers that look alike
whatever was done wrong. Choose smaller numbers, or silence the warning where the vanishing gradient is what
the exercise teaches.

Bad:

    title: A neuron
    model:
      - z = w·x + b
      - ŷ = σ(z)
    loss: loss = (ŷ − y)²
    given: {x: 4, w: 3, b: -2, y: 0}
    ask: [z]

Good:

    title: A neuron
    model:
      - z = w·x + b
      - ŷ = σ(z)
    loss: loss = (ŷ − y)²
    given: {x: 4, w: 0.5, b: -1, y: 0}
    ask: [z]
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from bpcli.checks.subject import Subject
from bpcli.core.findings import Finding, Severity
from bpcli.core.numerals import numeral
from bpcli.core.say import say
from bpcli.engine.evaluate import evaluate
from bpcli.exercise.steps import NamedStep
from bpcli.language.tree import Apply, subtrees

SEVERITY = Severity.WARNING
# Beyond these the local gradient is below 0.001: σ(z)·(1 − σ(z)), and 1 − tanh(z)².
BEYOND = {"sigmoid": 6.91, "tanh": 4.15}


_MOST = 500  # arguments that are worked out; a longer exercise is saturated in its first ones too


def find(subject: Subject) -> Iterator[Finding]:
    """A finding for each step with a saturated function in it, arrays only where every entry is."""
    for step, part in islice(_flat(subject), _MOST):
        at = _nearest(evaluate(subject.trace, part.args[0]))
        if at is not None and abs(at) > BEYOND[part.op]:
            message = say("checks.saturated", name=step.name, function=part.op, at=numeral(at, 4))
            place = step.excerpt.at(part.start, part.end)
            yield Finding("BP303", message, place, help=say("checks.saturated-help"), severity=SEVERITY)


def _flat(subject: Subject) -> Iterator[tuple[NamedStep, Apply]]:
    """The functions that can be saturated, with their steps."""
    for step in subject.exercise.steps:
        for part in subtrees(step.tree):
            if isinstance(part, Apply) and part.op in BEYOND:
                yield step, part


def _nearest(value: Any) -> float | None:
    """The number, or of an array the entry that is nearest to 0."""
    if value is None:
        return None
    return float(min(value.flat, key=abs)) if getattr(value, "ndim", 0) else float(value)
