"""Traces of the lecture's systems from the real engine, and reports built by hand, for every test in this folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import pytest

from bpcli.core.source import Excerpt
from bpcli.engine.build import build
from bpcli.engine.graph import Kind
from bpcli.engine.trace import Trace, trace
from bpcli.language.names import Scope
from bpcli.language.parser import parse_step
from bpcli.language.tree import Apply, Number, Phrase, Slot, Tree
from bpcli.report.blocks import (
    Column,
    Equation,
    Formula,
    Heading,
    Math,
    Partial,
    Product,
    Prose,
    Quantity,
    Report,
    Row,
    Sum,
    Symbol,
    Table,
    Total,
    Words,
)

# Traces


def exact(value: Any) -> Any:
    return tuple(map(exact, value)) if isinstance(value, list) else Fraction(value)


def shape(value: Any) -> tuple[int, ...]:
    return (len(value), *shape(value[0])) if isinstance(value, tuple) else ()


def traced(steps: Sequence[str], givens: dict[str, Any], parameters: str = "", *, expand: bool = False):
    """The trace and the names of some steps; a given called y is a target."""
    scope = Scope()
    scope.declare(*(step.split("=")[0].strip() for step in steps), *givens)
    parsed = [parse_step(Excerpt.of(step), scope) for step in steps]
    values = {scope.spell(name): exact(value) for name, value in givens.items()}
    kinds = {name: Kind.TARGET if name == "y" else Kind.INPUT for name in values}
    kinds |= {scope.spell(name): Kind.PARAMETER for name in parameters.split()}
    shapes = {name: shape(value) for name, value in values.items()}
    return trace(build(parsed, shapes, kinds, expand=expand), values), scope


SYSTEMS: dict[str, Callable[[], tuple[Trace, Scope]]] = {
    "linear": lambda: traced(["ŷ = x·w", "r = ŷ − y", "loss = r²"], {"x": 2, "w": 1, "y": 4}, "w"),
    "quadratic": lambda: traced(
        ["z₁ = w₁·x²", "z₂ = w₂·x", "z = z₁ + z₂", "ŷ = z + b", "r = ŷ − y", "loss = r²"],
        {"w₁": 2, "w₂": 2, "x": 2, "b": 1, "y": 9},
        "w₁ w₂ b",
    ),
    "network": lambda: traced(
        ["H⁽¹⁾ = W₁·X + b₁", "ŷ = W₂·H⁽¹⁾ + b₂", "L = sse(ŷ, y)"],
        {
            "W₁": [[1, 2], [3, 4], [5, 6]],
            "b₁": [1, 0, -1],
            "W₂": [[1, 0, 2], [0, 1, -1]],
            "b₂": [0, 1],
            "X": [1, -1],
            "y": [1, 1],
        },
        "W₁ b₁ W₂ b₂",
    ),
    "squared": lambda: traced(["z = x·x"], {"x": 3}, expand=True),
    "shared": lambda: traced(["s = x + b", "m = w·x", "p = s·x", "L = p + m"], {"x": 3, "b": 1, "w": 2}, "w b"),
    "wide": lambda: traced(["s = 重み·ŷ", "dead = ŷ + 1", "L = s²"], {"重み": -3, "ŷ": 2}, "重み"),
    "thirds": lambda: traced(["z = x/3", "L = exp(z)·z"], {"x": 1}, expand=True),
}


@pytest.fixture
def system() -> Callable[[str], tuple[Trace, Scope]]:
    return lambda name: SYSTEMS[name]()


@pytest.fixture
def solved() -> Callable[..., tuple[Trace, Scope]]:
    return traced


# Reports by hand: what a tutor says of a linear and a quadratic model


def apply(op: str, *args: Tree) -> Tree:
    return Apply(op, args)


A, B, TWO, ONE = Slot(0), Slot(1), Number(Fraction(2)), Number(Fraction(1))
MUL, SUB, ADD, SQUARE = apply("mul", A, B), apply("sub", A, B), apply("add", A, B), apply("pow", A, TWO)
DOUBLE, MINUS_ONE = apply("mul", TWO, A), apply("neg", ONE)
SLOPE = apply("mul", DOUBLE, B)
CURVE = apply("mul", A, apply("pow", B, TWO))

FORWARD = (
    Column("step", "step"),
    Column("node", "node"),
    Column("formula", "formula"),
    Column("numbers", "with numbers", under="formula"),
    Column("value", "value"),
    Column("locals", "local gradients"),
)
BACKWARD = (
    Column("step", "step"),
    Column("gradient", "gradient"),
    Column("rule", "chain rule"),
    Column("numbers", "with numbers", under="rule"),
    Column("value", "value"),
)


def quantity(value: int) -> Quantity:
    return Quantity(Fraction(value))


def forward(step: int, name: str, tree: Tree, inputs: dict[str, int], value: int, *local: tuple[Any, ...]) -> Row:
    """Local gradients: the input, the formula, the names in it, the number."""
    formula, numbers = Phrase(tree, tuple(inputs)), Phrase(tree, tuple(map(Fraction, inputs.values())))
    gradients: list[Math] = []
    for wrt, slope, names, number in local:
        middle = (Phrase(slope, names),) if names else ()
        gradients.append(Equation((Partial(name, wrt), *middle, quantity(number))))
    symbol, result = Symbol(name), quantity(value)
    cells = ((), (symbol,), (formula,), (numbers,), (result,), tuple(gradients))
    return Row(step, cells, Equation((symbol, formula, numbers, result)), tuple(gradients))


def backward(step: int, name: str, *paths: tuple[Any, ...], parameter: bool = False) -> Row:
    """Paths: the consumer, the local gradient, the names in it, its number, the gradient that comes back."""
    rules: list[Math] = []
    numbers: list[Math] = []
    values: list[Math] = []
    for via, slope, names, local, upstream in paths:
        chain = Product((Partial("loss", via), Partial(via, name)))
        rules.append(Equation((chain, Product((Partial("loss", via), Phrase(slope, names))))))
        numbers.append(Product((quantity(upstream), quantity(local))))
        values.append(quantity(upstream * local))
    gradient = Partial("loss", name)
    result = quantity(sum(path[3] * path[4] for path in paths))
    equation = Equation((gradient, *rules, *numbers, result))
    if len(paths) > 1:
        equation = Equation((gradient, Sum(tuple(numbers)), Sum(tuple(values)), result))
        rules.append(Total(Words(f"{len(paths)} paths")))
        numbers.append(Sum(tuple(values)))
        values.append(result)
    return Row(step, ((), (gradient,), tuple(rules), tuple(numbers), tuple(values)), equation, (), parameter)


@pytest.fixture
def linear() -> Report:
    return Report(
        (
            Heading("Linear model, one sample"),
            Prose("One weight, one sample, and the square of what is left over."),
            Table("Forward", FORWARD, (
                forward(1, "ŷ", MUL, {"x": 2, "w": 1}, 2, ("x", A, ("w",), 1), ("w", A, ("x",), 2)),
                forward(2, "r", SUB, {"ŷ": 2, "y": 4}, -2, ("ŷ", ONE, (), 1), ("y", MINUS_ONE, (), -1)),
                forward(3, "loss", SQUARE, {"r": -2}, 4, ("r", DOUBLE, ("r",), -4)),
            )),
            Table("Backward", BACKWARD, (
                backward(4, "ŷ", ("r", ONE, (), 1, -4)),
                backward(5, "w", ("ŷ", A, ("x",), 2, -4), parameter=True),
                backward(6, "x", ("ŷ", A, ("w",), 1, -4)),
            )),
            Heading("Gradients of the parameters", 2),
            Formula(Equation((Partial("loss", "w"), quantity(-8))), strong=True),
            Prose("Every gradient agrees with a finite difference of the forward pass."),
            Prose("w is not given: it starts at 1.", note=True),
        )
    )  # fmt: skip


@pytest.fixture
def quadratic() -> Report:
    return Report(
        (
            Heading("Quadratic model, one sample"),
            Table("Forward", FORWARD, (
                forward(1, "z₁", CURVE, {"w₁": 2, "x": 2}, 8, ("w₁", SQUARE, ("x",), 4), ("x", SLOPE, ("w₁", "x"), 8)),
                forward(2, "z₂", MUL, {"w₂": 2, "x": 2}, 4, ("w₂", A, ("x",), 2), ("x", A, ("w₂",), 2)),
                forward(3, "z", ADD, {"z₁": 8, "z₂": 4}, 12, ("z₁", ONE, (), 1), ("z₂", ONE, (), 1)),
                forward(4, "ŷ", ADD, {"z": 12, "b": 1}, 13, ("z", ONE, (), 1), ("b", ONE, (), 1)),
                forward(5, "r", SUB, {"ŷ": 13, "y": 9}, 4, ("ŷ", ONE, (), 1), ("y", MINUS_ONE, (), -1)),
                forward(6, "loss", SQUARE, {"r": 4}, 16, ("r", DOUBLE, ("r",), 8)),
            )),
            Table("Backward", BACKWARD, (
                backward(7, "ŷ", ("r", ONE, (), 1, 8)),
                backward(8, "b", ("ŷ", ONE, (), 1, 8), parameter=True),
                backward(9, "z₁", ("z", ONE, (), 1, 8)),
                backward(10, "w₁", ("z₁", SQUARE, ("x",), 4, 8), parameter=True),
                backward(11, "w₂", ("z₂", A, ("x",), 2, 8), parameter=True),
                backward(12, "x", ("z₁", SLOPE, ("w₁", "x"), 8, 8), ("z₂", A, ("w₂",), 2, 8)),
            )),
            Heading("Gradients of the parameters", 2),
            Formula(Equation((Partial("loss", "w₁"), quantity(32))), strong=True),
            Formula(Equation((Partial("loss", "w₂"), quantity(16))), strong=True),
            Formula(Equation((Partial("loss", "b"), quantity(8))), strong=True),
        )
    )  # fmt: skip
