"""The worked systems of the lecture notes, to the digit: from their files, and from the short form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bpcli.engine.trace import Trace

Read = Callable[[Trace, str], Any]

S5 = {
    "H⁽¹⁾": [0, -1, -2],
    "ŷ": [-4, 2],
    "L": 26,
    "W₁": [[-10, 10], [2, -2], [-22, 22]],
    "b₁": [-10, 2, -22],
    "W₂": [[0, 10, 20], [0, -2, -4]],
    "b₂": [-10, 2],
    "X": [-114, -144],
}
# exercise, short form, values, gradients
SYSTEMS: dict[str, tuple[str | None, str | None, dict[str, Any], dict[str, Any]]] = {
    "S1": ("node", "z = x·w, x=2, w=3, dL/dz=5", {"z": 6}, {"x": 15, "w": 10, "z": 5}),
    "S2a": (
        "linear-first",
        "y = x·w, x=1, w=1, y=2",
        {"ŷ": 1, "r": -1, "loss": 1},
        {"r": -2, "ŷ": -2, "w": -2},
    ),
    "S2b": ("linear", "y=w·x, x=2, y=4", {"ŷ": 2, "r": -2, "loss": 4}, {"r": -4, "ŷ": -4, "w": -8, "x": -4}),
    "S3": (
        "affine",
        "z = x·w; ŷ = z + b; r = ŷ − y; loss = r²; x=1, w=1, b=2, y=2",
        {"z": 1, "ŷ": 3, "r": 1, "loss": 1},
        {"r": 2, "ŷ": 2, "z": 2, "b": 2, "w": 2},
    ),
    "S4": (
        "quadratic",
        "z₁ = w₁·x²; z₂ = w₂·x; z = z₁ + z₂; ŷ = z + b; r = ŷ − y; loss = r²; w₁=2, w₂=2, x=2, b=1, y=9",
        {"z₁": 8, "z₂": 4, "z": 12, "ŷ": 13, "r": 4, "loss": 16},
        {"r": 8, "ŷ": 8, "z": 8, "z₁": 8, "z₂": 8, "w₁": 32, "w₂": 16, "b": 8, "x": 80},
    ),
    "S5": (
        "two-layer",
        "H⁽¹⁾ = W₁·X + b₁; ŷ = W₂·H⁽¹⁾ + b₂; L = sum((ŷ − y)²); X=[1,-1]; W₁=[[1,2],[3,4],[5,6]]; b₁=[1,0,-1]; "
        "W₂=[[1,0,2],[0,1,-1]]; b₂=[0,1]; y=[1,1]",
        {name: S5[name] for name in ("H⁽¹⁾", "ŷ", "L")},
        {name: S5[name] for name in ("W₁", "b₁", "W₂", "b₂", "X")},
    ),
    "S6": (
        "linear-collapse",
        None,
        {"W": [[11, 14], [-2, -2]], "b": [-1, 2], "ŷ": [-4, 2], "L": 26},
        {name: S5[name] for name in ("W₁", "b₁", "W₂", "b₂", "X")},
    ),
    "S8": ("composite", "u = 3x + 1; y = u²; x=2, dL/dy=1", {"u": 7, "y": 49}, {"u": 14, "x": 42}),
    "S11": ("batch-gradient", None, {}, {"w": pytest.approx(-28 / 3, rel=1e-15)}),
    "S12": ("regression", None, {"loss": 23.25}, {"w": -36, "b": -15}),
}


@pytest.mark.parametrize("system", [name for name, (file, *_) in SYSTEMS.items() if file])
@pytest.mark.parametrize("expand", [None, True, False])
def test_a_system_of_the_notes_is_right_from_its_file(
    system: str, expand: bool | None, shipped: Callable[..., Trace], value: Read, gradient: Read
) -> None:
    file, _, values, gradients = SYSTEMS[system]
    trace = shipped(file, expand)
    assert {name: value(trace, name) for name in values} == values
    assert {name: gradient(trace, name) for name in gradients} == gradients


@pytest.mark.parametrize("system", [name for name, (_, short, *_) in SYSTEMS.items() if short])
def test_a_system_of_the_notes_is_right_from_the_command_line(
    system: str, solved: Callable[[str], Trace], value: Read, gradient: Read
) -> None:
    _, short, values, gradients = SYSTEMS[system]
    trace = solved(short or "")
    assert {name: value(trace, name) for name in values} == values
    assert {name: gradient(trace, name) for name in gradients} == gradients


def test_the_local_gradients_of_the_quadratic_model_are_those_of_the_notes(shipped: Callable[..., Trace]) -> None:
    trace = shipped("quadratic")
    node = trace.graph.index["z₁"]
    names = [trace.graph.nodes[source].name for source in trace.graph.nodes[node].inputs]
    found = {names[edge.edge]: trace.local_value(edge) for edge in trace.edges_into(node)}
    assert found == {"w₁": 4, "x": 8}
    assert sorted(path.product for path in trace.paths(trace.graph.index["x"])) == [16, 64]


def test_every_node_of_the_two_layer_network_has_the_shape_of_the_notes(shipped: Callable[..., Trace]) -> None:
    graph = shipped("two-layer").graph
    shapes = {node.name: node.shape for node in graph.nodes if node.named}
    assert [shapes[name] for name in ("X", "W₁", "b₁", "H⁽¹⁾", "ŷ", "L")] == [(2,), (3, 2), (3,), (3,), (2,), ()]


def test_the_rules_of_the_two_layer_network_are_those_of_the_matrix_cookbook(shipped: Callable[..., Trace]) -> None:
    from bpcli.language.printer import UNICODE, template  # noqa: PLC0415

    trace = shipped("two-layer")
    (path,) = trace.paths(trace.graph.index["W₂"])
    assert template(path.local.tree, UNICODE).fill(path.local.fillings) == "G·H⁽¹⁾ᵀ"
    (path,) = trace.paths(trace.graph.index["H⁽¹⁾"])
    assert template(path.local.tree, UNICODE).fill(path.local.fillings) == "W₂ᵀ·G"


def test_the_transposed_way_to_write_a_layer_gives_the_transposed_gradient(solved: Callable[[str], Trace]) -> None:
    one = solved("H = W·X; L = sum(H²); X=[1,-1]; W=[[1,2],[3,4],[5,6]]")
    other = solved("H = Wᵀ·X; L = sum(H²); X=[1,-1]; W=[[1,3,5],[2,4,6]]")
    first, second = one.gradient(one.graph.index["W"]), other.gradient(other.graph.index["W"])
    assert (first == second.T).all()
