"""Derivatives that another process works out, and those that nobody orders for a reader."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest
import sympy

from bpcli.engine import derivatives, derive
from bpcli.engine.arithmetic import Arithmetic
from bpcli.engine.kernel import compiled_one
from bpcli.language.tree import Apply, Number, Slot, Tree

A, B = Slot(0), Slot(1)
PRODUCT = Apply("mul", (A, B))
SAMPLES = (
    PRODUCT,
    Apply("mul", (PRODUCT, Apply("mul", (A, Apply("sin", (A,)))))),
    Apply("div", (A, Apply("add", (A, B)))),
    Apply("exp", (Apply("neg", (PRODUCT,)),)),
    Apply("sqrt", (Apply("sub", (PRODUCT, Number(Fraction(1, 3)))),)),
    Apply("pow", (Apply("tanh", (A,)), Number(Fraction(3)))),
    Apply("log", (Apply("abs", (Apply("sub", (A, B)),)),)),
    Apply("max", (Apply("mul", (A, A)), B)),
)
POINTS = ((1.5, 0.5), (0.7, 2.25))


def slope(tree: Tree, a: float, b: float) -> float:
    function, h = compiled_one(tree, 2, Arithmetic.DOUBLE), 1e-6
    return (function(a + h, b) - function(a - h, b)) / (2 * h)


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    """Afterwards this process derives for itself again."""
    yield
    derivatives.ask(None)


@pytest.mark.parametrize("tree", SAMPLES)
def test_a_derivative_that_is_only_worked_out_is_the_slope(tree):
    function = compiled_one(derive.derivative(tree, 0), 2, Arithmetic.DOUBLE)
    for a, b in POINTS:
        assert function(a, b) == pytest.approx(slope(tree, a, b), rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("tree", SAMPLES)
def test_a_local_gradient_that_is_shown_is_the_slope_too(tree):
    function, value = (compiled_one(one, 2, Arithmetic.DOUBLE) for one in (derive.local_gradients(tree, 2)[0], tree))
    for a, b in POINTS:
        assert function(a, b, value(a, b)) == pytest.approx(slope(tree, a, b), rel=1e-8, abs=1e-9)


def test_sympy_distributes_for_others_as_before():
    derive.derivative(PRODUCT, 0)
    x, y = sympy.symbols("x y")
    assert sympy.Mul(2, x + y).is_Add


def test_another_process_is_asked_where_there_is_one():
    asked = []

    def call(name, *arguments):
        asked.append((name, arguments))
        return (B, A)

    derivatives.ask(call)
    assert derivatives.local_gradients(PRODUCT, 2) == (B, A)
    assert asked == [("local_gradients", (PRODUCT, 2))]


@pytest.mark.parametrize("end", [EOFError, BrokenPipeError, RecursionError])
def test_where_the_other_process_has_ended_this_one_derives(end):
    asked = []

    def call(name, *arguments):
        asked.append(name)
        raise end

    derivatives.ask(call)
    assert derivatives.derivative(PRODUCT, 0) == B
    assert derivatives.derivative(PRODUCT, 1) == A
    assert asked == ["derivative"]
