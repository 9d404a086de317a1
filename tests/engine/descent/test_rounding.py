"""Rounding is what IEEE 754 says it is, held against exact fractions and NumPy."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bpcli.engine.descent.arrays import fused_doubles, fused_singles
from bpcli.engine.descent.rounding import fused_double, fused_single, single

singles = st.floats(-(2.0**50), 2.0**50, width=32).filter(lambda x: x == 0 or abs(x) > 1e-15)


def nearest_single(value: Fraction) -> float:
    """The nearest number of single precision, ties to the even one, found by comparing neighbours."""
    start = np.float32(float(value))
    candidates = [start, np.nextafter(start, np.float32(np.inf)), np.nextafter(start, np.float32(-np.inf))]
    return float(min(candidates, key=lambda c: (abs(Fraction(float(c)) - value), int(c.view(np.int32)) & 1)))


@given(st.floats(allow_nan=False))
def test_single_precision_is_that_of_numpy(value):
    with np.errstate(over="ignore"):
        assert single(value) == float(np.float32(value))


@given(singles, singles, singles)
def test_a_fused_product_and_sum_is_rounded_once(a, b, c):
    expected = nearest_single(Fraction(a) * Fraction(b) + Fraction(c))
    assert fused_single(a, b, c) == expected
    assert float(fused_singles(np.float32(a), np.float32(b), np.float32(c))) == expected


def test_rounding_to_double_first_would_miss_a_fused_result():
    # a·b + c lies a little below half way to the next single, by too little for a double to hold.
    a, b, c = 2.0**-24 * (1 + 2.0**-23), 1 - 2.0**-23, 1 + 2.0**-23
    exact = Fraction(a) * Fraction(b) + Fraction(c)
    assert single(float(exact)) == 1 + 2.0**-22
    assert fused_single(a, b, c) == nearest_single(exact) == 1 + 2.0**-23
    assert float(fused_singles(np.float32(a), np.float32(b), np.float32(c))) == 1 + 2.0**-23


@given(st.floats(-1e100, 1e100), st.floats(-1e100, 1e100), st.floats(-1e100, 1e100))
def test_doubles_are_fused_exactly(a, b, c):
    expected = float(Fraction(a) * Fraction(b) + Fraction(c))
    assert fused_double(a, b, c) == expected
    assert float(fused_doubles(np.array([a]), b, c)[0]) == expected


def test_what_is_not_finite_is_passed_on():
    infinite = float("inf")
    assert fused_double(infinite, 1.0, 0.0) == infinite
    assert fused_single(3e38, 3e38, 0.0) == infinite
