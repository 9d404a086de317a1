"""A tree over slots, translated one operation after the other: what code and what an interpreter make of it alike.

A `Translator` walks the tree and decides what an operation means in an arithmetic; its subclasses say what becomes of
it: an expression of Python's (`bpcli.engine.kernel`), or the number of a register (`bpcli.engine.interpreter`).
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Generic, TypeVar

from bpcli.core import limits
from bpcli.engine.arithmetic import Arithmetic, implementation
from bpcli.engine.textbook import formula_of
from bpcli.language.tree import Apply, Constant, Leaf, Number, Slot, Tree, fold
from bpcli.ops import precise
from bpcli.ops.table import OPERATIONS

INFIX = ("add", "sub", "mul", "hadamard", "div")
_CONSTANTS = {"pi": math.pi, "e": math.e}

E = TypeVar("E")


class Translator(ABC, Generic[E]):
    """`value(tree)` is what stands for the result of a tree, once its operations have been translated."""

    def __init__(self, arithmetic: Arithmetic) -> None:
        self.arithmetic = arithmetic

    def value(self, tree: Tree) -> E:
        """What stands for the result of a tree."""
        return fold(tree, self._leaf, self._apply)

    @abstractmethod
    def slot(self, index: int) -> E:
        """An input; -1 is the result of the rule, -2 what comes back to it."""

    @abstractmethod
    def literal(self, value: Any) -> E:
        """A number of the arithmetic."""

    @abstractmethod
    def sign(self, op: str, args: tuple[E, ...]) -> E:
        """One of `INFIX`, a negation, or a power with a whole number above, by the operator of Python's."""

    @abstractmethod
    def called(self, op: str, function: Callable[..., Any], args: tuple[E, ...], options: dict[str, int | float]) -> E:
        """A call of the function that works an operation out."""

    def constant(self, value: Fraction) -> E:
        """A number of a formula."""
        if self.arithmetic.exact:
            return self.literal(value)
        # Floats throughout: Python's integers would work out 9**9**9 to the last digit.
        return self.literal(precise.number(value) if self.arithmetic.precise else float(value))

    def implementation(self, op: str) -> Callable[..., Any] | None:
        """The function that works an operation out; None where its formula does."""
        return implementation(op, self.arithmetic)

    def _leaf(self, leaf: Leaf) -> E:
        if isinstance(leaf, Slot):
            return self.slot(leaf.index)
        if isinstance(leaf, Constant):
            return self.literal(precise.constant(leaf.key) if self.arithmetic.precise else _CONSTANTS[leaf.key])
        if not isinstance(leaf, Number):
            raise TypeError(f"{leaf} has no value")
        return self.constant(leaf.value)

    def _apply(self, node: Apply, args: tuple[E, ...]) -> E:
        if node.op in INFIX or node.op == "neg":
            return self.sign(node.op, args)
        if node.op == "pow" and not self.arithmetic.exact and _is_whole(node.args[1]):
            return self.sign(node.op, args)
        return self._call(node, args)

    def _call(self, node: Apply, args: tuple[E, ...]) -> E:
        function = self.implementation(node.op)
        if function is None:
            return self._written_out(node, args)
        return self.called(node.op, function, args, {key: _option(value) for key, value in node.options})

    def _written_out(self, node: Apply, args: tuple[E, ...]) -> E:
        """The formula of the operation's row, and for a loss on arrays the sum or mean of its entries."""
        inner = formula_of(node.op, dict(node.options))
        value = fold(inner, lambda leaf: args[leaf.index] if isinstance(leaf, Slot) else self._leaf(leaf), self._apply)
        reduce = OPERATIONS[node.op].reduce
        if reduce is None or not self.arithmetic.arrays:
            return value
        return self._call(Apply(reduce, node.args[:1]), (value,))


def _option(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def _is_whole(tree: Tree) -> bool:
    return isinstance(tree, Number) and tree.value.denominator == 1 and abs(tree.value) <= limits.EXACT_EXPONENT
