"""What a training computes with: single or double precision or fractions, numbers or arrays.

`Numbers(Precision.SINGLE, arrays=False)` has everything that depends on it: how a value is held, how constants are
written into the code, which functions there are, how an update is rounded.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import partial
from typing import Any

from bpcli.core.numerals import Shape, nested_shape
from bpcli.engine import arithmetic
from bpcli.engine.arithmetic import Arithmetic
from bpcli.engine.descent.rounding import double, fused_double, fused_single, single


class Precision(StrEnum):
    """The numbers of a training, by the names PyTorch has for them; `exact` are fractions."""

    SINGLE = "float32"
    DOUBLE = "float64"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Numbers:
    """One kind of numbers; `arrays` where some value is an array."""

    precision: Precision
    arrays: bool

    @property
    def exact(self) -> bool:
        """Whether nothing is ever rounded."""
        return self.precision is Precision.EXACT

    @property
    def rounds_each(self) -> bool:
        """Whether the code itself has to round the result of every operation: Python's floats are doubles."""
        return self.precision is Precision.SINGLE and not self.arrays

    @property
    def arithmetic(self) -> Arithmetic:
        """The arithmetic whose functions are the nearest."""
        if self.exact:
            return Arithmetic.EXACT_ARRAY if self.arrays else Arithmetic.EXACT
        return Arithmetic.ARRAY if self.arrays else Arithmetic.DOUBLE

    @property
    def kind(self) -> Any:
        """NumPy's name for it."""
        import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

        return {Precision.SINGLE: np.float32, Precision.DOUBLE: np.float64}.get(self.precision, object)

    def held(self, value: Any) -> Any:
        """A given (a fraction, or nested tuples of them) as it is computed with."""
        if not self.arrays:
            return value if self.exact else self.rounded(float(value))
        import numpy as np  # noqa: PLC0415

        if self.exact:
            return np.array(value, dtype=object) if nested_shape(value) else value
        with np.errstate(over="ignore"):
            return np.array(np.array(value, dtype=object).astype(float), dtype=self.kind)[()]

    def filled(self, shape: Shape, value: int) -> Any:
        """An array of this shape, or a number, all of whose entries are one value."""
        if not shape:
            return self.held(Fraction(value))
        import numpy as np  # noqa: PLC0415

        return np.full(shape, Fraction(value) if self.exact else value, dtype=self.kind)

    def rounded(self, value: Any) -> Any:
        """A result in this precision; of arrays it is that already."""
        return single(value) if self.rounds_each else value

    def function(self, op: str) -> Callable[..., Any] | None:
        """The function that works an operation out; None where its formula does."""
        found: Callable[..., Any] | None = arithmetic.implementation(op, self.arithmetic)
        if not self.arrays or self.exact:
            return found
        from bpcli.engine.descent import arrays  # noqa: PLC0415

        if op in arrays.ORDERED:
            return arrays.ORDERED[op]
        return arrays.cast(found, self.kind) if found else None

    def fused(self) -> Callable[[Any, Any, Any], Any]:
        """a·b + c, rounded once."""
        if self.exact:
            return lambda a, b, c: a * b + c
        if not self.arrays:
            return fused_single if self.rounds_each else fused_double
        from bpcli.engine.descent import arrays  # noqa: PLC0415

        return arrays.fused_singles if self.precision is Precision.SINGLE else arrays.fused_doubles

    def undone(self) -> Callable[[Any, Shape], Any]:
        """What undoes a broadcast."""
        from bpcli.engine.broadcast import sum_to  # noqa: PLC0415
        from bpcli.engine.descent import arrays  # noqa: PLC0415

        return sum_to if self.exact else arrays.undone

    def cost(self, *, mean: bool) -> Callable[[Sequence[Any]], Any]:
        """The loss of a batch from those of its samples, the last one first: they are added from the first on."""
        return partial(_cost, rounded=self.rounded, mean=mean)

    def adam(self, lr: Fraction) -> Callable[..., tuple[Any, Any, Any]]:
        """PyTorch's Adam, which rounds each operation but for three that it fuses."""
        root: Callable[[Any], Any] = math.sqrt
        if self.arrays:
            import numpy as np  # noqa: PLC0415

            root = np.sqrt
        held = single if self.precision is Precision.SINGLE else double
        return Adam(float(lr), self.rounded, self.constant, self.fused(), lambda value: self.rounded(root(value)), held)

    def constant(self, value: float) -> Any:
        """A number that Python has worked out, as it meets numbers of this kind."""
        return self.kind(value) if self.arrays else self.rounded(value)


def _cost(losses: Sequence[Any], rounded: Callable[[Any], Any], *, mean: bool) -> Any:
    *rest, summed = losses
    for loss in reversed(rest):
        summed = rounded(summed + loss)
    return rounded(summed / len(losses)) if mean else summed


@dataclass(frozen=True, slots=True)
class Adam:
    """Adam (Kingma and Ba, 2015) with PyTorch's defaults: betas of 0.9 and 0.999, eps of 1e-8.

    Called with a parameter, its gradient, both moments and the number of the step, it gives the parameter and the
    moments after the step.
    """

    lr: float
    rounded: Callable[[Any], Any]
    constant: Callable[[float], Any]
    fused: Callable[[Any, Any, Any], Any]
    root: Callable[[Any], Any]
    single: Callable[[float], float]

    def __call__(self, p: Any, g: Any, first: Any, second: Any, step: int) -> tuple[Any, Any, Any]:
        """One step."""
        rounded, constant, fused = self.rounded, self.constant, self.fused
        size = self.lr / (1 - 0.9**step)
        correction = (1 - 0.999**step) ** 0.5
        first = fused(constant(1 - 0.9), rounded(g - first), first)
        second = fused(rounded(constant(1 - 0.999) * g), g, rounded(second * constant(0.999)))
        below = rounded(rounded(self.root(second) / constant(correction)) + constant(1e-8))
        return rounded(p + rounded(rounded(constant(-size) * first) / below)), first, second
