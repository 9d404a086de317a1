"""What the author of an exercise says is right, held against what was worked out."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from bpcli.core.findings import Finding
from bpcli.core.numerals import value_text
from bpcli.core.say import say
from bpcli.engine.evaluate import evaluate
from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.questions import Expectation
from bpcli.language.questions import Question
from bpcli.tutor.aims import NotNeighbours, aim, truth
from bpcli.tutor.slips import slip

_RELATIVE = 1e-9


def disagreements(exercise: Exercise, trace: Trace) -> tuple[Finding, ...]:
    """A finding for each stated answer that differs from the result.

    A decimal may be off by half a unit of its last digit, a fraction by nothing, anything else by 1e-9 of the result. A
    formula is compared at the numbers of the exercise. The label names the mistake that gives what is stated.
    """
    return tuple(
        found for stated in exercise.expectations if (found := disagreement(exercise, trace, stated)) is not None
    )


def disagreement(exercise: Exercise, trace: Trace, stated: Expectation) -> Finding | None:
    """The finding for one stated answer, None where it agrees with the result."""
    asked, place = asked_text(stated.question), stated.excerpt.place
    try:
        aimed = aim(trace, stated.question)
        computed = truth(trace, aimed)
    except (NotNeighbours, KeyError):
        return Finding("BP204", say("tutor.not-neighbours", asked=asked), place, help=say("tutor.not-neighbours-help"))
    if computed is None:
        return Finding("BP204", say("tutor.stated-unreached", asked=asked), place)
    value: Any = stated.value if stated.formula is None else evaluate(trace, stated.formula)
    if value is not None and _agrees(value, stated.within, computed):
        return None
    message = say("tutor.stated-differs", asked=asked, stated=stated.excerpt.text, computed=value_text(computed))
    label = slip(exercise, trace, aimed, value, stated.within)
    return Finding("BP204", message, place, label, say("tutor.stated-differs-help"))


def asked_text(question: Question) -> str:
    """A question as it is typed, whether or not it aims at anything: `loss`, `dloss/dw`."""
    of, wrt = question.of or "L", question.wrt or question.wrt_text
    return f"d{of}/d{wrt}" if wrt else of


def _agrees(stated: Any, within: Any, computed: Any) -> bool:
    if getattr(computed, "ndim", 0):
        entries = list(_entries(stated, within, computed))
        return bool(entries) and None not in entries and all(_agrees(*entry) for entry in entries if entry is not None)
    if not isinstance(stated, Fraction | float):
        return False
    if within is not None and within == 0:
        return (isinstance(computed, Fraction) and stated == computed) or _near(stated, computed)
    if within is not None:
        slack = Fraction(within) * (1 + Fraction(1, 10**9))
        return abs(Fraction(stated) - Fraction(computed)) <= slack
    return _near(stated, computed)


def _near(stated: Any, computed: Any) -> bool:
    a, b = float(stated), float(computed)
    return abs(a - b) <= _RELATIVE * max(abs(a), abs(b), 1e-300) or a == b


def _entries(stated: Any, within: Any, computed: Any) -> Iterator[tuple[Any, Any, Any] | None]:
    """Entry beside entry; None where the shapes differ."""
    length = 0 if isinstance(stated, Fraction | float) else len(stated)
    if length != len(computed):
        yield None
        return
    for number, entry in enumerate(computed):
        yield stated[number], within[number] if isinstance(within, tuple) else within, entry
