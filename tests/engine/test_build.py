"""Steps to graphs: what is a node, in which order, and that a structure is derived once."""

from __future__ import annotations

from collections.abc import Callable

from bpcli.engine.graph import Graph, Kind
from bpcli.engine.trace import Trace, notes


def _rule(graph: Graph, name: str) -> object:
    return graph.nodes[graph.index[name]].rule


def test_steps_of_one_structure_share_one_rule(graph: Callable[..., Graph]) -> None:
    found = graph("a = w·x + b; c = v·a + d; y = c·c + a; w=1; x=1; b=1; v=1; d=1", expand=False)
    assert _rule(found, "a") is _rule(found, "c")
    assert _rule(found, "a") is not _rule(found, "y")


def test_a_rule_is_shared_between_exercises(graph: Callable[..., Graph]) -> None:
    one, other = graph("y = tanh(p·q); p=1; q=2", expand=False), graph("s = tanh(t·u); t=5; u=2", expand=False)
    assert _rule(one, "y") is _rule(other, "s")


def test_a_repeated_name_makes_another_structure(graph: Callable[..., Graph]) -> None:
    found = graph("a = x·x; y = a·x; x=1", expand=False)
    assert _rule(found, "a") is not _rule(found, "y")


def test_operations_on_arrays_share_a_rule_by_shape(graph: Callable[..., Graph]) -> None:
    givens = "W=[[1,2]]; V=[[3,4]]; U=[[1,2],[3,4]]; x=[1,1]; dL/dy=[1,1]"
    found = graph(f"a = W·x; b = V·x; c = U·x; y = sum(a) + sum(b) + c; {givens}")
    assert _rule(found, "a") is _rule(found, "b")
    assert _rule(found, "a") is not _rule(found, "c")


def test_a_whole_step_is_one_node_with_an_edge_for_each_distinct_name(graph: Callable[..., Graph]) -> None:
    found = graph("y = w·x² + x; w=1; x=2", expand=False)
    assert [node.name for node in found.nodes] == ["w", "x", "y"]
    assert found.nodes[-1].inputs == (0, 1)


def test_an_expanded_step_is_one_node_an_operation_with_an_edge_for_each_occurrence(
    graph: Callable[..., Graph],
) -> None:
    found = graph("y = x·x + x·x + 1; x=2")
    assert [node.name for node in found.nodes] == ["x", "x·x", "x·x#2", "x·x + x·x", "y"]
    assert found.nodes[1].inputs == (0, 0)
    assert [node.named for node in found.nodes] == [True, False, False, False, True]


def test_constants_are_no_nodes(graph: Callable[..., Graph]) -> None:
    found = graph("y = 2·3·x + π/4; x=2")
    assert [node.name for node in found.nodes if node.rule is None] == ["x"]


def test_every_node_stands_behind_those_it_reads(graph: Callable[..., Graph]) -> None:
    found = graph("y = c·a; c = b + x; b = a²; a = x·w; x=2; w=3")
    for index, node in enumerate(found.nodes):
        assert all(source < index for source in node.inputs)
    assert [node.name for node in found.nodes if node.kind is Kind.STEP] == ["a", "b", "c", "y"]


def test_the_output_is_the_last_step_in_the_text_that_no_step_reads(graph: Callable[..., Graph]) -> None:
    found = graph("y = x·w; aside = x + 1; x=2; w=3")
    assert found.nodes[found.output].name == "aside"
    found = graph("aside = x + 1; y = z²; z = x·w; x=2; w=3")
    assert found.nodes[found.output].name == "y"


def test_a_formula_too_long_for_one_node_is_taken_apart(solved_file: Callable[..., Trace]) -> None:
    formula = " + ".join(f"x^{n}" for n in range(2, 60))
    trace = solved_file(f"model: y = {formula}\nupstream: {{y: 1}}\ngiven: {{x: 1}}\n")
    assert len(trace.graph.nodes) > 60
    assert trace.gradient(trace.graph.index["x"]) == sum(range(2, 60))


def test_an_unused_given_is_a_node_without_consumers(graph: Callable[..., Graph]) -> None:
    found = graph("y = x·2; x=2; lonely=3")
    assert found.consumers[found.index["lonely"]] == ()


def test_a_step_too_long_for_one_node_is_taken_apart_and_said_so(solved_file):
    text = "model: z = " + " + ".join(["x·x"] * 40) + "\nloss: L = z²\ngiven: {x: 2}\n"
    found = solved_file(text)
    assert found.graph.taken_apart == ("z",)
    assert any(note.startswith("z is shown as single operations") for note in notes(found))
    assert found.gradient(found.graph.index["x"]) == 2 * 160 * 40 * 4


def test_a_short_step_stays_one_node(solved_file):
    found = solved_file("model: z = x·x + 1\nloss: L = z²\ngiven: {x: 2}\n")
    assert found.graph.taken_apart == ()
    assert len(found.graph.nodes) == 3


def test_the_repeats_of_an_unnamed_node_are_counted(solved):
    found = solved("y = x·x + x·x + x·x, x = 3")
    assert [node.name for node in found.graph.nodes if not node.named] == [
        "x·x",
        "x·x#2",
        "x·x + x·x",
        "x·x#3",
    ]


def test_an_edge_that_carries_no_gradient_is_not_counted_as_checked(solved):
    found = solved("L = cross_entropy(z, c), z = [1, 2, 3], c = 1")
    assert found.checked.edges == 1
