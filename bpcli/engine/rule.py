"""The structure of a step, shared by all steps of that structure.

`w·x` and `u·v` are one rule, v0·v1: it is derived once and turned into functions once, however often it
occurs. Ask a rule for its trees (to show) and for its kernels (to compute).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cached_property, partial
from typing import Any

from bpcli.core.numerals import Shape
from bpcli.engine import derivatives
from bpcli.engine.arithmetic import Arithmetic, implementation
from bpcli.engine.kernel import Function, compiled, compiled_one
from bpcli.language.printer import UNICODE, Template, template
from bpcli.language.tree import UPSTREAM, Apply, Constant, Number, Slot, Tree, subtrees
from bpcli.ops.operation import Family
from bpcli.ops.table import OPERATIONS


class Rule:
    """A formula over slots, one slot an edge.

    op: the key of the operation, None for a whole formula.
    tree: the formula, its products settled.
    arity: how many edges lead in.
    shapes: the shapes of the inputs where there are arrays, else None.
    """

    def __init__(self, op: str | None, tree: Tree, arity: int, shapes: tuple[Shape, ...] | None = None) -> None:
        self.op = op
        self.tree = tree
        self.arity = arity
        self.shapes = shapes

    @cached_property
    def rational(self) -> bool:
        """Whether exact fractions in give exact fractions out."""
        return _is_rational(self.tree)

    @cached_property
    def kink(self) -> bool:
        """Whether it has points without a derivative."""
        return any(OPERATIONS[op].kink for op in _operations(self.tree))

    @cached_property
    def text(self) -> Template:
        """The formula as it is shown, with a hole for each input."""
        return template(self.tree, UNICODE)

    @cached_property
    def locals(self) -> tuple[Tree, ...]:
        """∂/∂v0, ∂/∂v1, … over the inputs and the result; for numbers, and for arrays entry by entry."""
        return derivatives.local_gradients(self.tree, self.arity)

    @cached_property
    def pulls(self) -> tuple[Tree | None, ...]:
        """With arrays: what comes back to each input, in terms of G; None where nothing can."""
        if isinstance(self.tree, Slot):
            return (UPSTREAM,)
        return derivatives.pulls(self.tree, self.shapes or ())

    @cached_property
    def forward(self) -> Callable[..., Any]:
        """The value, for doubles."""
        return self._value("forward", Arithmetic.ARRAY if self.shapes else Arithmetic.DOUBLE)

    @cached_property
    def forward_exact(self) -> Callable[..., Any]:
        """The value, for fractions; only where the rule is rational."""
        return self._value("forward_exact", Arithmetic.EXACT_ARRAY if self.shapes else Arithmetic.EXACT)

    @cached_property
    def backward(self) -> Callable[..., Any]:
        """For numbers (inputs…, result) to the local gradients, for arrays (inputs…, result, G) to the pulls."""
        return self._gradients("backward", Arithmetic.ARRAY if self.shapes else Arithmetic.DOUBLE)

    @cached_property
    def backward_exact(self) -> Callable[..., Any] | None:
        """The same for fractions; None where the gradients of a rational formula need more than fractions."""
        if not all(_is_rational(tree) for tree in self._gradient_trees if tree is not None):
            return None
        return self._gradients("backward_exact", Arithmetic.EXACT_ARRAY if self.shapes else Arithmetic.EXACT)

    @cached_property
    def forward_precise(self) -> Callable[..., Any]:
        """The value, for the numbers of `bpcli.ops.precise`."""
        return self._value("forward_precise", Arithmetic.PRECISE_ARRAY if self.shapes else Arithmetic.PRECISE)

    @cached_property
    def backward_precise(self) -> Callable[..., Any]:
        """The same as `backward` for these numbers."""
        return self._gradients("backward_precise", Arithmetic.PRECISE_ARRAY if self.shapes else Arithmetic.PRECISE)

    @property
    def _gradient_trees(self) -> tuple[Tree | None, ...]:
        return self.pulls if self.shapes else self.locals

    def _value(self, name: str, arithmetic: Arithmetic) -> Callable[..., Any]:
        direct = self._direct(arithmetic)
        return direct or self._kept(name, compiled_one(self.tree, self.arity, arithmetic))

    def _direct(self, arithmetic: Arithmetic) -> Callable[..., Any] | None:
        """The operation's own function, where the formula is nothing but the operation on its inputs in order."""
        tree = self.tree
        if not isinstance(tree, Apply) or tree.options or tree.args != tuple(map(Slot, range(self.arity))):
            return None
        if OPERATIONS[tree.op].family is Family.LOSS:
            return None
        return implementation(tree.op, arithmetic)

    def _gradients(self, name: str, arithmetic: Arithmetic) -> Callable[..., Any]:
        trees = [Number(_ZERO) if tree is None else tree for tree in self._gradient_trees]
        return self._kept(name, compiled(trees, self.arity, arithmetic))

    def _kept(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, whose code will take its place under this name: a call less in each step of a long chain."""
        if isinstance(function, Function):
            function.on_code = partial(vars(self).__setitem__, name)
        return function


_ZERO = Fraction(0)


def _operations(tree: Tree) -> set[str]:
    return {node.op for node in subtrees(tree) if isinstance(node, Apply)}


def _is_rational(tree: Tree) -> bool:
    constants = any(isinstance(node, Constant) for node in subtrees(tree))
    return not constants and all(OPERATIONS[op].rational for op in _operations(tree))
