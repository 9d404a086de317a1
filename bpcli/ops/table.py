"""Every operation there is, one row each, and who answers to which name.

To add an operation, add a row here; the test over all rows then checks its gradient three ways, its
shapes, and that it prints and reads back.
"""

from __future__ import annotations

import math
import operator
from fractions import Fraction

from bpcli.ops import scalars, shapes
from bpcli.ops.operation import Family, Operation

_AXIS = (("axis", None),)
_TWO = (2, 2)
_SLOPE = (("slope", Fraction(1, 100)),)


def _sign(key: str, function: object, arguments: tuple[int, int] = _TWO) -> Operation:
    return Operation(key, shapes.broadcast, arguments=arguments, scalar=function, rational=True)  # type: ignore[arg-type]


def _function(key: str, symbol: str | None = None) -> Operation:
    """A function that Python's math, NumPy and sympy know by one name."""
    names = {"log": ("log", "ln")}.get(key, (key,))
    array = key.replace("asin", "arcsin").replace("acos", "arccos").replace("atan", "arctan")
    return Operation(key, shapes.broadcast, names=names, scalar=getattr(math, key), array=array, symbol=symbol or key)


def _loss(key: str, formula: str, reduce: str, *, rational: bool = False) -> Operation:
    return Operation(key, shapes.equal, Family.LOSS, (key,), _TWO, formula=formula, reduce=reduce, rational=rational)


_SIGNS = (
    _sign("add", operator.add),
    _sign("sub", operator.sub),
    _sign("mul", operator.mul),
    _sign("hadamard", operator.mul),
    _sign("div", operator.truediv),
    _sign("neg", operator.neg, (1, 1)),
    Operation(
        "pow", shapes.broadcast, arguments=_TWO, scalar=scalars.power, array="power", rational=True,
        local=("b·a^(b − 1)", "y·log(a)"),
    ),
)  # fmt: skip

_FUNCTIONS = (
    _function("exp"),
    _function("log"),
    _function("sqrt"),
    _function("sin"),
    _function("cos"),
    _function("tan"),
    _function("asin"),
    _function("acos"),
    _function("atan"),
    _function("sinh"),
    _function("cosh"),
    _function("tanh"),
    _function("asinh"),
    _function("acosh"),
    _function("atanh"),
    Operation(
        "abs", shapes.broadcast, names=("abs",), scalar=abs, formula="max(a, −a)", local=("sign(a)",),
        rational=True, kink=True,
    ),
    Operation(
        "sign", shapes.broadcast, names=("sign",), scalar=scalars.sign, array="sign", local=("0",),
        rational=True, kink=True,
    ),
    Operation(
        "step", shapes.broadcast, names=("step",), scalar=scalars.step, array="step", local=("0",),
        rational=True, kink=True,
    ),
    Operation(
        "sigmoid", shapes.broadcast, names=("σ", "sigmoid"), scalar=scalars.sigmoid, array="sigmoid",
        formula="1/(1 + exp(−a))", local=("y·(1 − y)",),
    ),
    Operation(
        "relu", shapes.broadcast, names=("relu",), scalar=scalars.relu, array="relu",
        formula="max(a, 0)", local=("step(a)",), rational=True, kink=True,
    ),
    Operation(
        "leaky_relu", shapes.broadcast, names=("leaky_relu",), options=_SLOPE,
        formula="relu(a) − slope·relu(−a)", local=("slope + (1 − slope)·step(a)",), rational=True, kink=True,
    ),
    Operation(
        "softplus", shapes.broadcast, names=("softplus",), scalar=scalars.softplus, array="softplus",
        formula="log(1 + exp(a))", local=("σ(a)",),
    ),
    Operation(
        "square", shapes.broadcast, names=("square",), scalar=scalars.square, formula="a²", rational=True,
    ),
    Operation(
        "max", shapes.broadcast, names=("max",), arguments=_TWO, scalar=scalars.maximum, array="maximum",
        local=("(1 + sign(a − b))/2", "(1 − sign(a − b))/2"), rational=True, kink=True,
    ),
    Operation(
        "min", shapes.broadcast, names=("min",), arguments=_TWO, scalar=scalars.minimum, array="minimum",
        local=("(1 − sign(a − b))/2", "(1 + sign(a − b))/2"), rational=True, kink=True,
    ),
)  # fmt: skip

_LOSSES = (
    _loss("mse", "(a − b)²", "mean", rational=True),
    _loss("sse", "(a − b)²", "sum", rational=True),
    # Its key is not its name: `dot` is the sign · in syntax trees.
    Operation(
        "inner",
        shapes.equal,
        Family.LOSS,
        ("dot",),
        _TWO,
        formula="a·b",
        reduce="sum",
        rational=True,
    ),
    _loss("bce", "−(b·log(a) + (1 − b)·log(1 − a))", "mean"),
    _loss("bce_with_logits", "softplus(a) − a·b", "mean"),
)

_MATRICES = (
    Operation("matmul", shapes.matrix_product, Family.MATRIX, arguments=_TWO, array="matmul", rational=True),
    Operation("transpose", shapes.transposed, Family.MATRIX, ("transpose",), array="transpose", rational=True),
)

_ARRAYS = (
    Operation(
        "sum", shapes.reduced, Family.ARRAY, ("sum",), options=_AXIS, array="total",
        pull=("spread(G, a)",), rational=True,
    ),
    Operation(
        "mean", shapes.reduced, Family.ARRAY, ("mean",), options=_AXIS, array="mean",
        pull=("spread(G, a)/count(a)",), rational=True,
    ),
    Operation(
        "amax", shapes.reduced, Family.ARRAY, ("max",), options=_AXIS, array="largest",
        pull=("spread(G, a) ⊙ share(a)",), rational=True, kink=True,
    ),
    Operation(
        "amin", shapes.reduced, Family.ARRAY, ("min",), options=_AXIS, array="smallest",
        pull=("spread(G, a) ⊙ share(−a)",), rational=True, kink=True,
    ),
    Operation("norm", shapes.number, Family.ARRAY, ("norm",), array="norm", pull=("G·a/y",)),
    Operation(
        "softmax", shapes.same_array, Family.ARRAY, ("softmax",), array="softmax",
        pull=("y ⊙ (G − last_sum(G ⊙ y))",),
    ),
    Operation(
        "log_softmax", shapes.same_array, Family.ARRAY, ("log_softmax",), array="log_softmax",
        pull=("G − exp(y) ⊙ last_sum(G)",),
    ),
    Operation(
        "cross_entropy", shapes.classified, Family.ARRAY, ("cross_entropy",), _TWO, array="cross_entropy",
        # A target need not sum to 1, as a one-hot row does.
        pull=("G·(last_sum(b) ⊙ softmax(a) − b)/rows(a)", "−G·log_softmax(a)/rows(a)"),
    ),
    # The same with the number of a class for a target, which no gradient can flow into.
    Operation(
        "class_entropy", shapes.classified, Family.ARRAY, ("cross_entropy",), _TWO, array="cross_entropy",
        pull=("G·(softmax(a) − onehot(b, a))/rows(a)", ""),
    ),
)  # fmt: skip

# What the rules above need besides; shown in them, and readable in formulas like any other function.
_RULE_WORDS = (
    Operation("spread", shapes.like_second, Family.ARRAY, ("spread",), _TWO, _AXIS, array="spread", rational=True),
    Operation("share", shapes.same_array, Family.ARRAY, ("share",), options=_AXIS, array="share", rational=True),
    Operation("count", shapes.number, Family.ARRAY, ("count",), options=_AXIS, array="count", rational=True),
    Operation("rows", shapes.number, Family.ARRAY, ("rows",), array="rows", rational=True),
    Operation("last_sum", shapes.last_kept, Family.ARRAY, ("Σ", "last_sum"), array="last_sum", rational=True),
    Operation("onehot", shapes.like_second, Family.ARRAY, ("onehot",), _TWO, array="onehot"),
)

OPERATIONS: dict[str, Operation] = {
    row.key: row for row in (*_SIGNS, *_FUNCTIONS, *_LOSSES, *_MATRICES, *_ARRAYS, *_RULE_WORDS)
}

# The words of the rules are no functions a person can call: nothing states their own gradients.
_CALLABLE = tuple(row for row in OPERATIONS.values() if row.names and row not in _RULE_WORDS)
FUNCTION_NAMES = frozenset(name for row in _CALLABLE for name in row.names)


def called(name: str, arguments: int) -> Operation | None:
    """The operation that a call of `name` with so many arguments means; None where there is none.

    Options may be given by position too: `sum(X, 0)` has one argument and one option.
    """
    rows = [row for row in _CALLABLE if name in row.names]
    for row in rows:
        if row.arguments[0] <= arguments <= row.arguments[1]:
            return row
    for row in rows:
        if arguments <= row.arguments[1] + len(row.options):
            return row
    return None
