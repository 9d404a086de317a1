"""Every gradient is checked before it is shown, in time that grows linearly with the graph.

First each edge: its local gradient against a central difference of the node's own formula, with the error
measured against the larger of the two and against what rounding can do. At a kink the convention must
lie between the differences from the left and from the right. Then the whole pass, along seeded random
directions: the sum of gradient times direction over the leaves must equal the derivative of the output along
that direction, which is carried forward through the graph with the numerical local gradients only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bpcli.engine.backward import Gradients
from bpcli.engine.check_numbers import slopes
from bpcli.engine.directions import DIRECTIONS, Directions
from bpcli.engine.forward import Values
from bpcli.engine.graph import Graph


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked: how many edges, along how many directions, and the nodes that sit at a kink."""

    edges: int
    directions: int
    kinks: tuple[int, ...]


UNCHECKED = Checked(0, 0, ())


def check(graph: Graph, values: Values, gradients: Gradients) -> Checked:
    """Compare every gradient with a numerical one; ProgramFault where they disagree."""
    doubles = values.doubles
    directions = Directions(graph)
    kinks: list[int] = []
    edges = 0
    for index, node in enumerate(graph.nodes):
        carried, rule = gradients.edges[index], node.rule
        if rule is None:
            directions.leaf(node.shape)
        elif carried is None:
            directions.unreached(node.shape)
        elif rule.shapes is not None:
            edges += sum(back is not None for back in carried)
            _check_arrays(graph, index, doubles, gradients, kinks, directions)
        else:
            edges += len(carried)
            directions.through(node.inputs, slopes(graph, index, doubles, carried, kinks))
    directions.compare(gradients)
    return Checked(edges, DIRECTIONS, tuple(kinks))


def _check_arrays(
    graph: Graph, index: int, doubles: Sequence[Any], gradients: Gradients, kinks: list[int], directions: Directions
) -> None:
    from bpcli.engine.check_arrays import ArrayCheck  # noqa: PLC0415 - NumPy is heavy, and only arrays need it

    node = ArrayCheck(graph, index, doubles, gradients)
    if node.compare_edges():
        kinks.append(index)
    directions.carry(node.derivative, node.size, graph.nodes[index].inputs)
