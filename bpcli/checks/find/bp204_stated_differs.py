"""A stated answer differs from the result.

What the author writes under `expect` is held against what the program works out. A decimal may be off by half
a unit of its last digit, a fraction by nothing, anything else by a billionth of the result. A formula is
compared at the numbers of the exercise. Where the stated answer is what a known mistake gives, the mistake is
named beside it. Correct the answer, or the numbers and formulas that it follows from. An answer to a question
that has none, such as ∂ŷ/∂w between nodes that are no neighbours, is reported too.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    expect: {dloss/dw: 42}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    expect: {dloss/dw: 84}
"""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.checks.subject import Subject
from bpcli.core.findings import Finding
from bpcli.tutor.expectations import disagreements


def find(subject: Subject) -> Iterator[Finding]:
    """A finding for each stated answer that differs."""
    yield from disagreements(subject.exercise, subject.trace)
