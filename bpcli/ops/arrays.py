"""Operations on NumPy arrays: of float64, or of Fractions (dtype object), which stay exact where they can.

A flat array is a column. Only this module of the room imports NumPy: import it where arrays are at hand.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bpcli.core.numerals import Array


def entrywise(name: str) -> Any:
    """A NumPy function of the same name that also takes exact arrays, which become doubles."""
    function = getattr(np, name)
    return lambda *args: function(*(np.asarray(a, dtype=np.float64) for a in args))


def matmul(a: Any, b: Any) -> Any:
    """The matrix product; a flat array is a column, and a row times a column is a number."""
    product = _matrix(a) @ _matrix(b)
    if np.ndim(b) == 1:
        product = product[:, 0]
        return product if product.size > 1 else product[0]
    return product


def transpose(a: Any) -> Array:
    """Rows become columns; a flat array becomes a row."""
    return _matrix(a).T


def _matrix(a: Any) -> Array:
    array = np.asarray(a)
    return array if array.ndim == 2 else array.reshape(-1, 1)


def power(base: Any, exponent: Any) -> Any:
    """Entrywise power of doubles."""
    return np.power(np.asarray(base, dtype=np.float64), np.asarray(exponent, dtype=np.float64))


def sigmoid(z: Any) -> Array:
    """1/(1 + e^−z), from the side that cannot overflow."""
    z = np.asarray(z, dtype=np.float64)
    e = np.exp(-np.abs(z))
    result: Array = np.where(z >= 0, 1.0, e) / (1.0 + e)
    return result


def softplus(z: Any) -> Array:
    """log(1 + e^z) without overflow."""
    result: Array = np.logaddexp(0.0, np.asarray(z, dtype=np.float64))
    return result


def relu(z: Any) -> Any:
    """Z where it is positive, else 0."""
    return z * step(z)


def step(z: Any) -> Any:
    """1 where z is positive, else 0."""
    return z * 0 + (np.asarray(z) > 0).astype(int)


def sign(z: Any) -> Any:
    """−1, 0 or 1."""
    z = np.asarray(z)
    return z * 0 + ((z > 0).astype(int) - (z < 0).astype(int))


def total(a: Any, axis: Any = None) -> Any:
    """The sum of all entries, or along one axis."""
    return np.sum(a, axis=_index(axis))


def mean(a: Any, axis: Any = None) -> Any:
    """The mean of all entries, or along one axis."""
    return np.sum(a, axis=_index(axis)) / count(a, axis)


def count(a: Any, axis: Any = None) -> int:
    """How many entries a sum over all of them, or along one axis, has."""
    return int(np.size(a) if axis is None else np.shape(a)[int(axis)])


def largest(a: Any, axis: Any = None) -> Any:
    """The largest entry of all, or along one axis."""
    return np.max(a, axis=_index(axis))


def smallest(a: Any, axis: Any = None) -> Any:
    """The smallest entry of all, or along one axis."""
    return np.min(a, axis=_index(axis))


def spread(g: Any, like: Any, axis: Any = None) -> Any:
    """`g` repeated over the entries that a sum or an extreme of `like` took together."""
    if axis is not None:
        g = np.expand_dims(g, int(axis))
    return np.broadcast_to(g, np.shape(like))


def share(a: Any, axis: Any = None) -> Any:
    """1 at the largest entry and 0 elsewhere; tied entries share the 1 equally."""
    top = np.max(a, axis=_index(axis), keepdims=True)
    hits = (np.asarray(a) == top).astype(np.int64)
    if np.asarray(a).dtype == object:
        hits = np.asarray(a) * 0 + hits
    return hits / np.sum(hits, axis=_index(axis), keepdims=True)


def last_sum(a: Any) -> Any:
    """The sum along the last axis, kept as an axis of length 1."""
    return np.sum(a, axis=-1, keepdims=True)


def norm(a: Any) -> float:
    """The length: the root of the sum of squares."""
    entries = np.asarray(a, dtype=np.float64).ravel()
    length = float(np.linalg.norm(entries))
    if 1e-150 < length < 1e150:
        return length
    # The squares would leave the range of numbers.
    scale = float(np.max(np.abs(entries)))
    return scale * float(np.linalg.norm(entries / scale)) if scale else 0.0


def softmax(z: Any) -> Array:
    """e^z over the sum of e^z along the last axis, without overflow."""
    result: Array = np.exp(log_softmax(z))
    return result


def log_softmax(z: Any) -> Array:
    """The logarithm of softmax, along the last axis."""
    z = np.asarray(z, dtype=np.float64)
    z = z - np.max(z, axis=-1, keepdims=True)
    result: Array = z - np.log(np.sum(np.exp(z), axis=-1, keepdims=True))
    return result


def onehot(classes: Any, like: Any) -> Array:
    """For each class a row of `like`'s length with 1 at the class; one-hot rows are left as they are."""
    if np.shape(classes) == np.shape(like):
        return np.asarray(classes, dtype=np.float64)
    size = np.shape(like)[-1]
    index = np.asarray(classes, dtype=np.float64)
    if np.any((index < 0) | (index >= size) | (index != np.floor(index))):
        raise ValueError("class")
    return np.eye(size)[index.astype(np.int64)]


def rows(a: Any) -> int:
    """How many rows of logits there are: 1 for a flat array."""
    return int(np.size(a) // np.shape(a)[-1])


def cross_entropy(logits: Any, target: Any) -> float:
    """The mean over the rows of −Σ target·log_softmax(logits)."""
    return float(-np.sum(onehot(target, logits) * log_softmax(logits)) / rows(logits))


def _index(axis: Any) -> int | None:
    return None if axis is None else int(axis)
