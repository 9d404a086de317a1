"""Numbers, and how people read them.

`numeral(Fraction(1, 3))` is `1/3`, `numeral(Fraction(1, 8))` is `0.125`, `numeral(-2.0)` is `−2`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np

Number: TypeAlias = "Fraction | float"
Array: TypeAlias = "np.ndarray"  # of float64, or of Fractions (dtype object) where it is exact
Value: TypeAlias = "Number | Array"
Shape: TypeAlias = "tuple[int, ...]"  # () for a number, (n,) for a column, (m, n) for a matrix

DIGITS = 6  # significant digits on screen unless --digits says otherwise
ALL_DIGITS = 17  # what a double can have
LARGEST_DENOMINATOR = 1_000
_DECIMAL = 10**17  # the denominators of decimals with as many digits as a double has divide it
MINUS = "\N{MINUS SIGN}"


def numeral(value: Number, digits: int = DIGITS, minus: str = MINUS) -> str:
    """A number as it is shown: exact where that is short, else `digits` significant digits."""
    text = _exact(value, digits) if isinstance(value, Fraction) else _decimal(value, digits)
    return text.replace("-", minus)


def _exact(value: Fraction, digits: int) -> str:
    if value.denominator == 1:
        text = str(value.numerator)
        return text if len(text) <= max(digits, 15) else _decimal(float(value), digits)
    decimal = _decimal(float(value), digits)
    if _DECIMAL % value.denominator == 0 and "e" not in decimal and Fraction(decimal) == value:
        return decimal
    if value.denominator <= LARGEST_DENOMINATOR:
        return f"{value.numerator}/{value.denominator}"
    return decimal


def _decimal(value: float, digits: int) -> str:
    # All digits are those that read back to the same double, and no more.
    text = f"{value:.{digits}g}" if digits < ALL_DIGITS else repr(value).removesuffix(".0")
    if "e" in text:
        mantissa, exponent = text.split("e")
        return f"{mantissa}e{int(exponent)}"
    return "0" if text == "-0" else text


def value_text(value: Any) -> str:
    """A number, or an array in full: `[[1, 2], [3, 4]]`."""
    if getattr(value, "ndim", 0):
        return f"[{', '.join(map(value_text, value))}]"
    return numeral(value)


def nested_shape(value: Any) -> Shape:
    """The shape of nested tuples of equal lengths: () of a number, (n,) of a list, (m, n) of a list of rows."""
    shape = []
    while isinstance(value, tuple):
        shape.append(len(value))
        value = value[0]
    return tuple(shape)
