"""What a broadcast repeated on the way forward is summed on the way back."""

from __future__ import annotations

import math
from typing import Any

from bpcli.core.numerals import Shape


def sum_to(back: Any, shape: Shape) -> Any:
    """Undo a broadcast: the sum over every axis along which an input of this shape was repeated."""
    import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

    array = np.asarray(back)
    while array.ndim > len(shape) and array.size > math.prod(shape):
        array = np.asarray(array.sum(axis=0))
    if array.size != math.prod(shape):
        axes = tuple(axis for axis, size in enumerate(shape) if size == 1 and array.shape[axis] > 1)
        array = np.asarray(array.sum(axis=axes))
    if array.size == math.prod(shape):
        return array.reshape(shape) if shape else array.reshape(-1)[0]
    return np.broadcast_to(array, shape)
