"""Numbers as people type them into a file: `110`, `1/3`, `0.73105858`, `[[1, 2], [3, 4]]`."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from bpcli.core.numerals import numeral

DIGITS = 8  # of a number that is not exact


def typed(value: Any) -> str:
    """A number, an array or nested tuples; what is not exact has a point, so that it is read as rounded."""
    if isinstance(value, tuple) or bool(getattr(value, "ndim", 0)):
        return f"[{', '.join(typed(entry) for entry in value)}]"
    if isinstance(value, Fraction):
        return numeral(value, DIGITS, "-")
    text = numeral(float(value), DIGITS, "-")
    if "." in text:
        return text
    mantissa, letter, exponent = text.partition("e")
    return f"{mantissa}.0000{letter}{exponent}"
