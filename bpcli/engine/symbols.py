"""Trees to sympy and back. With `derive`, the only part of the program that imports sympy.

sympy is given nothing but its own objects, with symbols v0, v1, … of ours: it runs Python when it meets text.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache, reduce
from typing import Any

import sympy

from bpcli.engine.textbook import formula_of, locals_of
from bpcli.language.tree import Apply, Constant, Leaf, Number, Slot, Tree, fold
from bpcli.ops.operation import Family
from bpcli.ops.table import OPERATIONS

_CONSTANTS = {"pi": sympy.pi, "e": sympy.E}


@cache
def symbol(index: int) -> Any:
    """The real symbol of a slot: v0, v1, …, `y` of a rule's result, `G` of what comes back to it."""
    # A first letter behind v: G sorts in front of the inputs in sympy's products, y behind them.
    return sympy.Symbol({-1: "y", -2: "G"}.get(index, f"v{index:04d}"), real=True)


def to_sympy(tree: Tree, slots: dict[int, Any] | None = None) -> Any:
    """The expression a tree over slots means; `slots` overrides what stands for a slot."""
    given = slots or {}

    def leaf(node: Leaf) -> Any:
        if isinstance(node, Slot):
            return given[node.index] if node.index in given else symbol(node.index)
        if isinstance(node, Constant):
            return _CONSTANTS[node.key]
        if isinstance(node, Number):
            return sympy.Rational(node.value.numerator, node.value.denominator)
        raise TypeError(f"{node} is no part of a rule")

    return fold(_flat_sums(tree), leaf, _applied)


def _flat_sums(tree: Tree) -> Tree:
    """The tree with `a + b + c` as one sum of three: sympy takes quadratic time to build it pair by pair."""
    return fold(tree, lambda leaf: leaf, _merged)


def _merged(node: Apply, args: tuple[Tree, ...]) -> Tree:
    if node.op == "sub":
        return _merged(Apply("add", ()), (args[0], Apply("neg", args[1:])))
    if node.op != "add":
        return Apply(node.op, args, node.options)
    # The left side is a sum already where the formula goes on; it is consumed here, not copied deeper.
    first, *rest = args
    terms = first.args if isinstance(first, Apply) and first.op == "add" else (first,)
    return Apply("add", (*terms, *rest))


def _applied(node: Apply, args: tuple[Any, ...]) -> Any:
    row = OPERATIONS[node.op]
    if node.op == "add":
        return sympy.Add(*args)
    if node.op == "pow":
        return args[0] ** args[1] if args[1].is_number else _power(*args)
    if row.symbol is not None:
        return getattr(sympy, row.symbol)(*args)
    if row.local:
        options = dict(row.options) | dict(node.options)
        return function(node.op)(*args, *(sympy.Rational(value) for value in options.values()))
    if row.formula is not None and row.family is not Family.ARRAY:
        return to_sympy(formula_of(node.op, dict(node.options)), dict(enumerate(args)))
    if row.scalar is None:
        raise TypeError(f"{node.op} is derived by its own rule")
    return row.scalar(*args)


def _power(base: Any, exponent: Any) -> Any:
    # sympy's own derivative by the base, xⁿ·n/x, does not exist at 0; Euler's number is its exp.
    return sympy.exp(exponent) if base == sympy.E else function("pow")(base, exponent)


@cache
def function(op: str) -> Any:
    """The operation as a sympy function whose derivative is the textbook's: σ stays σ and does not overflow."""
    inputs = OPERATIONS[op].arguments[1]
    options = [name for name, _ in OPERATIONS[op].options]

    def fdiff(self: Any, argindex: int = 1) -> Any:
        given = {name: Fraction(int(v.p), int(v.q)) for name, v in zip(options, self.args[inputs:], strict=True)}
        local = locals_of(op, given)[argindex - 1]
        return to_sympy(local, {**dict(enumerate(self.args)), -1: self})

    return type(op, (sympy.Function,), {"fdiff": fdiff, "operation": op, "is_real": True})


def to_tree(expression: Any) -> Tree:
    """The tree that says what a sympy expression says: products, quotients and differences as people write them."""
    if expression.is_Add:
        return _sum(expression)
    return _product(expression) if expression.is_Mul else _single(expression, to_tree)


def to_plain_tree(expression: Any) -> Tree:
    """The same in sympy's own order, in a fifth of the time: to be worked out, and not to be shown."""
    if not (expression.is_Add or expression.is_Mul):
        return _single(expression, to_plain_tree)
    first, *rest = map(to_plain_tree, expression.args)
    op = "add" if expression.is_Add else "mul"
    return reduce(lambda tree, part: Apply(op, (tree, part)), rest, first)


# What sympy makes of log(0) and log(−1), and of what they are parts of.
_NO_NUMBERS = frozenset({sympy.zoo, sympy.nan, sympy.oo, -sympy.oo, sympy.I})


def _single(expression: Any, convert: Callable[[Any], Tree]) -> Tree:
    """What is no sum and no product; its parts are converted so."""
    if expression.is_Symbol:
        return Slot({"y": -1, "G": -2}[expression.name] if expression.name in "yG" else int(expression.name[1:]))
    if expression.is_Rational:
        return _number(Fraction(int(expression.p), int(expression.q)))
    if expression in _NO_NUMBERS:
        return Apply("div", (Number(Fraction(1)), Number(Fraction(0))))  # it has no value either
    if expression.is_Pow:
        return _power_tree(expression, convert)
    for key, constant in _CONSTANTS.items():
        if expression == constant:
            return Constant(key)
    return _call(expression, convert)


def _number(value: Fraction) -> Tree:
    return Apply("neg", (Number(-value),)) if value < 0 else Number(value)


def _call(expression: Any, convert: Callable[[Any], Tree]) -> Tree:
    op = getattr(expression, "operation", None) or _by_symbol()[type(expression).__name__]
    row = OPERATIONS[op]
    inputs = row.arguments[1]
    values = (Fraction(int(v.p), int(v.q)) for v in expression.args[inputs:])
    options = tuple(
        (name, value) for (name, default), value in zip(row.options, values, strict=True) if value != default
    )
    return Apply(op, tuple(map(convert, expression.args[:inputs])), options)


@cache
def _by_symbol() -> dict[str, str]:
    named = {getattr(sympy, row.symbol).__name__: key for key, row in OPERATIONS.items() if row.symbol}
    # What sympy makes of √(x²) by itself, and of its derivative.
    return {**named, "Abs": "abs", "sign": "sign"}


def _sum(expression: Any) -> Tree:
    terms = list(expression.as_ordered_terms())
    # 1 − y rather than −y + 1: people begin with what is not taken away.
    terms.sort(key=lambda term: term.could_extract_minus_sign() and not term.is_Add)
    tree = to_tree(terms[0])
    for term in terms[1:]:
        negative = term.could_extract_minus_sign() and not term.is_Add
        tree = Apply("sub", (tree, to_tree(-term))) if negative else Apply("add", (tree, to_tree(term)))
    return tree


def _product(expression: Any) -> Tree:
    coefficient, rest = expression.as_coeff_Mul()
    if coefficient.is_Rational and coefficient < 0:
        return Apply("neg", (to_tree(sympy.Mul(-coefficient, rest)),))
    above, below = [], []
    for factor in expression.as_ordered_factors():
        if factor.is_Rational:
            above += [sympy.Integer(factor.p)] if factor.p != 1 else []
            below += [sympy.Integer(factor.q)] if factor.q != 1 else []
        elif factor.is_Pow and factor.exp.is_Rational and factor.exp < 0:
            below.append(1 / factor)
        else:
            above.append(factor)
    top = _times(above)
    return Apply("div", (top, _times(below))) if below else top


def _times(factors: list[Any]) -> Tree:
    trees = [to_tree(factor) for factor in factors] or [Number(Fraction(1))]
    product = trees[0]
    for tree in trees[1:]:
        product = Apply("mul", (product, tree))
    return product


def _power_tree(expression: Any, convert: Callable[[Any], Tree]) -> Tree:
    base, exponent = expression.base, expression.exp
    if exponent.is_Rational and exponent < 0:
        return Apply("div", (Number(Fraction(1)), convert(1 / expression)))
    if exponent == sympy.Rational(1, 2):
        return Apply("sqrt", (convert(base),))
    if base == sympy.E:
        return Apply("exp", (convert(exponent),))
    return Apply("pow", (convert(base), convert(exponent)))
