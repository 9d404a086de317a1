"""What formulas can be worked out with: doubles, fractions, numbers of 60 digits, and arrays of each.

`implementation("exp", Arithmetic.DOUBLE)` is the function that works an operation out.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from fractions import Fraction
from typing import Any

from bpcli.core import limits
from bpcli.ops import precise, scalars
from bpcli.ops.table import OPERATIONS

_EXACT_BITS = 20_000


class Arithmetic(Enum):
    """What a function computes with."""

    DOUBLE = auto()  # floats
    EXACT = auto()  # Fractions
    PRECISE = auto()  # mpmath's numbers of 60 digits and any size
    ARRAY = auto()  # NumPy float64 arrays, and floats
    EXACT_ARRAY = auto()  # NumPy arrays of Fractions, and Fractions
    PRECISE_ARRAY = auto()  # NumPy arrays of mpmath's numbers, and these numbers

    @property
    def exact(self) -> bool:
        """Whether fractions stay fractions."""
        return self in (Arithmetic.EXACT, Arithmetic.EXACT_ARRAY)

    @property
    def precise(self) -> bool:
        """Whether numbers have 60 digits."""
        return self in (Arithmetic.PRECISE, Arithmetic.PRECISE_ARRAY)

    @property
    def arrays(self) -> bool:
        """Whether there are arrays."""
        return self in (Arithmetic.ARRAY, Arithmetic.EXACT_ARRAY, Arithmetic.PRECISE_ARRAY)


class NoFraction(ArithmeticError):
    """A power of fractions that need not be one: √2. Doubles take over."""


class TooManyDigits(NoFraction):
    """An exact power that would be longer than anyone wants to see; doubles take over."""


def implementation(op: str, arithmetic: Arithmetic) -> Callable[..., Any] | None:
    """The function that works an operation out directly; None where its formula does."""
    row = OPERATIONS[op]
    if arithmetic.exact and op == "pow":
        return _exact_powers if arithmetic.arrays else exact_power
    if arithmetic is Arithmetic.PRECISE:
        return precise.function(op)
    if not arithmetic.arrays:
        return row.scalar
    if arithmetic is Arithmetic.PRECISE_ARRAY:
        from bpcli.ops import precise_arrays  # noqa: PLC0415 - NumPy is heavy

        return precise_arrays.function(op)
    if row.array is None:
        return row.scalar
    from bpcli.ops import arrays  # noqa: PLC0415

    if hasattr(arrays, row.array):
        return getattr(arrays, row.array)  # type: ignore[no-any-return]
    import numpy as np  # noqa: PLC0415

    if row.rational:
        return getattr(np, row.array)  # type: ignore[no-any-return]
    return arrays.entrywise(row.array)  # type: ignore[no-any-return]


def exact_power(base: Fraction, exponent: Fraction) -> Fraction:
    """A power of fractions, itself a fraction; NoFraction where it is none, TooManyDigits where it is too long."""
    if exponent.denominator != 1:
        raise NoFraction
    if abs(exponent) > limits.EXACT_EXPONENT:
        raise TooManyDigits
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits * abs(exponent) > _EXACT_BITS:
        raise TooManyDigits
    result: Fraction = scalars.power(base, exponent)
    return result


def _exact_powers(base: Any, exponent: Any) -> Any:
    """The same entry by entry."""
    import numpy as np  # noqa: PLC0415 - NumPy is heavy

    return np.frompyfunc(exact_power, 2, 1)(base, exponent)
