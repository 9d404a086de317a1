"""Work a graph out forwards only, in the numbers of a training: predictions, and what the data cost at a point."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bpcli.engine.descent.numbers import Numbers, Precision
from bpcli.engine.descent.program import Program
from bpcli.engine.descent.task import Task
from bpcli.engine.descent.writer import PassWriter
from bpcli.engine.graph import Graph


def predictor(graph: Graph, names: Sequence[str], fixed: Mapping[str, Any], numbers: Numbers) -> Callable[..., Any]:
    """A function of the values of these names that gives the output. `fixed` has those of the others.

    It raises ValueError, ZeroDivisionError or OverflowError where there is no value.
    """
    writer = PassWriter(graph, (), numbers)
    for name, value in fixed.items():
        if name in graph.index:
            writer.known(f"v{graph.index[name]}", numbers.held(value))
    writer.body.append(ast.Return(writer.forward()))
    # A name that the graph does not read is a parameter of the function all the same.
    parameters = [f"v{graph.index[name]}" if name in graph.index else f"u{at}" for at, name in enumerate(names)]
    return writer.function(parameters)


class Cost:
    """What all samples of a task cost, in double precision, and its gradient: by the graph, as a batch."""

    def __init__(self, task: Task) -> None:
        recipe = replace(task.recipe, batch=True, precision=Precision.DOUBLE, momentum=task.recipe.momentum * 0)
        self._program = Program(replace(task, recipe=replace(recipe, zero_grad=True)))
        self._count = len(task.start)

    def __call__(self, parameters: Sequence[Any]) -> tuple[float, tuple[Any, ...]]:
        """The cost at a point and the gradient by each parameter."""
        rows: list[tuple[Any, ...]] = []
        count = self._count
        self._program.run((*parameters, *self._program.start[count:]), range(1), rows.append)
        loss, *values = rows[0]
        return float(loss), tuple(values[:count])
