"""The check of gradients fails where a gradient is wrong, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from bpcli.core.findings import ProgramFault
from bpcli.core.source import Excerpt
from bpcli.engine.backward import Gradients, backward
from bpcli.engine.check import check
from bpcli.engine.forward import forward
from bpcli.engine.graph import Graph
from bpcli.engine.rule import Rule
from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.loading import load_text
from bpcli.language.tree import RESULT, UPSTREAM, Apply, Number, Slot, Tree
from bpcli.tutor.solution import graph_of

Solved = Callable[[str], Trace]
ONE = Fraction(1)


def _loaded(text: str) -> tuple[Exercise, Graph]:
    exercise = load_text(Excerpt.of(text))
    return exercise, graph_of(exercise, expand=True)


def _with_rule(graph: Graph, name: str, wrong: Callable[[Rule], Rule]) -> Graph:
    index = graph.index[name]
    node = graph.nodes[index]
    assert node.rule is not None
    nodes = (*graph.nodes[:index], node._replace(rule=wrong(node.rule)), *graph.nodes[index + 1 :])
    return Graph(nodes, graph.output, graph.steps)


def _checked(exercise: Exercise, graph: Graph) -> None:
    values = forward(graph, exercise.values)
    check(graph, values, backward(graph, values, ONE))


def _wrong(locals_or_pulls: str, tree: Tree, edge: int = 0) -> Callable[[Rule], Rule]:
    """A rule like another, with a wrong derivation put in for one edge."""

    def wrong(rule: Rule) -> Rule:
        copy = Rule(rule.op, rule.tree, rule.arity, rule.shapes)
        trees = list(getattr(rule, locals_or_pulls))
        trees[edge] = tree
        setattr(copy, locals_or_pulls, tuple(trees))  # where the cached property keeps what it derived
        return copy

    return wrong


def _times(*factors: Tree) -> Tree:
    product = factors[0]
    for factor in factors[1:]:
        product = Apply("mul", (product, factor))
    return product


WRONG_NUMBERS = {
    "half the slope of a square": ("y = u²; u=3", "y", Slot(0)),
    "a missing minus": ("y = u − v; u=3; v=1", "y", Number(ONE), 1),
    "the other factor forgotten": ("y = u·v; u=3; v=2", "y", Slot(0)),
    "sigmoid without its second factor": ("y = σ(u); u=0.5", "y", RESULT),
    "relu that lets everything through": ("y = relu(u); u=-2", "y", Number(ONE)),
    "relu at its kink outside of both sides": ("y = relu(u); u=0", "y", Number(Fraction(2))),
    "one per cent too much": ("y = u·v; u=3; v=2", "y", _times(Number(Fraction(101, 100)), Slot(1))),
    "a hundredth of a per cent too much": ("y = u·v; u=3; v=2", "y", _times(Number(Fraction(10001, 10000)), Slot(1))),
    "a slope where there is none": ("y = sign(u); u=2", "y", Number(ONE)),
    "half the slope where doubles have no digits for it": ("y = bce(u, t); u=2e-42; t=0", "y", Number(Fraction(1, 2))),
    "1e-3 at a vanishing slope": ("y = exp(−u); u=30", "exp(−u)", Number(Fraction(1, 1000))),
}


@pytest.mark.parametrize("case", WRONG_NUMBERS)
def test_a_wrong_local_gradient_of_numbers_is_found(case: str) -> None:
    text, name, tree, *edge = WRONG_NUMBERS[case]
    exercise, graph = _loaded(text)
    if name not in graph.index:
        name = "y"
    _checked(exercise, graph)
    with pytest.raises(ProgramFault, match="failed its check"):
        _checked(exercise, _with_rule(graph, name, _wrong("locals", tree, *edge)))


G = UPSTREAM
WRONG_ARRAYS = {
    "G itself behind a square": ("L = sum(u²); u=[3,1]", "u²", G, 0),
    "W where Wᵀ belongs": (
        "z = W·x; L = sum(z²); W=[[1,2],[3,5]]; x=[1,2]",
        "z",
        Apply("matmul", (Slot(0), G)),
        1,
    ),
    "x·Gᵀ where G·xᵀ belongs": (
        "z = W·x; L = sum(z²); W=[[1,2],[3,5]]; x=[1,2]",
        "z",
        Apply("matmul", (Slot(1), Apply("transpose", (G,)))),
        0,
    ),
    "a mean without its number": ("L = mean(u); u=[3,1]", "L", Apply("spread", (G, Slot(0))), 0),
    "softmax as if its entries were alone": (
        "p = softmax(z); L = sum(p*c); z=[1,2]; c=[3,5]",
        "p",
        Apply("hadamard", (RESULT, G)),
        0,
    ),
    "a tie that counts twice": (
        "L = max(u); u=[3,3]",
        "L",
        Apply("spread", (_times(Number(Fraction(2)), G), Slot(0))),
        0,
    ),
    "relu that lets everything through": ("L = sum(relu(u)); u=[1,-1]", "relu(u)", G, 0),
    "the bias of a broadcast doubled": (
        "Z = A + b; L = sum(Z²); A=[[1,2],[3,4]]; b=[1,2]",
        "Z",
        _times(Number(Fraction(2)), G),
        1,
    ),
    "mse without its factor 2": (
        "L = mse(a, b); a=[1,2]; b=[3,7]",
        "L",
        _times(G, Apply("sub", (Slot(0), Slot(1))), Number(Fraction(1, 2))),
        0,
    ),
    "no slope where doubles have no digits for it": (
        "L = bce(a, b); a=[2e-42,0.5]; b=[0,1]",
        "L",
        _times(G, Apply("sub", (Slot(0), Slot(0)))),
        0,
    ),
    "a minus forgotten": ("z = a − b; L = sum(z²); a=[1,2]; b=[3,7]", "z", G, 1),
}


@pytest.mark.parametrize("case", WRONG_ARRAYS)
def test_a_wrong_rule_on_arrays_is_found(case: str) -> None:
    text, name, tree, edge = WRONG_ARRAYS[case]
    exercise, graph = _loaded(text)
    _checked(exercise, graph)
    with pytest.raises(ProgramFault, match="failed its check"):
        _checked(exercise, _with_rule(graph, name, _wrong("pulls", tree, edge)))


WRONG_PASSES = {
    "a path forgotten": ("y = u·v; u = x + 1; v = x²; x=3", "x", 0.5),
    "a leaf doubled": ("y = u·v; u=3; v=2", "u", 2.0),
    "a leaf of an array doubled": ("L = sum(u²); u=[3,1]", "u", 2.0),
    "an inner node doubled": ("y = u²; u = 3·x; x=2", "u", 2.0),
    "an inner array doubled": ("L = sum(u²); u = W·x; W=[[1,2],[3,4]]; x=[1,2]", "u", 2.0),
}


@pytest.mark.parametrize("case", WRONG_PASSES)
def test_a_wrong_pass_is_found(case: str) -> None:
    text, name, factor = WRONG_PASSES[case]
    exercise, graph = _loaded(text)
    values = forward(graph, exercise.values)
    right = backward(graph, values, ONE)
    check(graph, values, right)
    index = graph.index[name]
    doubles = tuple(factor * g if i == index else g for i, g in enumerate(right.doubles))
    with pytest.raises(ProgramFault, match="failed its check"):
        check(graph, values, _spread(graph, values, replace(right, doubles=doubles), index))


def _spread(graph: Graph, values: Any, wrong: Gradients, index: int) -> Gradients:
    """A wrong gradient of an inner node goes on to the leaves behind it, as it would in a wrong pass."""
    doubles, edges = list(wrong.doubles), list(wrong.edges)
    rule, inputs = graph.nodes[index].rule, graph.nodes[index].inputs
    if rule is None:
        return wrong
    if rule.shapes is None:
        for source, local in zip(inputs, edges[index] or (), strict=True):
            doubles[source] = local * doubles[index]
    return replace(wrong, doubles=tuple(doubles))


HARD = [
    # Terms that cancel, and numbers of very different size.
    "L = (x − y)²; x=1e8; y=99999999",
    "L = (x − y)²; x=1e9; y=1",
    "L = sum((x − y)²); x=[1e9,1e9]; y=[1e9,1]",
    "L = sum(x − y); x=[1e8,1e8]; y=[1e8,1]",
    "L = mean(a − b); a=[1e9,1000000001]; b=[1e9,1e9]",
    "L = dot(a, b); a=[1e9,-1e9]; b=[1e9,1e9]",
    "L = A·x; A=[[1e9,-1e9]]; x=[1,1]",
    "L = sum(x*y); x=[1e9,1e-9]; y=[1e-9,1e9]",
    "L = (x + 1) − x; x=1e15",
    "L = x³ − 3x² + 3x − 1; x=1.00001",
    "L = exp(x) − exp(y); x=20; y=20.0000001",
    "L = 1e12 + sin(x); x=1",
    "L = sum(1e12 + sin(x)); x=[1,2]",
    "L = sum(x²); x=[1e150,1]",
    "L = x²; x=1e-9",
    "L = x^n; x=1e-5; n=3",
    "L = sum(x³); x=[1e-200,1e90]",
    "L = exp(x); x=700",
    "L = sum(exp(x)); x=[700,1]",
    "L = norm(x); x=[1e9,1e-9]",
    "L = norm(x); x=[1e-9,1e-9]",
    "L = norm(x); x=[3e200,4e200]",
    # Slopes that vanish.
    "L = x³; x=0",
    "L = 1000000·(x − 0.1)^3; x=0.1",
    "L = sum((x − 0.1)³); x=[0.1,0.2]",
    "L = 1 − cos(x); x=0",
    "L = sum(x^5); x=[0,1]",
    # Sums that are constant.
    "L = sum(sin(x)² + cos(x)²); x=[1,2]",
    "L = sum(softmax(x)·k); x=[1,2]; k=1e6",
    "L = 5·sum(x − x); x=[1,2]",
    # Steep, flat, and near poles and edges of domains.
    "L = σ(k·x); k=1e6; x=1e-6",
    "L = σ(k·x); k=1e6; x=1",
    "L = sum(σ(k·x)); k=1e4; x=[1e-3,0.5]",
    "L = tan(x); x=1.5707",
    "L = sum(tan(x)); x=[1.5707,0]",
    "L = log(x); x=1e-12",
    "L = sum(log(x)); x=[1e-9,1e9]",
    "L = sum(log(1 − x)); x=[0.99999999999,0]",
    "L = 1/x; x=1e-20",
    "L = sum(1/x); x=[1e-3,1]",
    "L = sum(1/x); x=[1e-20,1]",
    "L = sum(a/b); a=[1,1]; b=[1e-5,1e5]",
    "L = sqrt(x); x=1e-30",
    "L = sum(sqrt(x)); x=[1e-12,4]",
    "L = asin(x); x=-0.9999999999",
    "L = sum(acos(x)); x=[0.9999999,0]",
    "L = sum(atanh(x)); x=[0.9999999,0]",
    "L = acosh(x); x=1.000000001",
    "L = bce(p, t); p=0.999999999; t=1",
    "L = bce(p, t); p=0.999999999; t=0",
    "L = bce(p, t); p=[1e-9,0.999999999]; t=[1,0]",
    "L = bce(p, t); p=2e-42; t=0",
    "L = bce(p, t); p=1e-290; t=0",
    "L = bce(p, t); p=[2e-42,0.5]; t=[0,1]",
    "L = sum(log(1 − p)); p=[1e-300,0.5]",
    "L = bce_with_logits(z, t); z=[1000,-1000]; t=[0,1]",
    "L = cross_entropy(z, t); z=[1000,-1000,0]; t=1",
    "L = cross_entropy(z, t); z=[1,2,3]; t=[1,1,0]",
    "L = sum(softmax(x)*c); x=[1e6,1000001]; c=[1,2]",
    "L = sin(x); x=1e9",
    "L = sum(sin(x)); x=[1e9,1]",
    "L = sum(softplus(x)); x=[1000,-1000,0]",
    "L = tanh(x); x=400",
    # Where the domain ends.
    "L = s^1.5; s=0",
    "L = 2 + s^1.2·a; s=0; a=3",
    "L = sum(s^1.2); s=[0,1]",
    # Arrays of one number.
    "L = W·x; W=[[2]]; x=[3]",
    "L = x·x; x=[[3]]",
    "L = sum(σ(x)·σ(x)); x=[[1]]",
    "L = max(x); x=[3]",
    "L = norm(x); x=[-2]",
    "L = softmax(x); x=[3]",
    "L = mean(x, axis=0); x=[3]",
]


@pytest.mark.parametrize("text", HARD)
def test_a_hard_but_right_gradient_passes_the_check(text: str, solved: Solved) -> None:
    assert solved(text).checked.directions == 3


KINKS = {
    "L = relu(x); x=0": 0,
    "L = |x|; x=0": 0,
    "L = leaky_relu(x); x=0": Fraction(1, 100),
    "L = leaky_relu(x, slope=0.2); x=0": Fraction(1, 5),
    "L = sign(x); x=0": 0,
    "L = max(x, 0); x=0": Fraction(1, 2),
    "L = max(x, x); x=2": 1,
    "L = min(x, 3); x=3": Fraction(1, 2),
    "L = 5·relu(x) − 5·relu(−x); x=0": 0,
    "L = sum(relu(x)); x=[0,1,-1]": [0, 1, 0],
    "L = sum(|x|); x=[0,1,-1]": [0, 1, -1],
    "L = sum(sign(x)); x=[0,1]": [0, 0],
    "L = sum(leaky_relu(x, slope=0.2)); x=[1,-2,0]": [1, Fraction(1, 5), Fraction(1, 5)],
    "L = sum(max(x, 0)); x=[0,1,-1]": [Fraction(1, 2), 1, 0],
    "L = sum(max(0, x)); x=[0,1,-1]": [Fraction(1, 2), 1, 0],
    "L = sum(max(x, y)); x=[2,1]; y=[2,3]": [Fraction(1, 2), 0],
    "L = max(x); x=[3,1,3]": [Fraction(1, 2), 0, Fraction(1, 2)],
    "L = min(x); x=[2,2,2,3]": [Fraction(1, 3)] * 3 + [0],
    "L = sum(max(x, axis=1)); x=[[2,2],[1,3]]": [[Fraction(1, 2), Fraction(1, 2)], [0, 1]],
    "L = max(x); x=[1e9,1e9]": [Fraction(1, 2), Fraction(1, 2)],
}


@pytest.mark.parametrize("text", KINKS)
def test_a_kink_has_the_gradient_of_its_convention_and_is_told(
    text: str, solved: Solved, gradient: Callable[[Trace, str], Any]
) -> None:
    trace = solved(text)
    assert gradient(trace, "x") == KINKS[text]
    assert trace.checked.kinks


@pytest.mark.parametrize("text", ["L = relu(x); x=1", "L = sum(relu(x)); x=[1,-1]", "L = max(x); x=[1,2]"])
def test_no_kink_is_told_where_there_is_none(text: str, solved: Solved) -> None:
    assert not solved(text).checked.kinks


CHAINS = {
    "tanh": "h{n} = tanh(w·h{m})",
    "relu": "h{n} = relu(h{m} + w)",
    "fractions": "h{n} = h{m}·w/3 + 1/7",
}


@pytest.mark.parametrize("kind", CHAINS)
def test_a_chain_of_ten_thousand_steps_passes_the_check(kind: str, solved_file: Callable[..., Trace]) -> None:
    steps = "\n".join(f"  - {CHAINS[kind].format(n=n, m=n - 1)}" for n in range(1, 10_001))
    trace = solved_file(f"model:\n{steps}\nupstream: {{h10000: 1}}\ngiven: {{h0: 0.5, w: 1/2}}\n")
    assert len(trace.graph.nodes) == 10_002
    assert trace.gradient(trace.graph.index["h0"]) is not None


def test_a_sum_of_many_terms_and_a_wide_fan_out_pass_the_check(solved: Solved) -> None:
    deep = solved("L = " + "+".join(["x"] * 900) + "; x=3")
    assert deep.gradient(deep.graph.index["x"]) == 900
    steps = "; ".join(f"u{n} = x·{n}" for n in range(80))
    wide = solved(f"{steps}; L = {'+'.join(f'u{n}' for n in range(80))}; x=1")
    assert wide.gradient(wide.graph.index["x"]) == sum(range(80))


def test_an_exact_array_stays_itself_through_the_check(solved: Solved) -> None:
    trace = solved("L = sum(W·x); W=[[1/3,2]]; x=[3,1]")
    assert np.array_equal(trace.value(trace.graph.index["W"]), [[Fraction(1, 3), Fraction(2)]])


@pytest.mark.parametrize("text", ["L = bce(p, y); p=1e-13; y=0", "y = sin(x); x=1e15"])
def test_where_doubles_run_out_of_digits_a_slope_is_taken_at_sixty(solved: Callable[[str], Trace], text: str) -> None:
    assert solved(text).checked.edges > 0
