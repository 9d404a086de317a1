"""What is known of one operation.

An operation is one row of data. Its formula, its textbook gradient and its rules on arrays are written in
the program's own formula language, with `a` and `b` for the inputs, `y` for the result and `G` for the
gradient of the output with respect to the result; the engine reads them, works numbers out with them
and has sympy differentiate them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction
from typing import Any, TypeAlias

from bpcli.core.numerals import Shape

ShapeRule: TypeAlias = "Callable[[tuple[Shape, ...], dict[str, Fraction]], Shape]"


class Family(Enum):
    """How an operation treats arrays, and so where its gradient comes from."""

    ENTRYWISE = auto()  # the same formula on every entry, inputs broadcast; sympy derives the formula
    LOSS = auto()  # an entrywise formula, then its sum or mean over all entries; sympy derives the formula
    MATRIX = auto()  # products and transposes; sympy derives them as matrix expressions
    ARRAY = auto()  # reductions and softmax: `pull` states the gradient, checked against sympy entry by entry


@dataclass(frozen=True, slots=True)
class Operation:
    """One row.

    key: the `op` of syntax trees and of JSON.
    shape: the shape of the result for the shapes of the inputs; raises `ShapeMismatch`.
    names: what the function is called in formulas, the one it is shown by first; none for a sign.
    arguments: the lowest and the highest number of arguments.
    options: keyword arguments, with their defaults; None for one that may be left out.
    scalar: works it out for numbers (Fraction or float; signs also sympy's); where there is none, `formula` does.
    array: the function of `bpcli.ops.arrays` that works it out for NumPy arrays; where there is none, `formula` does.
    symbol: the sympy function of the same meaning.
    formula: what it computes (of a LOSS: for one entry), in terms of other operations.
    reduce: of a LOSS: `sum` or `mean`.
    local: the textbook spelling of its local gradients, one an input; where there is none, sympy's is shown.
    pull: of an ARRAY operation: what comes back to each input, in terms of G; "" where nothing does.
    rational: exact fractions in give exact fractions out.
    kink: it has points without a derivative, where `local` states the convention.
    """

    key: str
    shape: ShapeRule
    family: Family = Family.ENTRYWISE
    names: tuple[str, ...] = ()
    arguments: tuple[int, int] = (1, 1)
    options: tuple[tuple[str, Fraction | None], ...] = ()
    scalar: Callable[..., Any] | None = None
    array: str | None = None
    symbol: str | None = None
    formula: str | None = None
    reduce: str | None = None
    local: tuple[str, ...] = ()
    pull: tuple[str, ...] = ()
    rational: bool = False
    kink: bool = False

    @property
    def ascii_name(self) -> str:
        """The name that needs ASCII letters only."""
        return next((name for name in self.names if name.isascii()), self.key)
