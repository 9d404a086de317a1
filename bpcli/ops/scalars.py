"""Operations on single numbers.

Each takes Fractions or floats. Where Python's `math` would overflow on the way to a finite result, these
do not; where there is no real result they raise ValueError, ZeroDivisionError or OverflowError.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any


def power(base: Any, exponent: Any) -> Any:
    """`base` to the power `exponent`: exact for a whole exponent, never complex; 0⁰ is 1."""
    if exponent == int(exponent) and isinstance(exponent, Fraction | int):
        return base ** int(exponent)
    return math.pow(base, exponent)


def sigmoid(z: Any) -> float:
    """1/(1 + e^−z), from the side that cannot overflow."""
    if z >= 0:
        return 1.0 / (1.0 + math.exp(-z))
    e = math.exp(z)
    return e / (1.0 + e)


def softplus(z: Any) -> float:
    """log(1 + e^z) without overflow."""
    return (z if z > 0 else 0.0) + math.log1p(math.exp(-abs(z)))


def maximum(a: Any, b: Any) -> Any:
    """The larger one."""
    return max(a, b)


def minimum(a: Any, b: Any) -> Any:
    """The smaller one."""
    return min(a, b)


def relu(z: Any) -> Any:
    """Z where it is positive, else 0."""
    return z if z > 0 else z * 0


def sign(z: Any) -> Any:
    """−1, 0 or 1."""
    return z * 0 + ((z > 0) * 1 - (z < 0) * 1)  # NumPy takes no truth values from each other


def step(z: Any) -> Any:
    """1 where z is positive, else 0."""
    return z * 0 + (z > 0)


def square(z: Any) -> Any:
    """Z times z."""
    return z * z
