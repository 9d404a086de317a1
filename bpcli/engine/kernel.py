"""Trees as functions: straight-line code, built as a Python syntax tree out of our own checked tree.

No text is ever compiled. The code holds nothing but the names v0, v1, …, y and G, numbers, and calls of the
functions of `bpcli.ops`; one statement an operation, so that a sum of a thousand terms is a thousand
lines long and not a thousand levels deep.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence
from enum import Enum, auto
from fractions import Fraction
from typing import Any

from bpcli.core import limits
from bpcli.engine.textbook import formula_of
from bpcli.language.tree import Apply, Constant, Leaf, Number, Slot, Tree, fold
from bpcli.ops import precise, scalars
from bpcli.ops.table import OPERATIONS

_EXACT_BITS = 20_000
_CONSTANTS = {"pi": math.pi, "e": math.e}
_INFIX: dict[str, ast.operator] = {
    "add": ast.Add(),
    "sub": ast.Sub(),
    "mul": ast.Mult(),
    "hadamard": ast.Mult(),
    "div": ast.Div(),
}


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


def compiled(trees: Sequence[Tree], inputs: int, arithmetic: Arithmetic) -> Callable[..., Any]:
    """A function of v0, v1, … (`inputs` of them), then optionally y and G, that returns a tuple of the trees' values.

    It raises ValueError, ZeroDivisionError or OverflowError where a value does not exist.
    """
    return _function(arithmetic, trees, inputs, single=False)


def compiled_one(tree: Tree, inputs: int, arithmetic: Arithmetic) -> Callable[..., Any]:
    """The same for one tree: the function returns its value."""
    return _function(arithmetic, (tree,), inputs, single=True)


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


def _function(arithmetic: Arithmetic, trees: Sequence[Tree], inputs: int, *, single: bool) -> Callable[..., Any]:
    compiler = Compiler(arithmetic)
    values = [compiler.value(tree) for tree in trees]
    compiler.body.append(ast.Return(values[0] if single else ast.Tuple(values, ast.Load())))
    return compiler.function([*(f"v{index}" for index in range(inputs)), "y", "G"], optional=2)


class Compiler:
    """Writes straight-line code: `value(tree)` adds the statements that work a tree out, and gives their result.

    The slots of a tree are the variables v0, v1, …, `y` and `G`. What kinds of numbers there are is decided by the
    methods that subclasses override: `constant`, `implementation` and `kept`.
    """

    def __init__(self, arithmetic: Arithmetic) -> None:
        self.arithmetic = arithmetic
        self.environment: dict[str, Any] = {"__builtins__": {}}
        self.body: list[ast.stmt] = []
        self.made = 0

    def value(self, tree: Tree) -> ast.expr:
        """The result of a tree, once the statements for it have been added to the body."""
        return fold(tree, self._leaf, self._apply)

    def function(self, parameters: Sequence[str], *, optional: int = 0) -> Callable[..., Any]:
        """The function that runs the body; the last `optional` parameters may be left out."""
        nothing: list[ast.expr] = [ast.Constant(None)] * optional
        arguments = ast.arguments([], [ast.arg(name) for name in parameters], None, [], [], None, nothing)
        module = ast.Module([ast.FunctionDef("kernel", arguments, self.body, [])], [])
        for node in ast.walk(module):
            if isinstance(node, ast.stmt | ast.expr | ast.arg | ast.keyword):
                node.lineno, node.col_offset, node.end_lineno, node.end_col_offset = 1, 0, 1, 0
        exec(compile(module, "<kernel>", "exec"), self.environment)  # noqa: S102 - our own syntax tree, no text
        kernel: Callable[..., Any] = self.environment["kernel"]
        return kernel

    def constant(self, value: Fraction) -> ast.expr:
        """A number of a formula."""
        if self.arithmetic.exact:
            return self.known(f"c{len(self.environment)}", value)
        if self.arithmetic.precise:
            return self.known(f"c{len(self.environment)}", precise.number(value))
        # Floats throughout: Python's integers would work out 9**9**9 to the last digit.
        return ast.Constant(float(value))

    def implementation(self, op: str) -> Callable[..., Any] | None:
        """The function that works an operation out; None where its formula does."""
        return implementation(op, self.arithmetic)

    def kept(self, value: ast.expr) -> ast.expr:
        """The result of one operation under a name of its own."""
        self.made += 1
        return self.assigned(f"t{self.made}", value)

    def assigned(self, name: str, value: ast.expr) -> ast.expr:
        """A variable, once the statement that gives it this value has been added."""
        self.body.append(ast.Assign([ast.Name(name, ast.Store())], value))
        return self.variable(name)

    def known(self, name: str, value: Any) -> ast.expr:
        """A name for something that is there before the code runs: a function, a constant."""
        self.environment[name] = value
        return self.variable(name)

    @staticmethod
    def variable(name: str) -> ast.expr:
        """A variable that is read."""
        return ast.Name(name, ast.Load())

    def _leaf(self, leaf: Leaf) -> ast.expr:
        if isinstance(leaf, Slot):
            return self.variable({-1: "y", -2: "G"}.get(leaf.index, f"v{leaf.index}"))
        if isinstance(leaf, Constant):
            return self._constant(leaf.key)
        if not isinstance(leaf, Number):
            raise TypeError(f"{leaf} has no value")
        return self.constant(leaf.value)

    def _constant(self, key: str) -> ast.expr:
        if self.arithmetic.precise:
            return self.known(key, precise.constant(key))
        return ast.Constant(_CONSTANTS[key])

    def _apply(self, node: Apply, args: tuple[ast.expr, ...]) -> ast.expr:
        if node.op in _INFIX:
            return self.kept(ast.BinOp(args[0], _INFIX[node.op], args[1]))
        if node.op == "neg":
            return self.kept(ast.UnaryOp(ast.USub(), args[0]))
        if node.op == "pow" and not self.arithmetic.exact and self._whole(node.args[1]):
            return self.kept(ast.BinOp(args[0], ast.Pow(), args[1]))
        return self._call(node, args)

    def _call(self, node: Apply, args: tuple[ast.expr, ...]) -> ast.expr:
        function = self.implementation(node.op)
        if function is None:
            return self._written_out(node, args)
        keywords = [ast.keyword(key, self._option(value)) for key, value in node.options]
        return self.kept(ast.Call(self.known(node.op, function), list(args), keywords))

    def _written_out(self, node: Apply, args: tuple[ast.expr, ...]) -> ast.expr:
        """The formula of the operation's row, and for a loss on arrays the sum or mean of its entries."""
        inner = formula_of(node.op, dict(node.options))
        value = fold(inner, lambda leaf: args[leaf.index] if isinstance(leaf, Slot) else self._leaf(leaf), self._apply)
        reduce = OPERATIONS[node.op].reduce
        if reduce is None or not self.arithmetic.arrays:
            return value
        return self._call(Apply(reduce, node.args[:1]), (value,))

    @staticmethod
    def _option(value: Fraction) -> ast.expr:
        return ast.Constant(int(value) if value.denominator == 1 else float(value))

    @staticmethod
    def _whole(tree: Tree) -> bool:
        return isinstance(tree, Number) and tree.value.denominator == 1 and abs(tree.value) <= limits.EXACT_EXPONENT
