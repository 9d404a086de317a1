"""When two answers worked out in doubles are the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from bpcli.tutor.mistakes.tape import Recorded

_RELATIVE = 1e-9
_NOTHING = 1e-12  # rounding leaves so much of what cancels; the numbers drawn are near 1


def same(one: Any, other: Any) -> bool:
    """Whether two numbers, or two arrays of one shape, are equal but for rounding; fractions are compared exactly."""
    if type(one) is float and type(other) is float:  # nearly all of them
        return _close(one, other)
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return one == other
    if isinstance(one, float | Fraction) and isinstance(other, float | Fraction):
        return _close(float(one), float(other))
    if getattr(one, "shape", ()) != getattr(other, "shape", ()):
        return False
    import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

    a, b = (np.asarray(value, dtype=float) for value in (one, other))
    return bool(np.all(np.abs(a - b) <= _RELATIVE * np.maximum(np.abs(a), np.abs(b)) + _NOTHING))


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= _RELATIVE * max(abs(one), abs(other)) + _NOTHING


def neighbours(order: Sequence[tuple[float, int]], lost: float = 0.0) -> list[int]:
    """The places in a sorted list at which a number may be the same as the next one.

    lost: how much of the numbers may be missing.
    """
    least, relative = lost + 2 * _NOTHING, 2 * _RELATIVE
    return [
        place
        for place, ((one, _), (other, _)) in enumerate(pairwise(order))
        if other - one <= least or other - one <= least + relative * max(-one, other)
    ]


def nonzero(value: Any) -> Any:
    """Whether a number, or an entry of an array, differs from 0; of a recorded number, once it is known."""
    if isinstance(value, Recorded):
        return abs(value) > _NOTHING
    return not same(value, value * 0)


def marks(value: Any) -> set[Any]:
    """Marks of which equal answers share one, to find them by."""
    if isinstance(value, float | Fraction):
        size = float(value)
    else:
        import numpy as np  # noqa: PLC0415

        entries = np.abs(np.asarray(value, dtype=float)).ravel()
        size = float(entries @ np.linspace(1.0, 2.0, entries.size)) if entries.size else 0.0
    if abs(size) < _NOTHING or not math.isfinite(size):
        return {0}
    return {f"{size * nudge:.6e}" for nudge in (1 - _RELATIVE, 1 + _RELATIVE)}


def near(answer: Any, value: Any, within: Any) -> bool:
    """Whether an answer is a value, or as far off as its last digit allows.

    within: how far off, None for not at all; nested as the answer is, or one for all its entries.
    """
    if isinstance(answer, tuple) or getattr(answer, "ndim", 0) > 0:
        return _near_arrays(answer, value, within)
    if getattr(value, "ndim", 0) > 0 or not math.isfinite(answer):
        return False
    if within is None or isinstance(within, tuple):
        return same(answer, value)
    return abs(Fraction(answer) - Fraction(value)) <= Fraction(within) * (1 + Fraction(1, 10**9)) or same(answer, value)


def _near_arrays(answer: Any, value: Any, within: Any) -> bool:
    if getattr(value, "ndim", 0) == 0 or len(answer) != len(value):
        return False
    several = isinstance(within, tuple)
    return all(
        near(entry, other, within[number] if several else within)
        for number, (entry, other) in enumerate(zip(answer, value, strict=True))
    )
