"""Both passes at 60 digits, against doubles, exact arithmetic, mpmath's own functions and the numbers of the notes."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpcli.core.source import Excerpt
from bpcli.engine.precise import (
    NO_VALUE,
    precise_formula,
    precise_function,
    precise_gradients,
    precise_number,
    precise_values,
)
from bpcli.engine.trace import Trace
from bpcli.exercise import library
from bpcli.language.names import Scope
from bpcli.language.parser import parse_formula
from bpcli.language.tree import Tree

Solved = Callable[[str], Trace]
SHIPPED = [one.name for one in library.shipped()]


def formula(text: str, *names: str) -> Tree:
    scope = Scope()
    scope.declare(*names)
    return parse_formula(Excerpt.of(text), scope)


def passes(trace: Trace) -> tuple[list[Any], list[Any]]:
    graph = trace.graph
    leaves = {index: trace.values.exact[index] for index, node in enumerate(graph.nodes) if node.rule is None}
    values = precise_values(graph, leaves)
    return values, precise_gradients(graph, values, trace.gradients.doubles[graph.output])


@pytest.mark.parametrize("expand", [False, True])
@pytest.mark.parametrize("name", SHIPPED)
def test_both_passes_agree_with_those_in_doubles(name: str, expand: bool, shipped: Callable[..., Trace]) -> None:
    trace = shipped(name, expand)
    for found, doubles in zip(passes(trace), (trace.values.doubles, trace.gradients.doubles), strict=True):
        for precisely, roughly in zip(found, doubles, strict=True):
            assert (precisely is None) == (roughly is None)
            if roughly is not None:
                assert np.shape(precisely) == np.shape(roughly)
                assert np.asarray(precisely, dtype=float) == pytest.approx(roughly, rel=1e-11, abs=1e-14)


def test_the_digits_are_those_of_the_derivative_worked_out_by_hand(solved: Solved) -> None:
    # L = tanh(w·x)², so ∂L/∂w = 2·tanh(w·x)·(1 − tanh²(w·x))·x.
    trace = solved("h = tanh(w·x); L = h²; w=1/3; x=0.7")
    _, gradients = passes(trace)
    with mpmath.workdps(80):
        h = mpmath.tanh(mpmath.mpf(7) / 30)
        expected = 2 * h * (1 - h**2) * 7 / 10
        assert abs(gradients[trace.graph.index["w"]] / expected - 1) < mpmath.mpf(10) ** -57


def test_what_doubles_lose_is_kept(solved: Solved) -> None:
    # (e^x − e^y)² at two numbers 1e-14 apart: doubles have one or two digits of it.
    trace = solved("L = (exp(x) − exp(y))²; x=1; y=1.00000000000001")
    values, _ = passes(trace)
    with mpmath.workdps(80):
        expected = (mpmath.exp(1) - mpmath.exp(mpmath.mpf("1.00000000000001"))) ** 2
        assert abs(values[trace.graph.output] / expected - 1) < 1e-40
    assert trace.values.doubles[trace.graph.output] != pytest.approx(float(expected), rel=1e-6, abs=0)


def test_a_gradient_given_from_outside_goes_through(solved: Solved) -> None:
    trace = solved("z = x·w, x=2, w=3, dL/dz=5")
    _, gradients = passes(trace)
    assert [gradients[trace.graph.index[name]] for name in "xw"] == [15, 10]


def test_the_two_layer_network_of_the_notes_comes_out(shipped: Callable[..., Trace]) -> None:
    trace = shipped("two-layer")
    values, gradients = passes(trace)
    index = trace.graph.index
    assert values[trace.graph.output] == 26
    assert gradients[index["X"]].tolist() == [-114, -144]
    assert gradients[index["W₁"]].tolist() == [[-10, 10], [2, -2], [-22, 22]]


def test_a_node_the_output_does_not_depend_on_has_no_gradient(solved_file: Callable[..., Trace]) -> None:
    trace = solved_file("model: [ŷ = w·x, s = x²]\nloss: L = ŷ²\ngiven: {x: 2, w: 3}\n")
    values, gradients = passes(trace)
    assert values[trace.graph.index["s"]] == 4
    assert gradients[trace.graph.index["s"]] is None


def test_a_chain_of_five_thousand_steps_is_linear_work(solved_file: Callable[..., Trace]) -> None:
    steps = "\n".join(f"  - h{n} = tanh(w·h{n - 1})" for n in range(1, 5_001))
    trace = solved_file(f"model:\n{steps}\nupstream: {{h5000: 1}}\ngiven: {{h0: 0.5, w: 1}}\n")
    values, gradients = passes(trace)
    assert float(values[trace.graph.output]) == pytest.approx(trace.values.doubles[trace.graph.output], rel=1e-12)
    assert float(gradients[0]) == pytest.approx(trace.gradients.doubles[0], rel=1e-9)


FORMULAS: list[tuple[str, dict[str, Any], Callable[[], Any]]] = [
    ("log(1 + exp(1000))", {}, lambda: mpmath.log(1 + mpmath.exp(1000))),
    ("x^1000000", {"x": Fraction(3, 2)}, lambda: mpmath.mpf("1.5") ** 1000000),
    ("e^π", {}, lambda: mpmath.exp(mpmath.pi)),
    ("mse(x, 2)", {"x": 3.5}, lambda: mpmath.mpf("2.25")),
    ("leaky_relu(x)", {"x": Fraction(-3)}, lambda: mpmath.mpf(-3) / 100),
    ("bce(p, 1)", {"p": Fraction(1, 3)}, lambda: mpmath.log(3)),
    ("cos(x)² + sin(x)²", {"x": Fraction(10**6)}, lambda: mpmath.mpf(1)),
]


@pytest.mark.parametrize(("text", "values", "meaning"), FORMULAS)
def test_a_formula_has_the_digits_mpmath_gives(text: str, values: dict[str, Any], meaning: Callable[[], Any]) -> None:
    found = precise_formula(formula(text, *values), values)
    with mpmath.workdps(600):
        assert abs(mpmath.mpf(found) / meaning() - 1) < 1e-50


@pytest.mark.parametrize("text", ["1/0", "log(0)", "sqrt(−1)", "9^9^9^9", "exp(exp(exp(exp(5))))", "(−8)^(1/3)"])
def test_a_formula_without_a_value_says_so_at_once(text: str) -> None:
    with pytest.raises(NO_VALUE):
        precise_formula(formula(text), {})


def test_a_formula_is_made_once_for_many_points() -> None:
    work = precise_function(formula("a·b + 1/3", "a", "b"), ("b", "a"))
    assert [work(n, Fraction(1, 3)) * 3 for n in range(3)] == [n + 1 for n in range(3)]


@given(st.fractions(max_denominator=10**6), st.fractions(max_denominator=10**6))
def test_rational_formulas_are_exact_to_fifty_digits(a: Fraction, b: Fraction) -> None:
    found = precise_formula(formula("(a + b)·(a − b)/(a² + b² + 1) + a³/7", "a", "b"), {"a": a, "b": b})
    exact = (a + b) * (a - b) / (a * a + b * b + 1) + a**3 / 7
    assert abs(found - precise_number(exact)) <= precise_number(10) ** -50 * max(1, abs(precise_number(exact)))
