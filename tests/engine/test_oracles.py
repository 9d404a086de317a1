"""Three oracles agree on every gradient, each of them alone finds a wrong one, and none is asked in vain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from time import perf_counter

import numpy as np
import pytest

from bpcli.core.findings import ProgramFault
from bpcli.core.say import say, speak
from bpcli.core.source import Excerpt
from bpcli.engine import written_out
from bpcli.engine.backward import backward
from bpcli.engine.check import UNCHECKED
from bpcli.engine.forward import forward
from bpcli.engine.graph import Graph
from bpcli.engine.oracles import Confirmed, Oracle, OracleReport, Unused, oracles
from bpcli.engine.rule import Rule
from bpcli.engine.trace import Trace
from bpcli.exercise import library
from bpcli.exercise.loading import load_text
from bpcli.language.tree import RESULT, UPSTREAM, Apply, Number, Slot, Tree
from bpcli.tutor.solution import graph_of

Solved = Callable[[str], Trace]
SHIPPED = [one.name for one in library.shipped()]
ALL = (Oracle.REVERSE, Oracle.FORMULA, Oracle.DIFFERENCES)


def of(trace: Trace, name: str) -> Confirmed:
    index = trace.graph.index[name]
    return next(gradient for gradient in oracles(trace).gradients if gradient.node == index)


def reasons(report: OracleReport) -> set[tuple[Oracle, Unused]]:
    return {reason for gradient in report.gradients for reason in gradient.unused}


@pytest.mark.parametrize("expand", [False, True])
@pytest.mark.parametrize("name", SHIPPED)
def test_the_oracles_agree_on_every_shipped_exercise(name: str, expand: bool, shipped: Callable[..., Trace]) -> None:
    trace = shipped(name, expand)
    report = oracles(trace)
    reached = [i for i, g in enumerate(trace.gradients.doubles) if g is not None and i != trace.graph.output]
    assert [gradient.node for gradient in report.gradients] == reached
    for gradient in report.gradients:
        # Differences are asked wherever there is no kink.
        assert Oracle.REVERSE in gradient.used
        assert (Oracle.DIFFERENCES in gradient.used) != ((Oracle.DIFFERENCES, Unused.KINK) in gradient.unused)
        assert not gradient.rounded
        assert len(gradient.used) + len(gradient.unused) == len(Oracle)


@pytest.mark.parametrize("name", ["linear", "affine", "quadratic", "one-sigmoid-neuron", "max-gate", "composite"])
def test_all_three_are_asked_about_every_gradient_of_a_small_exercise(name: str, shipped: Callable[..., Trace]) -> None:
    report = oracles(shipped(name))
    assert {gradient.used for gradient in report.gradients} == {ALL}
    assert report.confirmed_by(Oracle.FORMULA) == len(report.gradients)


# --- a wrong gradient is found, by each oracle alone ------------------------------------------------------


def with_locals(graph: Graph, name: str, tree: Tree, edge: int = 0) -> Graph:
    """The graph with a wrong derivation put in for one edge into a node."""
    index = graph.index[name]
    node = graph.nodes[index]
    assert node.rule is not None
    rule = Rule(node.rule.op, node.rule.tree, node.rule.arity, node.rule.shapes)
    kind = "pulls" if rule.shapes else "locals"
    trees = list(getattr(node.rule, kind))
    trees[edge] = tree
    setattr(rule, kind, tuple(trees))  # where the cached property keeps what it derived
    return replace(graph, nodes=(*graph.nodes[:index], node._replace(rule=rule), *graph.nodes[index + 1 :]))


def unchecked(text: str, wrong: Callable[[Graph], Graph]) -> Trace:
    """The trace of a wrong graph, past the check that would stop it."""
    exercise = load_text(Excerpt.of(text))
    graph = wrong(graph_of(exercise, expand=True))
    values = forward(graph, exercise.values)
    seed = exercise.upstream[1] if exercise.upstream else Fraction(1)
    return Trace(graph, values, backward(graph, values, seed), UNCHECKED, exercise.upstream is not None)


def product(*factors: Tree) -> Tree:
    result = factors[0]
    for factor in factors[1:]:
        result = Apply("mul", (result, factor))
    return result


ONE = Number(Fraction(1))
A_LITTLE_MORE = Number(Fraction(10**8 + 1, 10**8))
WRONG: dict[str, tuple[str, str, Tree, int]] = {
    "half the slope of a square": ("y = u²; u=3", "y", Slot(0), 0),
    "a missing minus": ("y = u − v; u=3; v=1", "y", ONE, 1),
    "the other factor forgotten": ("y = u·v; u=3; v=2", "y", Slot(0), 0),
    "sigmoid without its second factor": ("y = σ(u); u=0.5", "y", RESULT, 0),
    "relu that lets everything through": ("y = relu(u); u=-2", "y", ONE, 0),
    "a slope where there is none": ("y = sign(u); u=2", "y", ONE, 0),
    "a millionth of a per cent too much": ("y = u·v; u=3; v=2", "y", product(A_LITTLE_MORE, Slot(1)), 0),
    "1e-15 at a slope that vanishes": ("y = u³; u=0", "y", Number(Fraction(1, 10**15)), 0),
    "an inner step, behind others": ("L = r²; r = p − y; p = tanh(z); z = w·x; x=2; w=0.3; y=1", "p", RESULT, 0),
    "a gradient given from outside": ("z = u·v; u=3; v=2; dL/dz=5", "z", Slot(0), 0),
}  # fmt: skip


@pytest.mark.parametrize("oracle", [Oracle.FORMULA, Oracle.DIFFERENCES])
@pytest.mark.parametrize("case", WRONG)
def test_each_oracle_alone_finds_a_wrong_local_gradient(
    case: str, oracle: Oracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, name, tree, edge = WRONG[case]
    alone(oracle, monkeypatch)
    right = oracles(unchecked(text, lambda graph: graph))
    assert right.confirmed_by(oracle) == len(right.gradients)
    with pytest.raises(ProgramFault, match="one formula" if oracle is Oracle.FORMULA else "finite differences"):
        oracles(unchecked(text, lambda graph: with_locals(graph, name, tree, edge)))


def alone(oracle: Oracle, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let only one of the two be asked, by a limit that keeps the other away."""
    if oracle is Oracle.FORMULA:
        monkeypatch.setattr(written_out, "LARGEST_WORK", 0)
    else:
        monkeypatch.setattr(written_out, "LARGEST_FORMULA", 0)
    monkeypatch.setattr(written_out, "_plan", written_out.Plan)


WRONG_ARRAYS: dict[str, tuple[str, str, Tree, int]] = {
    "G itself behind a square": ("L = sum(u²); u=[3,1]", "u²", UPSTREAM, 0),
    "W where Wᵀ belongs": (
        "z = W·x; L = sum(z²); W=[[1,2],[3,5]]; x=[1,2]",
        "z",
        Apply("matmul", (Slot(0), UPSTREAM)),
        1,
    ),
    "softmax as if its entries were alone": (
        "p = softmax(z); L = sum(p*c); z=[1,2]; c=[3,5]",
        "p",
        Apply("hadamard", (RESULT, UPSTREAM)),
        0,
    ),
    "a minus forgotten": ("z = a − b; L = sum(z²); a=[1,2]; b=[3,7]", "z", UPSTREAM, 1),
    "a little too much in one broadcast": (
        "Z = A + b; L = sum(Z²); A=[[1,2],[3,4]]; b=[1,2]",
        "Z",
        product(A_LITTLE_MORE, UPSTREAM),
        1,
    ),
}


@pytest.mark.parametrize("case", WRONG_ARRAYS)
def test_differences_find_a_wrong_rule_on_arrays(case: str) -> None:
    text, name, tree, edge = WRONG_ARRAYS[case]
    right = oracles(unchecked(text, lambda graph: graph))
    assert right.confirmed_by(Oracle.DIFFERENCES) == len(right.gradients)
    with pytest.raises(ProgramFault, match="along a direction"):
        oracles(unchecked(text, lambda graph: with_locals(graph, name, tree, edge)))


@pytest.mark.parametrize("oracle", [Oracle.FORMULA, Oracle.DIFFERENCES])
def test_a_wrong_sum_over_right_local_gradients_is_found(
    oracle: Oracle, solved: Solved, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace = solved("y = u·v; u = x + 1; v = exp(x); x=3")
    alone(oracle, monkeypatch)
    assert oracles(trace).confirmed_by(oracle) == 3
    doubles = list(trace.gradients.doubles)
    doubles[trace.graph.index["x"]] *= 1 + 1e-8
    with pytest.raises(ProgramFault, match="∂y/∂x"):
        oracles(replace(trace, gradients=replace(trace.gradients, doubles=tuple(doubles))))


def test_one_wrong_entry_of_an_array_is_found(solved: Solved) -> None:
    trace = solved("z = W·x; L = sum(z²); W=[[1,2],[3,5]]; x=[1,2]")
    index = trace.graph.index["W"]
    for place in np.ndindex(2, 2):
        doubles = list(trace.gradients.doubles)
        doubles[index] = doubles[index].copy()
        doubles[index][place] *= 1 + 1e-7
        with pytest.raises(ProgramFault, match="W moves along a direction"):
            oracles(replace(trace, gradients=replace(trace.gradients, doubles=tuple(doubles))))


# --- what is not asked, and why ---------------------------------------------------------------------------


KINKS = [
    "L = relu(x)·w; x=0; w=2",
    "L = |x|·w; x=0; w=2",
    "L = max(x, 0.3)·w; x=0.3; w=2",
    "L = relu(x − 0.1 − 0.2)·w; x=0.3; w=2",
]


@pytest.mark.parametrize("text", KINKS)
def test_at_a_kink_neither_is_asked_and_the_reason_is_told(text: str, solved: Solved) -> None:
    trace = solved(text)
    assert of(trace, "x").used == (Oracle.REVERSE,)
    assert of(trace, "x").unused == ((Oracle.FORMULA, Unused.KINK), (Oracle.DIFFERENCES, Unused.KINK))
    # What does not go through the kink is asked about as always.
    assert of(trace, "w").used == ALL


def test_arrays_have_no_whole_formula(solved: Solved) -> None:
    trace = solved("L = sum(W·x)²; W=[[1,2],[3,5]]; x=[1,2]")
    assert reasons(oracles(trace)) == {(Oracle.FORMULA, Unused.ARRAYS)}
    assert of(trace, "sum(W·x)").used == ALL  # from here on there are numbers only


def test_a_gradient_from_outside_is_asked_about_like_any_other(solved: Solved) -> None:
    assert of(solved("z = x·w, x=2, w=3, dL/dz=5"), "x").used == ALL
    trace = solved("z = W·x; W=[[1,2],[3,5]]; x=[1,2]; dL/dz=[3,4]")
    assert of(trace, "x").used == (Oracle.REVERSE, Oracle.DIFFERENCES)


def test_a_whole_formula_that_would_be_long_is_not_begun(solved: Solved) -> None:
    steps = "; ".join(f"h{n} = tanh(w·h{n - 1})" for n in range(1, 11))
    trace = solved(f"{steps}; h0=0.5; w=0.9")
    began = perf_counter()
    report = oracles(trace)
    assert perf_counter() - began < 1.0
    assert report.confirmed_by(Oracle.DIFFERENCES) == len(report.gradients)
    assert (Oracle.FORMULA, Unused.LONG) in of(trace, "w").unused
    assert of(trace, "h9").used == ALL


LONG = {
    "a tower of powers": "x^(" * 28 + "x" + ")" * 28,
    "nested sines": "sin(x·" * 19 + "x" + ")" * 19,
    "logarithms in exponents": "exp(log(x)·" * 12 + "x" + ")" * 12,
    "bars in bars": "|1 − " * 20 + "x" + "|" * 20,
    "sigmoids in sigmoids": "σ(" * 40 + "x" + ")" * 40,
    "fan-out that doubles": "x",
    "large powers": "((x + 1)^900·(x + 2)^900)^(1/900)",
    "powers of numbers": "(2^x)^(3^x)·(1/3)^x·100000007^(x/2)",
}


@pytest.mark.parametrize("case", LONG)
@pytest.mark.parametrize("expand", [False, True])
def test_nothing_takes_longer_than_a_second(case: str, expand: bool, solved_file: Callable[..., Trace]) -> None:
    steps = [f"h0 = {LONG[case]}"]
    if case == "fan-out that doubles":
        steps += [f"h{n} = h{n - 1}·h{n - 1} + h{n - 1}" for n in range(1, 40)]
    text = "model:\n" + "\n".join(f"  - {step}" for step in steps)
    trace = solved_file(f"{text}\nupstream: {{h{len(steps) - 1}: 1}}\ngiven: {{x: 0.01}}\n", expand)
    began = perf_counter()
    report = oracles(trace)
    assert perf_counter() - began < 1.0
    assert report.gradients


def test_a_large_graph_is_left_to_the_checks_of_the_trace(solved_file: Callable[..., Trace]) -> None:
    steps = "\n".join(f"  - h{n} = tanh(w·h{n - 1})" for n in range(1, 1_001))
    trace = solved_file(f"model:\n{steps}\nupstream: {{h1000: 1}}\ngiven: {{h0: 0.5, w: 1/2}}\n")
    report = oracles(trace)
    assert reasons(report) == {(Oracle.FORMULA, Unused.LARGE), (Oracle.DIFFERENCES, Unused.LARGE)}
    assert trace.checked.edges == 2_000


def test_a_node_beside_the_way_is_not_asked_about(solved_file: Callable[..., Trace]) -> None:
    trace = solved_file("model: [ŷ = w·x, s = x²]\nloss: L = ŷ²\ngiven: {x: 2, w: 3}\n")
    names = [trace.graph.nodes[gradient.node].name for gradient in oracles(trace).gradients]
    assert sorted(names) == sorted(["w", "x", "ŷ"])


# --- what rounding to doubles does is told from what is wrong ---------------------------------------------

ROUNDED = [
    "L = (exp(x) − exp(y))²; x=1; y=1.00000000000001",
    "L = bce(p, t); p=0.999999999; t=0",
    "L = log(1 + exp(x)) − x; x=40",
    "L = asin(x); x=-0.9999999999",
    # Terms that cancel to nothing, but not in doubles.
    "L = atan(b/b); b=-0.0303",
    "L = sin(π)/(1/3 + a); a=1/3",
    "L = bce(p, t); p=[1e-9,0.999999999]; t=[1,0]",
]


@pytest.mark.parametrize("text", ROUNDED)
def test_digits_that_doubles_lose_are_told_and_no_fault(text: str, solved: Solved) -> None:
    report = oracles(solved(text))
    assert any(gradient.rounded for gradient in report.gradients)
    assert report.confirmed_by(Oracle.DIFFERENCES) == len(report.gradients)


HARD = [
    "L = (x − y)²; x=1e8; y=99999999",
    "L = x³ − 3x² + 3x − 1; x=1.00001",
    "L = exp(x); x=700",
    "L = sum(x³); x=[1e-200,1e90]",
    "L = norm(x); x=[3e200,4e200]",
    "L = x³; x=0",
    "L = 1e200·x³; x=0",
    "L = 1 + x; x=1e-100",
    "L = 1/x; x=1e-20",
    "L = sqrt(x); x=1e-30",
    "L = tan(x); x=1.5707",
    "L = σ(k·x); k=1e6; x=1",
    "L = sum(softmax(x)*c); x=[1e6,1000001]; c=[1,2]",
    "L = cross_entropy(z, t); z=[1000,-1000,0]; t=1",
    "L = (1e40 + x) − 1e40 + sin(x); x=1",
    "L = x^y; x=2; y=0.5",
]


@pytest.mark.parametrize("text", HARD)
def test_hard_numbers_are_agreed_on_to_nine_digits(text: str, solved: Solved) -> None:
    report = oracles(solved(text))
    assert report.confirmed_by(Oracle.DIFFERENCES) == len(report.gradients)


# --- what it costs ----------------------------------------------------------------------------------------


def test_a_structure_is_derived_once(solved: Solved, monkeypatch: pytest.MonkeyPatch) -> None:
    oracles(solved("L = r²; r = p − y; p = tanh(w·x); x=2; w=0.3; y=1"))
    other = solved("L = r²; r = p − y; p = tanh(w·x); x=5; w=0.1; y=7")
    monkeypatch.setattr("bpcli.engine.derive.derivative", None)
    assert {gradient.used for gradient in oracles(other).gradients} == {ALL}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_who_was_asked_and_why_not_can_be_said(language: str) -> None:
    speak(language)
    try:
        said = [say(f"engine.oracle-{oracle}") for oracle in Oracle] + [say(f"engine.unused-{why}") for why in Unused]
    finally:
        speak("en")
    assert len(set(said)) == len(Oracle) + len(Unused)
