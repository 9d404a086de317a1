"""Operations on NumPy arrays of the numbers of `bpcli.ops.precise`: import it where such arrays are at hand.

What works on arrays of Fractions works on these too; here is what does not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from bpcli.core.numerals import Array
from bpcli.ops import arrays, precise
from bpcli.ops.table import OPERATIONS


def numbers(value: Any) -> Array:
    """An array of fractions or doubles at 60 digits."""
    result: Array = np.frompyfunc(precise.number, 1, 1)(value)
    return result


@cache
def function(op: str) -> Callable[..., Any] | None:
    """What works an operation on arrays out; None where its formula does."""
    row = OPERATIONS[op]
    own: dict[str, Callable[..., Any]] = {
        "norm": norm,
        "softmax": softmax,
        "log_softmax": log_softmax,
        "cross_entropy": cross_entropy,
    }
    special = own.get(row.array or "")
    if special is not None:
        return special
    if row.array == "power" or (row.scalar is not None and not row.rational):
        entry = precise.function(op)
        return None if entry is None else np.frompyfunc(entry, row.arguments[1], 1)
    if row.array is None:
        return row.scalar
    found: Callable[..., Any] = getattr(arrays, row.array, None) or getattr(np, row.array)
    return found


def norm(a: Any) -> Any:
    """The length: the root of the sum of squares."""
    return precise.context().sqrt(np.sum(np.asarray(a) ** 2))


def log_softmax(z: Any) -> Array:
    """The logarithm of e^z over the sum of e^z along the last axis."""
    shifted = z - np.max(z, axis=-1, keepdims=True)
    total = np.sum(_exp(shifted), axis=-1, keepdims=True)
    result: Array = shifted - np.frompyfunc(precise.context().log, 1, 1)(total)
    return result


def softmax(z: Any) -> Array:
    """e^z over the sum of e^z along the last axis."""
    return _exp(log_softmax(z))


def cross_entropy(logits: Any, target: Any) -> Any:
    """The mean over the rows of −Σ target·log_softmax(logits)."""
    # The number of a class is a whole number in doubles too.
    rows = target if np.shape(target) == np.shape(logits) else arrays.onehot(target, logits)
    return -np.sum(rows * log_softmax(logits)) / arrays.rows(logits)


def _exp(array: Any) -> Array:
    result: Array = np.frompyfunc(precise.function("exp"), 1, 1)(array)  # type: ignore[arg-type]
    return result
