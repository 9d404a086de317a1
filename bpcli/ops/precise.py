"""Operations on single numbers at high precision: mpmath's numbers of 60 digits, and of any size.

`number(Fraction(1, 3))` makes one, `function("exp")` is what works an operation out. Where doubles overflow at
1e308, these numbers go on; where there is no real result they raise ValueError, ZeroDivisionError or OverflowError as
doubles do.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

from bpcli.ops.table import OPERATIONS

DIGITS = 60
# The digits of e^x and of sin x are those of x behind its point: larger arguments cost more than anyone may ask for.
_EXPONENT_BITS = 60
_ANGLE_BITS = 4_000
_LARGEST = {
    **dict.fromkeys(("sinh", "cosh"), _EXPONENT_BITS),
    **dict.fromkeys(("sin", "cos", "tan"), _ANGLE_BITS),
}


@cache
def context() -> Any:
    """The mpmath context all these numbers belong to: our own, so that nobody's settings reach it."""
    from mpmath import MPContext  # noqa: PLC0415 - 25 ms that only this arithmetic needs

    ours = MPContext()
    ours.dps = DIGITS
    return ours


def working(digits: int) -> Any:
    """A `with` block in which this module works at so many digits, for everybody."""
    return context().workdps(digits)


def number(value: Fraction | float) -> Any:
    """A fraction to the last of the digits, or a double as it stands."""
    ours = context()
    return ours.mpf(value) if isinstance(value, float | int) else ours.mpf(value.numerator) / value.denominator


@cache
def constant(key: str) -> Any:
    """`pi` or `e`."""
    return +getattr(context(), key)


@cache
def function(op: str) -> Callable[..., Any] | None:
    """What works an operation on numbers out; None where its formula does."""
    row = OPERATIONS[op]
    if op in _OWN:
        return _OWN[op]
    # What works for fractions works for any number.
    return _real(row.symbol) if row.symbol else row.scalar if row.rational else None


def power(base: Any, exponent: Any) -> Any:
    """`base` to the power `exponent`, never complex; 0⁰ is 1."""
    ours = context()
    if ours.mag(exponent) <= _EXPONENT_BITS and ours.isint(exponent):
        return base ** int(exponent)
    if base < 0:
        raise ValueError("no real power")
    if base == 0:
        return ours.power(base, exponent)
    size = exponent * ours.log(base)
    return ours.power(base, exponent) if ours.mag(size) <= _EXPONENT_BITS else _beyond(size)


def sigmoid(z: Any) -> Any:
    """1/(1 + e^−z), with all its digits on both sides."""
    if z >= 0:
        return 1 / (1 + _exp(-z))
    e = _exp(z)
    return e / (1 + e)


def softplus(z: Any) -> Any:
    """log(1 + e^z), with all its digits on both sides."""
    return (z if z > 0 else z * 0) + context().log1p(_exp(-abs(z)))


def _exp(x: Any) -> Any:
    ours = context()
    return ours.exp(x) if ours.mag(x) <= _EXPONENT_BITS else _beyond(x)


def _beyond(exponent: Any) -> Any:
    """A power of e that is 0 to any purpose, or larger than any number."""
    if exponent > 0:
        raise OverflowError
    return exponent * 0


def _real(name: str) -> Callable[[Any], Any]:
    """Mpmath's function of that name, for arguments of a bearable size and results that are real numbers."""
    ours = context()
    work, kind, largest = getattr(ours, name), ours.mpf, _LARGEST.get(name)

    def real(x: Any) -> Any:
        if largest is not None and ours.mag(x) > largest:
            raise OverflowError
        result = work(x)
        if type(result) is not kind or not ours.isfinite(result):
            raise ValueError("no real value")
        return result

    return real


_OWN: dict[str, Callable[..., Any]] = {"exp": _exp, "pow": power, "sigmoid": sigmoid, "softplus": softplus}
