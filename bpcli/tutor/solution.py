"""An exercise worked out: its graph, both passes, and the check of every gradient."""

from __future__ import annotations

from bpcli.core.numerals import nested_shape
from bpcli.engine.build import build
from bpcli.engine.graph import Graph
from bpcli.engine.trace import Trace, trace
from bpcli.exercise.exercise import Exercise


def solve(exercise: Exercise, *, expand: bool | None = None) -> Trace:
    """Both passes over an exercise.

    expand: one node an operation, also for steps of numbers; None for what the exercise says.
    Raises Faults where the mathematics of the exercise is at fault.
    """
    upstream = exercise.upstream[1] if exercise.upstream else None
    return trace(graph_of(exercise, expand=is_expanded(exercise, expand)), exercise.values, upstream)


def graph_of(exercise: Exercise, *, expand: bool) -> Graph:
    """The graph of an exercise, before any number is worked out."""
    shapes = {name: nested_shape(value) for name, value in exercise.values.items()}
    return build(exercise.steps, shapes, exercise.kinds, expand=expand)


def is_expanded(exercise: Exercise, wanted: bool | None) -> bool:
    """Whether steps of numbers are shown as single operations: as wanted, else as the author says, else as usual."""
    if wanted is not None:
        return wanted
    return exercise.expand if exercise.expand is not None else not exercise.whole_formula
