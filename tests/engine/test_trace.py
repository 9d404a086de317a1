"""What a trace tells: paths, local gradients, exactness, what was not reached, notes."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from bpcli.core.limits import NUMBER_DIGITS
from bpcli.engine.graph import Edge
from bpcli.engine.trace import Trace, notes
from bpcli.language.printer import UNICODE, template

Solved = Callable[[str], Trace]


def _paths(trace: Trace, name: str) -> list[tuple[str, Any, Any, Any]]:
    nodes, index = trace.graph.nodes, trace.graph.index[name]
    found = trace.paths(index)
    return [(nodes[path.edge.consumer].name, path.local_value, path.upstream, path.product) for path in found]


def test_a_node_has_a_path_for_each_consumer(shipped: Callable[..., Trace]) -> None:
    assert _paths(shipped("quadratic"), "x") == [("z₁", 8, 8, 64), ("z₂", 2, 8, 16)]


def test_x_times_x_keeps_both_its_edges(solved: Solved) -> None:
    trace = solved("z = x·x, x=3, dL/dz=5")
    assert _paths(trace, "x") == [("z", 3, 5, 15), ("z", 3, 5, 15)]
    assert trace.gradient(trace.graph.index["x"]) == 30


def test_the_gradient_is_the_sum_over_the_paths(shipped: Callable[..., Trace]) -> None:
    for name in ("two-paths", "shared-weight", "skip-connection", "quadratic-form", "two-layer-tanh"):
        trace = shipped(name)
        for index, node in enumerate(trace.graph.nodes):
            paths = trace.paths(index)
            if paths:
                total = sum(path.product for path in paths[1:]) + paths[0].product
                assert total == pytest.approx(trace.gradient(index), rel=1e-12), node.name


def test_the_upstream_of_a_path_is_the_gradient_of_its_consumer(shipped: Callable[..., Trace]) -> None:
    trace = shipped("relu-gates")
    for index in range(len(trace.graph.nodes)):
        for path in trace.paths(index):
            assert path.upstream == trace.gradient(path.edge.consumer)
            assert path.product == pytest.approx(path.local_value * path.upstream)


def test_a_local_gradient_is_written_over_the_names_of_the_inputs(shipped: Callable[..., Trace]) -> None:
    trace = shipped("one-sigmoid-neuron")
    phrase = trace.local_formula(Edge(trace.graph.index["y"], 0))
    assert template(phrase.tree, UNICODE).fill([str(filling) for filling in phrase.fillings]) == "y·(1 − y)"


def test_fractions_stay_exact(solved: Solved) -> None:
    trace = solved("y = (x/3 + 0.1)²; x=1/7")
    assert trace.value(trace.graph.output) == Fraction(31, 210) ** 2
    assert trace.gradient(trace.graph.index["x"]) == Fraction(2, 3) * Fraction(31, 210)


def test_fractions_in_arrays_stay_exact(solved: Solved) -> None:
    trace = solved("y = mean((W·x)²); W=[[1/3,1],[2,0.1]]; x=[1,3]")
    assert trace.value(trace.graph.output) == (Fraction(10, 3) ** 2 + Fraction(23, 10) ** 2) / 2
    assert trace.gradient(trace.graph.index["W"]).tolist() == [
        [Fraction(10, 3), Fraction(10)],
        [Fraction(23, 10), Fraction(69, 10)],
    ]


def test_the_first_transcendental_makes_doubles_and_what_does_not_need_it_stays_exact(solved: Solved) -> None:
    trace = solved("a = x/3; b = exp(a); y = b + a; x=1")
    shown = {node.name: trace.value(index) for index, node in enumerate(trace.graph.nodes)}
    assert shown["a"] == Fraction(1, 3)
    assert type(shown["b"]) is float
    assert type(shown["y"]) is float
    assert trace.gradient(trace.graph.index["b"]) == 1
    assert type(trace.gradient(trace.graph.index["a"])) is float


def test_an_exact_root_is_a_double_and_so_is_what_comes_back_through_it(solved: Solved) -> None:
    trace = solved("y = √u; u = x² + 9; x=4")
    assert trace.value(trace.graph.output) == 5.0
    assert trace.gradient(trace.graph.index["x"]) == pytest.approx(0.8)


@pytest.mark.parametrize("text", ["y = sum(s^n); s=[2,4]; n=2.5", "y = sum(s^2.5); s=[2,4]"])
def test_a_root_of_fractions_in_an_array_is_a_double(text: str, solved: Solved) -> None:
    trace = solved(text)
    assert type(trace.value(trace.graph.output)) is float
    assert trace.value(trace.graph.output) == pytest.approx(4 * 2**0.5 + 32)


def test_a_fraction_with_too_many_digits_becomes_a_double_and_a_note_says_so(solved: Solved) -> None:
    trace = solved("a = x^40; b = a^3; y = b + 1; x=1.1")
    index = trace.graph.index
    assert trace.value(index["a"]) == Fraction(11, 10) ** 40
    assert type(trace.value(index["b"])) is float
    assert trace.value(index["b"]) == pytest.approx(1.1**120)
    assert trace.values.rounded == index["b"]
    assert any(str(NUMBER_DIGITS) in note and note.startswith("b ") for note in notes(trace))


def test_no_note_is_made_where_nothing_was_rounded(solved: Solved) -> None:
    assert notes(solved("y = x/3; x=1")) == ()


def test_a_kink_is_said_in_a_note_with_its_node(solved: Solved) -> None:
    (note,) = notes(solved("z = relu(x); y = z + x; x=0"))
    assert note.startswith("z is at a kink")


def test_a_node_that_the_output_does_not_depend_on_has_no_gradient(solved: Solved) -> None:
    trace = solved("a = q·3; y = x·w; x=2; w=5; q=7; unused=1")
    index = trace.graph.index
    assert trace.graph.nodes[trace.graph.output].name == "y"
    assert [trace.gradient(index[name]) for name in ("a", "q", "unused")] == [None, None, None]
    assert trace.paths(index["q"]) == ()
    assert trace.value(index["a"]) == 21


def test_a_gradient_of_zero_is_not_an_unreached_node(solved: Solved) -> None:
    trace = solved("y = x + 0·w; x=2; w=5")
    assert trace.gradient(trace.graph.index["w"]) == 0


def test_no_gradient_flows_into_a_class(solved: Solved) -> None:
    trace = solved("L = cross_entropy(W·x, t); W=[[1,2],[3,4]]; x=[1,-1]; t=1")
    target = trace.graph.index["t"]
    assert trace.gradient(target) is None
    assert trace.paths(target) == ()
    assert [trace.graph.nodes[trace.graph.nodes[trace.graph.output].inputs[e.edge]].name
            for e in trace.edges_into(trace.graph.output)] == ["W·x"]  # fmt: skip


def test_a_given_upstream_is_the_gradient_of_the_last_step(solved: Solved) -> None:
    trace = solved("z = W·x; W=[[1,2],[3,4]]; x=[1,-1]; dL/dz=[5,1/2]")
    assert trace.upstream_given
    assert trace.gradient(trace.graph.output).tolist() == [5, Fraction(1, 2)]
    assert trace.gradient(trace.graph.index["W"]).tolist() == [[5, -5], [Fraction(1, 2), Fraction(-1, 2)]]


def test_a_broadcast_is_summed_and_its_path_says_so(solved: Solved) -> None:
    trace = solved("Z = A + b; L = sum(Z²); A=[[1,2],[3,4],[5,6]]; b=[1,1]")
    (path,) = trace.paths(trace.graph.index["b"])
    assert path.summed
    assert path.product.tolist() == [24, 30]
    (path,) = trace.paths(trace.graph.index["A"])
    assert not path.summed


def test_a_column_and_a_list_broadcast_to_a_matrix(solved: Solved) -> None:
    trace = solved("Z = A + b; L = sum(Z²); A=[[1],[2],[3]]; b=[1,2,3]")
    assert trace.value(trace.graph.index["Z"]).shape == (3, 3)
    assert trace.gradient(trace.graph.index["A"]).tolist() == [[18], [24], [30]]
    assert trace.gradient(trace.graph.index["b"]).tolist() == [18, 24, 30]


def test_an_output_of_one_number_may_be_an_array(solved: Solved) -> None:
    for text in ("L = x·x; x=[[3]]", "L = x; x=[[3]]", "L = W·x + b; W=[[1,2]]; x=[3,4]; b=[1]"):
        trace = solved(text)
        assert trace.gradient(trace.graph.output) is not None


AWKWARD = {
    "L = z²; z = u + 1; u = 2x; x=3": {"x": 28},
    "z = x; L = z²; x=3": {"x": 6},
    "L = x; x=4": {"x": 1},
    "a = 2·3; L = a·x; x=4": {"x": 6},
    "L = (2·3 + 1)·x − 5; x=4": {"x": 7},
    "y = x; L = sum(y²); x=[1,2]": {"x": [2, 4]},
    "L = sum(x·xᵀ); x=[1,2,3]": {"x": [12, 12, 12]},
    "L = xᵀ·x; x=[1,2,3]": {"x": [2, 4, 6]},
    "L = W·x; W=[[1,2,3]]; x=[1,2,3]": {"W": [[1, 2, 3]], "x": [1, 2, 3]},
    "L = sum((W·x + b)²); W=[[1,2,3]]; x=[1,2,3]; b=3": {"b": 34, "x": [34, 68, 102]},
    "L = sum(x^p); x=[1,2,3]; p=[2,0,1]": {"x": pytest.approx([2, 0, 1])},
    "L = sum((xᵀ)ᵀ·c); x=[1,2]; c=[[1,2]]": {"x": [3, 3], "c": [[3, 3]]},
    "L = A·B·C; A=[[1,2]]; B=[[1,2],[3,4]]; C=[1,1]": {"B": [[1, 1], [2, 2]]},
    "L = sum(mean(X, axis=-2)²); X=[[1,2],[3,4]]": {"X": [[2, 3], [2, 3]]},
    "L = mse(p, 0); p=[1,2]": {"p": [1, 2]},
    "L = mse(k, a); k=3; a=[1,2]": {"k": 3, "a": [-2, -1]},
    "L = sse(x, y); x=3; y=1": {"x": 4, "y": -4},
    "L = norm(x); x=-3": {"x": -1},
    "L = dot(a, b); a=[1,2]; b=[3,4]": {"a": [3, 4], "b": [1, 2]},
    "L = sum(X)/sum(X); X=[1,2]": {"X": [0, 0]},
    "L = max(3, x)·min(x, 9); x=4": {"x": 8},
}


@pytest.mark.parametrize("text", AWKWARD)
def test_an_awkward_formula_has_the_right_gradients(
    text: str, solved: Solved, gradient: Callable[[Trace, str], Any]
) -> None:
    trace = solved(text)
    assert {name: gradient(trace, name) for name in AWKWARD[text]} == AWKWARD[text]


def test_functions_of_the_author_are_derived_like_any_other(solved_file: Callable[..., Trace]) -> None:
    text = "functions: {g(a): a² + 1, f(a): g(a)·a}\nmodel: y = f(f(x))\nupstream: {y: 1}\ngiven: {x: 2}\n"
    trace = solved_file(text)
    assert trace.value(trace.graph.output) == 1010
    assert trace.gradient(trace.graph.index["x"]) == (3 * 10**2 + 1) * (3 * 2**2 + 1)
