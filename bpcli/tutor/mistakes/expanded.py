"""The graph in which the mistakes of an exercise are looked for: that of its single operations."""

from __future__ import annotations

from bpcli.engine.graph import Graph
from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.language.tree import Slot
from bpcli.tutor.mistakes.ground import Ground
from bpcli.tutor.mistakes.point import point
from bpcli.tutor.solution import graph_of


def expanded(exercise: Exercise, trace: Trace) -> Ground:
    """One node an operation, whether the operations have values at the exercise's numbers or not."""
    return Ground(trace, trace.graph if _is_single(trace.graph) else graph_of(exercise, expand=True))


def ground_of(exercise: Exercise, trace: Trace) -> Ground:
    """The same; where single operations have no values, the steps as they are shown."""
    found = expanded(exercise, trace)
    if found.graph is trace.graph:
        return found
    there = point(found.graph, exercise.values, trace.gradients.shown(trace.graph.output))
    return Ground(trace, trace.graph) if there is None else found


def _is_single(graph: Graph) -> bool:
    return all(
        node.rule is None
        or node.rule.op is not None
        or node.rule.shapes is not None
        or isinstance(node.rule.tree, Slot)
        for node in graph.nodes
    )
