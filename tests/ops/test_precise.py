"""Numbers of 60 digits: known digits, no end of range, no value where there is none, and nothing that takes long."""

from __future__ import annotations

from fractions import Fraction
from time import perf_counter
from typing import Any

import mpmath
import pytest

from bpcli.ops import precise
from bpcli.ops.table import OPERATIONS

# Known to anyone who looks them up.
PI = "3.14159265358979323846264338327950288419716939937510582097494"
EULER = "2.71828182845904523536028747135266249775724709369995957496697"
LN_2 = "0.69314718055994530941723212145817656807550013436025525412068"


def number(text: str) -> Any:
    return precise.number(Fraction(text))


def call(op: str, *values: str) -> Any:
    function = precise.function(op)
    assert function is not None
    return function(*map(number, values))


def digits(value: Any) -> str:
    return str(mpmath.nstr(value, precise.DIGITS))


def test_known_numbers_come_out_to_sixty_digits() -> None:
    assert digits(precise.constant("pi")) == PI
    assert digits(precise.constant("e")) == EULER
    assert digits(call("exp", "1")) == EULER
    assert digits(call("log", "2")).startswith(LN_2[:59])
    assert digits(4 * call("atan", "1")) == PI


def test_a_fraction_is_exact_to_the_last_digit() -> None:
    assert number("1/3") * 3 == 1
    assert digits(number("1/7")) == "0." + ("142857" * 10)[:60]
    assert number("1/10") != number(str(Fraction(0.1)))


def test_values_far_beyond_the_doubles_have_all_their_digits() -> None:
    assert digits(call("log", "1e5000") / 5000) == digits(call("log", "10"))
    assert call("softplus", "1000") - 1000 == pytest.approx(call("exp", "-1000"), rel=1e-15)
    assert call("exp", "1000000") * call("exp", "-1000000") == pytest.approx(1, rel=1e-50)
    assert call("tanh", "1e400") == 1


@pytest.mark.parametrize("z", ["-1000", "-40", "-1/3", "0", "2", "40", "1000"])
def test_sigmoid_and_softplus_keep_their_digits_on_both_sides(z: str) -> None:
    with mpmath.workdps(1000):
        exact = mpmath.mpf(Fraction(z).numerator) / Fraction(z).denominator
        sigmoid, softplus = 1 / (1 + mpmath.exp(-exact)), mpmath.log(1 + mpmath.exp(exact))
        assert abs(mpmath.mpf(call("sigmoid", z)) / sigmoid - 1) < 1e-55
        assert abs(mpmath.mpf(call("softplus", z)) / softplus - 1) < 1e-55


NOWHERE = [
    ("log", "-1"),
    ("log", "0"),
    ("sqrt", "-1"),
    ("asin", "2"),
    ("acos", "-1.5"),
    ("acosh", "1/2"),
    ("atanh", "1"),
    ("atanh", "-3"),
    ("pow", "-8", "1/3"),
    ("pow", "-2", "0.5"),
]


@pytest.mark.parametrize("case", NOWHERE, ids=" ".join)
def test_there_is_no_value_outside_of_the_domain(case: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="no real"):
        call(*case)


def test_a_pole_is_a_division_by_zero() -> None:
    for base, exponent in (("0", "-1"), ("0", "-0.5")):
        with pytest.raises(ZeroDivisionError):
            call("pow", base, exponent)


def test_powers_are_those_of_the_lecture() -> None:
    assert call("pow", "0", "0") == 1
    assert call("pow", "-2", "3") == -8
    assert call("pow", "2", "-2") == number("1/4")
    assert digits(call("pow", "2", "0.5")) == digits(call("sqrt", "2"))


ENDLESS = [
    ("exp", "1e30"),
    ("sinh", "1e30"),
    ("cosh", "-1e30"),
    ("sin", "1e2000"),
    ("tan", "1e2000"),
    ("pow", "9", "1e40"),
    ("pow", "2", "1e300000"),
]


@pytest.mark.parametrize("case", ENDLESS, ids=lambda case: case[0])
def test_what_would_take_for_ever_is_an_overflow_at_once(case: tuple[str, ...]) -> None:
    function, values = precise.function(case[0]), [number(text) for text in case[1:]]
    assert function is not None
    began = perf_counter()
    with pytest.raises(OverflowError):
        function(*values)
    assert perf_counter() - began < 0.1


def test_what_vanishes_is_nought() -> None:
    assert call("exp", "-1e30") == 0
    assert call("pow", "1/2", "1e40") == 0
    assert call("sigmoid", "-1e30") == 0
    assert call("softplus", "-1e30") == 0


def test_nobody_outside_can_change_the_digits_and_nobody_outside_is_changed() -> None:
    before = mpmath.mp.dps
    with mpmath.workdps(5):
        assert digits(call("sqrt", "2"))[:30] == "1.4142135623730950488016887242"
    assert mpmath.mp.dps == before
    with precise.working(100):
        assert abs(call("sqrt", "2") ** 2 - 2) < number("1e-99")
    assert precise.context().dps == precise.DIGITS
    assert mpmath.mp.dps == before


def test_what_has_no_function_has_a_formula() -> None:
    for op in ("mse", "bce", "leaky_relu"):
        assert precise.function(op) is None
        assert OPERATIONS[op].formula
