"""Arrays in the order of PyTorch's sums: `total` and `product` round where its kernels for small arrays round.

Found by comparing with PyTorch on a CPU: sums along contiguous numbers agree bit for bit up to 400 numbers, matrix
products up to a few rows and columns. Import this module where arrays are at hand: it loads NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bpcli.core.numerals import Array, Shape
from bpcli.engine.descent.rounding import fused_double
from bpcli.ops import arrays as operations

_LANES = {4: 8, 8: 4}  # numbers that are summed side by side, by their bytes
_CHAINS = 4  # sums that are kept going at a time
_SMALL = 16  # the longest inner axis of a product that is added up one term after the other


def total(a: Any, axis: Any = None) -> Any:
    """The sum of all entries, or along one axis."""
    a = np.asarray(a)
    if axis is None:
        return _row(a.ravel())
    axis = int(axis) % a.ndim
    if axis == a.ndim - 1 and a.ndim > 1:
        return np.array([_row(row) for row in a], dtype=a.dtype)
    return np.sum(a, axis=axis) if a.ndim > 1 else _row(a)


def mean(a: Any, axis: Any = None) -> Any:
    """The sum divided by how many there are."""
    summed = total(a, axis)
    return summed / summed.dtype.type(operations.count(a, axis))


def _row(a: Array) -> Any:
    """The sum of a row: whole registers in four chains, what is left over first, then the lanes one after the other."""
    lanes = _LANES.get(a.dtype.itemsize, 1)
    if a.size < lanes:
        return _chained(a)
    registers = a.size // lanes
    result = a.dtype.type(0)
    for value in a[registers * lanes :]:
        result = result + value
    for value in _chained(a[: registers * lanes].reshape(registers, lanes)):
        result = result + value
    return result


def _chained(a: Array) -> Any:
    """The sum over the first axis: every fourth entry in one chain, then the chains."""
    rounds = len(a) // _CHAINS
    chains = [np.zeros(a.shape[1:], a.dtype)[()] for _ in range(_CHAINS)]
    for number in range(rounds * _CHAINS):
        chains[number % _CHAINS] = chains[number % _CHAINS] + a[number]
    for value in a[rounds * _CHAINS :]:
        chains[0] = chains[0] + value
    first, *rest = chains
    for chain in rest:
        first = first + chain
    return first


def product(a: Any, b: Any) -> Any:
    """The matrix product, its terms added one after the other; a flat array is a column."""
    left, right = (x if np.ndim(x) == 2 else np.reshape(x, (-1, 1)) for x in (a, b))
    if left.shape[1] > _SMALL:
        return operations.matmul(a, b)
    result = left[:, :1] * right[:1]
    for inner in range(1, left.shape[1]):
        result = result + left[:, inner : inner + 1] * right[inner : inner + 1]
    if np.ndim(b) == 1:
        result = result[:, 0]
        return result if result.size > 1 else result[0]
    return result


def undone(back: Any, shape: Shape) -> Any:
    """What comes back to an input of this shape, which was repeated on the way forward, or has another shape."""
    back = np.asarray(back)
    size = int(np.prod(shape, dtype=int))
    if back.size == size:
        return back.reshape(shape)[()]
    if size == 1:
        return np.reshape(total(back), shape)[()]
    while back.ndim > len(shape):
        back = total(back, 0)
    for axis, length in enumerate(shape):
        if length == 1 and back.shape[axis] > 1:
            back = np.expand_dims(np.asarray(total(back, axis)), axis)
    return np.broadcast_to(back, shape)


def fused_singles(a: Any, b: Any, c: Any) -> Any:
    """The entries of a·b + c in single precision, rounded once; see `fused_single`."""
    product, added = np.asarray(a, dtype=float) * np.asarray(b, dtype=float), np.asarray(c, dtype=float)
    summed = np.asarray(product + added)
    back = summed - product
    error = (product - (summed - back)) + (added - back)
    even = (summed.view(np.int64) & 1) == 0
    odd = np.where((error != 0) & even, np.nextafter(summed, np.where(error > 0, np.inf, -np.inf)), summed)
    return odd.astype(np.float32)[()]


def fused_doubles(a: Any, b: Any, c: Any) -> Any:
    """The same for doubles."""
    entries = np.broadcast(a, b, c)
    return np.array([fused_double(*map(float, entry)) for entry in entries]).reshape(entries.shape)[()]


def cast(function: Callable[..., Any], kind: Any) -> Callable[..., Any]:
    """The function with its result in one precision."""
    return lambda *args, **options: np.asarray(function(*args, **options), dtype=kind)[()]


# The operations whose order of additions is PyTorch's.
ORDERED: dict[str, Callable[..., Any]] = {"sum": total, "mean": mean, "matmul": product}
