"""Whether a typed number is the right one.

A number without point or exponent must be exact where the truth is a fraction. A decimal is right within half a unit
of its last digit with at least three significant digits, or where it is the truth to the digit; what a computer
prints for the truth, in double or in single precision, is right too.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence
from enum import Enum, auto
from fractions import Fraction
from typing import Any, TypeAlias

from bpcli.core.numerals import Number
from bpcli.tutor.grading.answers import Typed

DIGITS = 3
_RELATIVE = Fraction(1, 10**9)
_DOUBLE = Fraction(1, 10**12)  # a few hundred steps of double precision
_SINGLE = Fraction(1, 10**6)  # a few steps of single precision, rounded some times on the way
_SINGLE_STEP = Fraction(1, 2**23)
_SINGLE_DIGITS = 8
_LONG_DIGITS = 12  # so long a number is hardly one of single precision by chance, as 1000000.5 is


class Fit(Enum):
    """How a typed number fits the truth."""

    RIGHT = auto()
    WRONG = auto()
    SHORT = auto()  # right as far as it goes, but it has too few digits to tell
    SHARED = auto()  # a known wrong answer fits it just as well


Rivals: TypeAlias = Callable[[], Iterable[Any]]
Exactly: TypeAlias = Callable[[Fraction], bool]


def fit(typed: Typed, truth: Number, rivals: Rivals = tuple, exactly: Exactly | None = None) -> Fit:
    """How one number fits.

    rivals: gives the wrong answers that people get; asked only where a decimal is rounded.
    exactly: whether a number is the truth to the last of its digits; asked where a double cannot tell.
    """
    exact, value, unit = Fraction(truth), typed.value, typed.unit
    slack = abs(exact) * _DOUBLE
    if isinstance(truth, Fraction):
        if unit is None or value == exact:
            return Fit.RIGHT if value == exact else Fit.WRONG
    elif unit is None:
        if abs(value - exact) <= abs(exact) * _RELATIVE and (exactly is None or exactly(value)):
            return Fit.RIGHT
        if value.denominator != 1:
            return Fit.WRONG
    if unit is not None and abs(value - exact) <= slack:
        return Fit.RIGHT
    half = (Fraction(1) if unit is None else unit) / 2
    if abs(value - exact) > half:
        single = _SINGLE if typed.digits >= _LONG_DIGITS else _SINGLE_STEP
        return Fit.RIGHT if _is_single(typed) and abs(value - exact) <= single * abs(exact) else Fit.WRONG
    if typed.digits < DIGITS:
        return Fit.SHORT if value and unit is not None else Fit.WRONG
    shared = any(_differ(rival, exact) and abs(value - Fraction(rival)) <= half for rival in rivals())
    return Fit.SHARED if shared else Fit.RIGHT


def fit_all(typed: Sequence[Typed], truths: Sequence[Number]) -> tuple[Fit, tuple[int, ...]]:
    """The fit of an array, and the positions of its wrong entries; too short where any entry is."""
    fits = [fit(one, truth) for one, truth in zip(typed, truths, strict=True)]
    wrong = tuple(position for position, found in enumerate(fits) if found is Fit.WRONG)
    if wrong:
        return Fit.WRONG, wrong
    return (Fit.SHORT if Fit.SHORT in fits else Fit.RIGHT), ()


def half_unit(typed: Typed) -> Fraction | None:
    """How far a typed decimal may be off; None of an exact number."""
    return None if typed.unit is None else typed.unit / 2


def _differ(rival: Any, truth: Fraction) -> bool:
    if not isinstance(rival, Fraction | float):
        return False
    return abs(Fraction(rival) - truth) > _RELATIVE * abs(truth)


def _is_single(typed: Typed) -> bool:
    """Whether a number is one of single precision, as PyTorch prints it: −7.840000152587891."""
    if typed.digits < _SINGLE_DIGITS:
        return False
    value = float(typed.value)
    try:
        return bool(struct.unpack("<f", struct.pack("<f", value))[0] == value)
    except OverflowError:
        return False
