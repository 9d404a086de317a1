"""Whether a learner's formula is the right one: both are worked out at the points of the exercise.

Fractions decide where both sides have them. Doubles find a mismatch, which 60 digits confirm before it counts; where
doubles find none, 60 digits decide at a few points. Nothing is simplified and no derivative is written out, so any
equal form is right, and the time is bounded whatever is typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction
from typing import Any

from bpcli.engine.precise import precise_number
from bpcli.tutor.aims import Aim
from bpcli.tutor.grading.formula import Formula, Missing
from bpcli.tutor.grading.points import Point, Points, on_new_sides

RELATIVE = 1e-9
_SUSPICIOUS = 1e-6  # doubles that differ by less may differ by rounding alone
_NOTHING = 1e-40  # what is left of 60 digits when equal terms cancel
_PRECISE_POINTS = 3
_FEWEST = 3  # points that must speak for an answer


class Likeness(Enum):
    """How a formula compares with the right one."""

    EQUAL = auto()
    DIFFERENT = auto()
    NOWHERE = auto()  # it has no value at any point
    OPEN = auto()


@dataclass(frozen=True, slots=True)
class Comparison:
    """The likeness; of a difference the point that shows it, and the answer's value there, None where it has none."""

    likeness: Likeness
    point: Point | None = None
    value: Any = None


def compare(formula: Formula, aim: Aim, points: Points) -> Comparison:
    """Hold a formula against the truth of an aim. The shapes of the two must be equal."""
    chosen = _points(formula, points)
    undefined: list[Point] = []
    agreeing: list[Point] = []
    for point in chosen:
        value = formula.at(point)
        if value is Missing.UNDEFINED:
            undefined.append(point)
        elif value is not Missing.BEYOND:
            found = _alike(formula, aim, point, value)
            if found is False:
                return Comparison(Likeness.DIFFERENT, point, value)
            agreeing += [point] if found else []
    if len(undefined) == len(chosen):
        return Comparison(Likeness.NOWHERE)
    if _lacks_a_region(formula, points, undefined):
        return Comparison(Likeness.DIFFERENT, undefined[0])
    if _differs_here(formula, aim, points):
        return Comparison(Likeness.DIFFERENT, points.here, formula.at(points.here))
    if len(agreeing) < min(_FEWEST, len(chosen)):
        return Comparison(Likeness.OPEN)
    return _closely(formula, aim, agreeing)


def close(one: Any, other: Any, relative: float = RELATIVE) -> bool:
    """Whether two numbers, doubles or precise ones, are the same but for rounding."""
    return bool(abs(one - other) <= relative * max(abs(one), abs(other)) + _NOTHING)


def near(one: Any, other: Any, relative: float = RELATIVE) -> bool:
    """The same of any two numbers, fractions that no double can hold among them."""
    if isinstance(one, float) and isinstance(other, float):
        return close(one, other, relative)
    return close(_precise(one), _precise(other), relative)


def _precise(value: Any) -> Any:
    return precise_number(value) if isinstance(value, Fraction | float) else value


def _alike(formula: Formula, aim: Aim, point: Point, value: Any) -> bool | None:
    """Whether the two agree at a point as far as the arithmetic at hand tells; None where it does not tell."""
    truth = point.truth(aim)
    if formula.has_arrays:
        return _arrays_alike(value, truth)
    if isinstance(value, Fraction) and isinstance(truth, Fraction):
        return value == truth
    if near(value, truth, _SUSPICIOUS):
        return True
    precise = formula.precise_at(point)
    return None if isinstance(precise, Missing) else close(precise, point.precise_truth(aim))


def _differs_here(formula: Formula, aim: Aim, points: Points) -> bool:
    """Whether an answer that fits elsewhere is wrong at the exercise's own numbers, where a gate may seldom open."""
    value = formula.at(points.here)
    if isinstance(value, Missing) or points.is_at_kink or 0 in formula.sides_at(points.here):
        return False
    return _alike(formula, aim, points.here, value) is False


def _arrays_alike(value: Any, truth: Any) -> bool | None:
    """Entry by entry, against the largest of them; None between what is surely equal and surely not."""
    import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

    truth = np.asarray(truth, dtype=float)
    off = float(np.max(np.abs(value - truth)))
    size = float(max(np.max(np.abs(value)), np.max(np.abs(truth))))
    if off <= RELATIVE * size:
        return True
    return False if off > _SUSPICIOUS * size else None


def _closely(formula: Formula, aim: Aim, agreeing: Sequence[Point]) -> Comparison:
    """The verdict of 60 digits, where doubles found no difference."""
    if formula.has_arrays:
        return Comparison(Likeness.EQUAL)
    rounded = [point for point in agreeing if not _is_exact(formula, aim, point)]
    for point in rounded[-_PRECISE_POINTS:]:
        value = formula.precise_at(point)
        if isinstance(value, Missing):
            continue
        if not close(value, point.precise_truth(aim)):
            return Comparison(Likeness.DIFFERENT, point, value)
    return Comparison(Likeness.EQUAL)


def _is_exact(formula: Formula, aim: Aim, point: Point) -> bool:
    return isinstance(point.truth(aim), Fraction) and isinstance(formula.at(point), Fraction)


def _lacks_a_region(formula: Formula, points: Points, undefined: Sequence[Point]) -> bool:
    """Whether the answer has no value in a whole region.

    A single gap may be one point, as that of (x² − 9)/(x − 3) at 3, which nobody minds; a second one is none.
    """
    gaps = [point for point in undefined if not point.is_whole]
    if len(gaps) == 1:
        further = (point for point in points.further() if point not in gaps)
        gaps += [point for point in further if formula.at(point) is Missing.UNDEFINED]
    return len(gaps) > 1


def _points(formula: Formula, points: Points) -> Sequence[Point]:
    """The points of the exercise, with more of them where the answer has kinks of its own, or hides a sign.

    Seen from both sides each kink may be where a gate is closed that hides it: all of them are looked at together.
    """
    chosen = list(points.base)
    further = [point for point in points.further() if point not in chosen] if formula.may_turn else []
    if formula.hides_signs:
        chosen += further
    else:
        chosen += on_new_sides(further, lambda point: (point.sides, formula.sides_at(point)), chosen)
    return _off_kinks(formula, chosen)


def _off_kinks(formula: Formula, points: Sequence[Point]) -> Sequence[Point]:
    """The points without those of whole numbers that lie on a kink of the answer; what is 0 everywhere is no kink.

    Other numbers hit no kink by chance: where they find a 0 there is a whole region of it, as in |relu(x)|.
    """
    signs = [formula.sides_at(point) for point in points]
    if not any(signs):
        return points
    moving = [len(set(sides)) > 1 for sides in zip(*filter(None, signs), strict=True)]
    kept = [
        point
        for point, sides in zip(points, signs, strict=True)
        if not point.is_whole or not any(side == 0 and moves for side, moves in zip(sides, moving, strict=False))
    ]
    return kept if len(kept) >= len(points) // 2 else points
