"""What is said of stacks of layers: whether they collapse into one, and how much work they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bpcli.engine.trace import Trace
from bpcli.tutor.layers import layer_notes, layers

Solved = Callable[[str], Trace]
SMALL = "L = sum(ŷ²); X=[1,-1]; W₁=[[1,2],[3,4]]; W₂=[[1,1],[0,1]]"


def test_two_linear_layers_collapse_into_the_one_of_the_notes(shipped: Solved) -> None:
    (collapse, _) = layer_notes(shipped("two-layer"))
    assert "W = [[11, 14], [−2, −2]] and b = [−1, 2]" in collapse
    assert collapse.endswith("both give ŷ = [−4, 2].")


@pytest.mark.parametrize(("name", "function"), [("sigmoid", "σ"), ("tanh", "tanh"), ("relu", "relu")])
def test_layers_with_a_nonlinearity_between_them_do_not_collapse(name: str, function: str, shipped: Solved) -> None:
    (note, _) = layer_notes(shipped(f"two-layer-{name}"))
    assert note.startswith(f"{function} stands between the layers")


def test_the_deep_network_has_the_193_weights_of_the_notes(shipped: Solved) -> None:
    (_, work) = layer_notes(shipped("deep-network"))
    assert "5–6–7–7–6–5 has 30 + 42 + 49 + 42 + 30 = 193 weights" in work


def test_the_paths_of_a_stack_are_counted(solved: Solved) -> None:
    # W₁ has 6 weights and 2 ways on from each, W₂ has 6 with 1 way.
    (*_, work) = layer_notes(solved("ŷ = W₂·(W₁·X); L=sum(ŷ); X=[1,1]; W₁=[[1,2],[3,4],[5,6]]; W₂=[[1,2,3],[4,5,6]]"))
    assert "6 + 6 = 12 weights" in work
    assert "24 multiplications" in work
    assert "18 paths" in work


COLLAPSED = {
    "ŷ = W₂·(W₁·X)": ("[[4, 6], [3, 4]]", "[0, 0]"),
    "ŷ = W₂·(2·(W₁·X))": ("[[8, 12], [6, 8]]", "[0, 0]"),
    "ŷ = W₂·(W₁·X/2)": ("[[2, 3], [1.5, 2]]", "[0, 0]"),
    "ŷ = W₂·(W₁·X + 1)": ("[[4, 6], [3, 4]]", "[2, 1]"),
    "ŷ = W₂·(W₁·X + X)": ("[[5, 7], [3, 5]]", "[0, 0]"),
    "ŷ = c − W₂·(W₁·X − c); c=[1,2]": ("[[−4, −6], [−3, −4]]", "[4, 4]"),
    "ŷ = W₂·(−(W₁·X))": ("[[−4, −6], [−3, −4]]", "[0, 0]"),
}


@pytest.mark.parametrize("text", COLLAPSED)
def test_a_linear_stack_collapses_however_it_is_written(text: str, solved: Solved) -> None:
    weights, bias = COLLAPSED[text]
    (note, _) = layer_notes(solved(f"{text}; {SMALL}"))
    assert f"W = {weights} and b = {bias};" in note


APART = {"H ⊙ H": "⊙", "1/(2 + H ⊙ H)": "⊙, /", "exp(H)": "exp", "softmax(H)": "softmax", "H·(Hᵀ·H)": "·"}


@pytest.mark.parametrize("between", APART)
def test_what_keeps_layers_apart_is_named_by_its_sign(between: str, solved: Solved) -> None:
    (note, _) = layer_notes(solved(f"H = W₁·X; ŷ = W₂·({between}); {SMALL}"))
    assert note.startswith(f"{APART[between]} stands between the layers")


NO_STACK = [
    "y = w·x; x=2; w=3",
    "ŷ = W·X; L = sum(ŷ); X=[1,2]; W=[[1,2],[3,4]]",
    "H = W₁·X; G = W₂·X; ŷ = V·(H + G); L = sum(ŷ); X=[1,2]; W₁=[[1,2],[3,4]]; W₂=[[1,0],[0,1]]; V=[[1,1]]",
]


@pytest.mark.parametrize("text", NO_STACK)
def test_nothing_is_said_where_there_is_no_stack(text: str, solved: Solved) -> None:
    assert layer_notes(solved(text)) == ()


def test_a_nonlinearity_beside_the_stack_does_not_disturb_it(solved: Solved) -> None:
    notes = layer_notes(solved(f"a = relu(X); ŷ = W₂·(W₁·X); L = sum(ŷ²) + sum(a); {SMALL.split(';', 1)[1]}"))
    assert "W = [[4, 6], [3, 4]]" in notes[0]


def test_layers_are_found_in_order(shipped: Solved) -> None:
    graph = shipped("deep-network").graph
    found = layers(graph, graph.index["X"])
    assert [(layer.outputs, layer.inputs) for layer in found] == [(6, 5), (7, 6), (7, 7), (6, 7), (5, 6)]


def test_a_layer_written_with_a_transpose_is_one_too(solved: Solved) -> None:
    notes = layer_notes(solved("ŷ = W₂·(W₁ᵀ·X); L = sum(ŷ²); W₁=[[1,2],[3,4]], W₂=[[1,0],[0,2]], X=[1,-1]"))
    assert "W = [[1, 3], [4, 8]]" in notes[0]
    assert "2–2–2 has 4 + 4 = 8 weights" in notes[1]
