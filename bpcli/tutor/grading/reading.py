"""An answer read for one exercise: what was typed, and what it is worth at the numbers of the exercise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from bpcli.core.findings import Faults, Finding
from bpcli.core.numerals import Value
from bpcli.core.source import Excerpt
from bpcli.language.parts import trimmed
from bpcli.tutor.aims import Aim
from bpcli.tutor.asking import FORMULA, NUMBER
from bpcli.tutor.grading.answers import Answer, Typed, entries, read_answer
from bpcli.tutor.grading.follow_through import slips
from bpcli.tutor.grading.formula import Formula, Missing
from bpcli.tutor.grading.habits import advice, bare
from bpcli.tutor.grading.points import Point
from bpcli.tutor.grading.problem import Problem

_LARGEST = 1e300


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer. Of a number or an array `typed` is set, of anything else `formula`, of neither `faults` say why.

    named: the question that the learner wrote before the answer, as in `dloss/dw = −8`.
    """

    excerpt: Excerpt
    typed: Answer | None = None
    formula: Formula | None = None
    faults: tuple[Finding, ...] = ()
    named: Aim | None = None

    @property
    def text(self) -> str:
        """The answer as it was typed."""
        return self.excerpt.text

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not self.excerpt.text.strip()

    @property
    def form(self) -> str:
        """What it is meant as: a calculation such as `2·−4`, without names, is a number."""
        return FORMULA if self.formula is not None and self.formula.names else NUMBER


def read(problem: Problem, excerpt: Excerpt) -> Reading:
    """Read an answer; faults are kept, not raised."""
    try:
        alone, named = bare(problem, excerpt)
    except Faults as faults:
        return Reading(excerpt, faults=faults.findings)
    try:
        answer = read_answer(alone, problem.scope)
        if isinstance(answer, Typed | tuple):
            return Reading(excerpt, typed=answer, named=named)
        return Reading(excerpt, formula=Formula(answer, problem.trace, trimmed(alone)), named=named)
    except Faults as faults:
        better = advice(problem, alone)
        return Reading(excerpt, faults=faults.findings if better is None else (better,))


class Earlier:
    """The learner's answers to other questions: what they are worth here, and elsewhere as far as they are formulas."""

    def __init__(self, problem: Problem, readings: Mapping[Aim, Reading]) -> None:
        self._problem = problem
        self._readings = readings

    @cached_property
    def here(self) -> Mapping[Aim, Value]:
        """Their values at the numbers of the exercise, without those that cannot be read."""
        values = {aim: worth(self._problem, reading) for aim, reading in self._readings.items()}
        return {aim: value for aim, value in values.items() if value is not None and self._fits(aim, value)}

    @cached_property
    def slips(self) -> Mapping[Aim, Value]:
        """Those that are wrong, or right but rounded."""
        return slips(self._problem.trace, self.here)

    @cached_property
    def has_formulas(self) -> bool:
        """Whether any of them is a formula."""
        return any(reading.form == FORMULA for reading in self._readings.values())

    def at(self, point: Point) -> Mapping[Aim, Value]:
        """The values of those that are formulas at other numbers."""
        found = {
            aim: reading.formula.at(point)
            for aim, reading in self._readings.items()
            if reading.formula is not None and reading.form == FORMULA and not reading.formula.shape
        }
        return {
            aim: value for aim, value in found.items() if isinstance(value, Fraction | float) and self._fits(aim, value)
        }

    def _fits(self, aim: Aim, value: Any) -> bool:
        return bool(getattr(value, "shape", ()) == self._problem.trace.graph.nodes[aim.node].shape)


def worth(problem: Problem, reading: Reading) -> Any:
    """What an answer is worth at the numbers of the exercise: a Fraction, a float, an array, or None."""
    if isinstance(reading.typed, Typed):
        return reading.typed.value
    if reading.typed is not None:
        return as_array(reading.typed)
    if reading.formula is None:
        return None
    value = reading.formula.at(problem.points.here)
    if isinstance(value, Missing):
        return None
    if reading.formula.shape:
        return value
    if abs(value) >= _LARGEST:
        return None
    return value if isinstance(value, Fraction) else float(value)


def as_array(typed: Answer) -> Any:
    """An array of doubles of what was typed."""
    import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

    return np.array([float(entry.value) for entry in entries(typed)]).reshape(shape(typed))


def shape(typed: Answer) -> tuple[int, ...]:
    """The shape of what was typed: () of a number."""
    found = []
    while isinstance(typed, tuple) and not isinstance(typed, Typed):
        found.append(len(typed))
        typed = typed[0]
    return tuple(found)
