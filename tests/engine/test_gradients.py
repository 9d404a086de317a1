"""Gradients of graphs that nobody thought of, against finite differences and against sympy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from bpcli.core.source import Excerpt
from bpcli.engine.trace import Trace
from bpcli.exercise.loading import load_text
from bpcli.tutor.solution import graph_of, solve

NUMBERS = st.integers(-20, 20).map(lambda n: Fraction(n, 8))
# Smooth, and of values that stay small however they are put together.
ON_ONE = ("tanh({a})", "σ({a})", "sin({a})", "−{a}", "0.5·{a}²", "softplus({a})", "1/(1 + {a}²)", "{a}·{a}")
ON_TWO = ("{a} + {b}", "{a} − {b}", "{a}·{b}", "{a}/(2 + cos({b}))", "tanh({a}·{b} + {a})")


@st.composite
def scalar_graphs(draw: st.DrawFn) -> str:
    """A short form with fan-out: each step reads any of the names before it."""
    leaves = [f"p{n}" for n in range(draw(st.integers(1, 3)))]
    names, parts = list(leaves), [f"{name} = {draw(NUMBERS)}" for name in leaves]
    for number in range(draw(st.integers(1, 6))):
        a, b = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        parts.append(f"s{number} = " + draw(st.sampled_from(ON_ONE + ON_TWO)).format(a=a, b=b))
        names.append(f"s{number}")
    used = "+".join(name for name in names if name.startswith("s"))
    return "; ".join((*parts, f"out = tanh({used})·1"))


MATRIX_STEPS = (
    "{m} @ {m}", "{m} + {v}", "{m} ⊙ {m}", "σ({m})", "tanh({m}) − {m}", "{m}ᵀ·{m}", "{k}·{m}", "softmax({m})",
    "{m} + {k}", "0.1·{m}²", "{m}/(1 + {m}²)", "log_softmax({m})",
)  # fmt: skip
VECTOR_STEPS = (
    "{m}·{v}", "sum({m}, axis=0)", "mean({m}, axis=1)", "{v} ⊙ {v}", "tanh({v})", "{v} + {k}", "softmax({v})", "{v}/2",
)  # fmt: skip
NUMBER_STEPS = (
    "sum({m})", "mean({v})", "dot({v}, {v})", "{v}ᵀ·{v}", "norm({m} + 3)", "mse({v}, tanh({v}))", "sum({v}·{v}ᵀ)",
    "{k}·{k}", "sum({m}·{v})/4", "sse({m}, {k})", "cross_entropy({v}, 1)", "bce_with_logits({v}, σ({v}))",
)  # fmt: skip
GROUPS = {"m": MATRIX_STEPS, "v": VECTOR_STEPS, "k": NUMBER_STEPS}


@st.composite
def array_graphs(draw: st.DrawFn) -> str:
    """A short form over 2×2 matrices, columns of 2 and numbers."""
    small = st.integers(-8, 8).map(lambda n: Fraction(n, 8))
    cells = [str(draw(small)) for _ in range(7)]
    names = {"m": ["M"], "v": ["v"], "k": ["k"]}
    parts = [f"M = [[{cells[0]}, {cells[1]}], [{cells[2]}, {cells[3]}]]", f"v = [{cells[4]}, {cells[5]}]"]
    parts.append(f"k = {cells[6]}")
    for number in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from("mvk"))
        step = draw(st.sampled_from(GROUPS[kind]))
        # A name for each place, so that x⊙x and x⊙z both occur.
        for letter in "mvk":
            while "{" + letter + "}" in step:
                step = step.replace("{" + letter + "}", draw(st.sampled_from(names[letter])), 1)
        parts.append(f"{kind}{number} = {step}")
        names[kind].append(f"{kind}{number}")
    terms = [f"sum(tanh({name}))" for letter in "mv" for name in names[letter]] + [f"tanh({n})" for n in names["k"]]
    return "; ".join((*parts, "out = " + " + ".join(terms)))


def _moved(trace: Trace, givens: dict[str, Any], name: str, place: Sequence[int], by: Fraction) -> float:
    from bpcli.engine.forward import forward  # noqa: PLC0415

    def shifted(value: Any, place: Sequence[int]) -> Any:
        if not place:
            return value + by
        return tuple(shifted(v, place[1:]) if i == place[0] else v for i, v in enumerate(value))

    found = forward(trace.graph, {**givens, name: shifted(givens[name], place)}).doubles[trace.graph.output]
    return float(found)


def _agrees_with_differences(text: str) -> None:
    exercise = load_text(Excerpt.of(text))
    trace, h = solve(exercise), Fraction(1, 10**5)
    for name, given_value in exercise.values.items():
        gradient = trace.gradient(trace.graph.index[name])
        for place in np.ndindex(np.shape(np.array(given_value, dtype=object))):
            above, below = (_moved(trace, exercise.values, name, place, by) for by in (h, -h))
            slope = (above - below) / float(2 * h)
            found = 0.0 if gradient is None else float(gradient[place] if place else gradient)
            assert found == pytest.approx(slope, rel=1e-5, abs=1e-7), (text, name, place)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(scalar_graphs())
def test_gradients_of_numbers_are_finite_differences(text: str) -> None:
    _agrees_with_differences(text)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(array_graphs())
def test_gradients_of_arrays_are_finite_differences(text: str) -> None:
    _agrees_with_differences(text)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(scalar_graphs())
def test_steps_as_whole_formulas_and_as_single_operations_agree(text: str) -> None:
    exercise = load_text(Excerpt.of(text))
    whole, apart = solve(exercise, expand=False), solve(exercise, expand=True)
    for name in exercise.values:
        one, other = whole.gradient(whole.graph.index[name]), apart.gradient(apart.graph.index[name])
        assert (one is None) == (other is None)
        assert float(one or 0) == pytest.approx(float(other or 0), rel=1e-9, abs=1e-12)


x, w, b, y = sympy.symbols("x w b y", real=True)
WHOLE = {
    "L = (w·x + b − y)²": (w * x + b - y) ** 2,
    "h = σ(w·x); L = (h − y)² + b²·w²": (1 / (1 + sympy.exp(-w * x)) - y) ** 2 + b**2 * w**2,
    "h = w·x; g = w·h + b; L = tanh(g)·h − y": sympy.tanh(w * w * x + b) * w * x - y,
    "u = x·x; v = u·x; L = v/u + w·v + b/y": x + w * x**3 + b / y,
    "L = log(x² + 1)·exp(−w) + √(b² + y²)": sympy.log(x**2 + 1) * sympy.exp(-w) + sympy.sqrt(b**2 + y**2),
    "u = x^3; L = u^w·b·y": x ** (3 * w) * b * y,
}


@pytest.mark.parametrize("text", WHOLE)
@pytest.mark.parametrize("expand", [True, False])
def test_the_pass_agrees_with_the_derivative_of_the_whole_formula(text: str, expand: bool) -> None:
    at = {x: Fraction(3, 2), w: Fraction(-1, 4), b: Fraction(5), y: Fraction(2)}
    exercise = load_text(Excerpt.of(text + "; " + "; ".join(f"{name} = {value}" for name, value in at.items())))
    trace = solve(exercise, expand=expand)
    for name in at:
        expected = WHOLE[text].diff(name).subs({n: sympy.Rational(v) for n, v in at.items()})
        found = trace.gradient(trace.graph.index[name.name])
        assert float(found or 0) == pytest.approx(float(expected), rel=1e-12)  # type: ignore[arg-type]


def test_a_graph_can_serve_many_traces(graph: Callable[..., Any]) -> None:
    from bpcli.engine.trace import trace  # noqa: PLC0415

    found = graph("y = x²; x=1")
    for value in (1, 5, -3):
        assert trace(found, {"x": Fraction(value)}).gradient(0) == 2 * value


def test_nothing_of_one_solution_is_left_in_the_next() -> None:
    exercise = load_text(Excerpt.of("y = W·x; L = sum(y²); W=[[1,2],[3,4]]; x=[1,2]"))
    first, second = solve(exercise), solve(exercise)
    index = first.graph.index["W"]
    assert (first.gradient(index) == second.gradient(index)).all()
    assert graph_of(exercise, expand=True).nodes == first.graph.nodes
