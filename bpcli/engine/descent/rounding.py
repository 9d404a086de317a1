"""Rounding as PyTorch's processors do it: to single precision, and once for a product and a sum (`fma`)."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

# One place in memory seen in two ways: storing rounds to single precision (to infinity beyond its range).
cell = memoryview(bytearray(4)).cast("B").cast("f")
_bytes = bytearray(8)
_double, _bits = memoryview(_bytes).cast("d"), memoryview(_bytes).cast("q")


def single(value: float) -> float:
    """The nearest number of single precision."""
    cell[0] = value
    return cell[0]


def double(value: float) -> float:
    """The number itself: doubles are as precise as we compute."""
    return value


def fused_single(a: float, b: float, c: float) -> float:
    """The number of single precision nearest to a·b + c, for three such numbers.

    The product is exact in double precision. The sum is rounded to odd there, so that the second rounding cannot
    go wrong (Boldo and Melquiond, Emulation of a FMA and correctly rounded sums, 2008).
    """
    product = a * b
    total = product + c
    back = total - product
    error = (product - (total - back)) + (c - back)
    if error and math.isfinite(total):
        _double[0] = total
        if not _bits[0] & 1:
            total = math.nextafter(total, math.inf if error > 0 else -math.inf)
    return single(total)


def _fused_double(a: float, b: float, c: float) -> float:
    try:
        return float(Fraction(a) * Fraction(b) + Fraction(c))
    except (OverflowError, ValueError):
        return a * b + c  # an infinity, or not a number: nothing is left to be rounded


fused_double: Callable[[float, float, float], float] = getattr(math, "fma", _fused_double)
