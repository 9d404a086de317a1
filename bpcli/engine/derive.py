"""Derivatives, found by sympy: the one door to it.

`local_gradients` differentiates the formula of a step by each of its inputs; `pulls` gives, for a step with
arrays, what comes back to each input when G comes back to its result (`G·Xᵀ`). Both work on trees over slots
and are asked once a structure: `bpcli.engine.rule` keeps what they found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

import sympy
from sympy.core.parameters import distribute, global_parameters

from bpcli.core.numerals import Shape
from bpcli.engine.held import hold, release
from bpcli.engine.shapes import shape_of, total_size, with_products
from bpcli.engine.symbols import symbol, to_plain_tree, to_sympy, to_tree
from bpcli.engine.textbook import formula_of, locals_of, pulls_of
from bpcli.language.tree import RESULT, UPSTREAM, Apply, Number, Slot, Tree, fold, with_inputs
from bpcli.ops.operation import Family
from bpcli.ops.table import OPERATIONS

T = TypeVar("T")


def local_gradients(tree: Tree, inputs: int) -> tuple[Tree, ...]:
    """∂tree/∂v0, ∂tree/∂v1, …, as trees over the inputs and the result (a σ(z) in them is written as the result)."""
    row = OPERATIONS[tree.op] if isinstance(tree, Apply) else None
    if isinstance(tree, Apply) and row is not None and row.local and tree.op != "pow" and _plain(tree):
        spelled = locals_of(tree.op, dict(tree.options))
        places = (place for place, argument in enumerate(tree.args) if isinstance(argument, Slot))
        return tuple(with_inputs(spelled[place], tree.args) for place in places)
    return _derived(tree, tree, inputs, sympy.Integer(1))


def derivative(tree: Tree, index: int) -> Tree:
    """∂tree/∂v`index` by sympy alone, to be worked out: no textbook spelling is preferred, and no order."""
    held, constants = hold(tree)
    return release(_undistributed(lambda: to_plain_tree(_differentiated(to_sympy(held), symbol(index)))), constants)


def settle() -> None:
    """For a process that asks sympy nothing else: work without distribution for good.

    `distribute(False)` clears all that sympy has cached, on the way in and on the way out, and sympy then takes twice
    as long; where it changes nothing it clears nothing. Whoever else uses sympy in a process wants distribution.
    """
    global_parameters.distribute = False


def pulls(tree: Tree, shapes: Sequence[Shape]) -> tuple[Tree | None, ...]:
    """What comes back to each input of one operation on arrays, as trees over the inputs, the result and G.

    The sums that undo a broadcast are not in them; None for an input that no gradient can flow into.
    """
    if not isinstance(tree, Apply):
        return (UPSTREAM,)
    family = OPERATIONS[tree.op].family
    if family is Family.MATRIX:
        return _placed(tree, _matrix_pulls(tree.op))
    if family is Family.ARRAY:
        return _placed(tree, pulls_of(tree.op, tree.options))
    found = _entrywise_pulls(tree, len(shapes), _entries(tree, shapes))
    result = shape_of(tree, shapes)
    return tuple(with_products(pull, (*shapes, result, result)) for pull in found)


def _plain(tree: Apply) -> bool:
    slots = [argument for argument in tree.args if isinstance(argument, Slot)]
    return len(slots) == len(set(slots)) and all(isinstance(argument, Slot | Number) for argument in tree.args)


def _derived(step: Tree, formula: Tree, inputs: int, factor: Any) -> tuple[Tree, ...]:
    """A factor times the derivatives of a formula, written with the result of the step where that stands in them."""
    held, constants = hold(formula)

    def work() -> list[Tree]:
        expression = to_sympy(held)
        return [to_tree(factor * _differentiated(expression, symbol(index))) for index in range(inputs)]

    found = _undistributed(work)
    own = _as_derived(step, hold(step)[0])
    return tuple(release(_by_result(local, own), constants) for local in found)


def _undistributed(work: Callable[[], T]) -> T:
    """What comes of some work with 2·(a − b) left as it is written, instead of 2·a − 2·b."""
    try:
        with distribute(False):
            return work()
    except RecursionError:  # so written cos(−1 − a) is cos(−(−1 − a)) for sympy, and so on for ever
        with distribute(True):
            return work()


def _differentiated(expression: Any, by: Any) -> Any:
    """The derivative by sympy: sums term by term, constants taken out, products and known powers by their rules.

    Asked for the derivative of any of these, `diff` also works out whether that is zero, which takes most of its time.
    """
    found = _moved(expression, by)
    return sympy.Integer(0) if found is None else found


def _moved(expression: Any, by: Any) -> Any | None:
    """The same; None for what does not depend on `by`."""
    if not expression.args:
        return sympy.Integer(1) if expression == by else None
    found = [_moved(argument, by) for argument in expression.args]
    if all(one is None for one in found):
        return None
    if expression.is_Add:
        return sympy.Add(*(one for one in found if one is not None))
    if expression.is_Mul:
        return _product_rule(expression.args, found)
    if expression.is_Pow and expression.exp.is_Number:
        base, exponent = expression.args
        return exponent * base ** (exponent - 1) * found[0]
    if len(found) == 1 and type(expression)._eval_derivative is sympy.Function._eval_derivative:
        return expression.fdiff() * found[0]
    return expression.diff(by)


def _product_rule(factors: Sequence[Any], found: Sequence[Any | None]) -> Any:
    constants = [factor for factor, one in zip(factors, found, strict=True) if one is None]
    moving = [(factor, one) for factor, one in zip(factors, found, strict=True) if one is not None]
    terms = (
        sympy.Mul(*(other for other, _ in moving[:place]), one, *(other for other, _ in moving[place + 1 :]))
        for place, (_, one) in enumerate(moving)
    )
    return sympy.Mul(*constants, sympy.Add(*terms))


def _as_derived(step: Tree, held: Tree) -> Tree | None:
    """The step's formula as it comes back from sympy; None where the step is no call, and not looked for."""
    if not isinstance(step, Apply) or not OPERATIONS[step.op].names:
        return None
    try:
        return to_tree(to_sympy(held))
    except RecursionError:
        with distribute(True):
            return to_tree(to_sympy(held))


def _by_result(local: Tree, own: Tree | None) -> Tree:
    """The local gradient with the step's own formula, wherever it stands in it, replaced by the result."""
    if own is None:
        return local

    def apply(node: Apply, args: tuple[Tree, ...]) -> Tree:
        again = Apply(node.op, args, node.options)
        return RESULT if again == own else again

    return fold(local, lambda leaf: leaf, apply)


def _entries(tree: Apply, shapes: Sequence[Shape]) -> int:
    """How many entries a mean is taken over; 1 where there is no mean."""
    return max(map(total_size, shapes), default=1) if OPERATIONS[tree.op].reduce == "mean" else 1


def _entrywise_pulls(tree: Apply, inputs: int, entries: int) -> tuple[Tree, ...]:
    row = OPERATIONS[tree.op]
    if row.local and tree.op != "pow":
        return tuple(_times_upstream(local) for local in local_gradients(tree, inputs))
    inner = tree if row.family is Family.ENTRYWISE else with_inputs(formula_of(tree.op), tree.args)
    return _derived(tree, inner, inputs, symbol(UPSTREAM.index) / entries)


def _times_upstream(local: Tree) -> Tree:
    """G times a local gradient, written as one product: G·y·(1 − y)."""
    if isinstance(local, Apply) and local.op == "mul":
        return Apply("mul", (_times_upstream(local.args[0]), local.args[1]))
    return Apply("mul", (UPSTREAM, local))


def _placed(tree: Apply, found: tuple[Tree | None, ...]) -> tuple[Tree | None, ...]:
    """Rules over the arguments a and b as rules over the inputs: an argument may be a constant, which is no input."""
    kept = [pull for pull, argument in zip(found, tree.args, strict=True) if isinstance(argument, Slot)]
    return tuple(pull and with_inputs(pull, tree.args) for pull in kept)


@cache
def _matrix_pulls(op: str) -> tuple[Tree, ...]:
    """∂trace(Gᵀ·f(A, B))/∂A and ∂B (The Matrix Cookbook, section 2.5), derived by sympy for any size."""
    m, n, p = sympy.symbols("m n p", integer=True, positive=True)
    left, right = sympy.MatrixSymbol("A", m, n), sympy.MatrixSymbol("B", n, p)
    matrices = (left, right) if op == "matmul" else (left,)
    result = left * right if op == "matmul" else left.T
    upstream = sympy.MatrixSymbol("G", *result.shape)
    slots = {"A": Slot(0), "B": Slot(1), "G": UPSTREAM}
    trace = sympy.Trace(upstream.T * result)
    return tuple(_matrix_tree(trace.diff(matrix), slots) for matrix in matrices)


def _matrix_tree(expression: Any, slots: dict[str, Slot]) -> Tree:
    if isinstance(expression, sympy.MatrixSymbol):
        return slots[expression.name]
    args = tuple(_matrix_tree(argument, slots) for argument in expression.args)
    if isinstance(expression, sympy.Transpose):
        return Apply("transpose", args)
    if isinstance(expression, sympy.MatMul) and len(args) == 2:
        return Apply("matmul", args)
    raise TypeError(f"no rule for {expression}")
