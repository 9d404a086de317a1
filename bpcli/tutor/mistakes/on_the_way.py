"""What comes back otherwise than by one changed product: where paths meet, and where a function holds another one.

Each function gives the changes of one mistake among some spots.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bpcli.engine.graph import Edge
from bpcli.tutor.mistakes.altered import Spots
from bpcli.tutor.mistakes.row import Change
from bpcli.tutor.mistakes.tape import NO_VALUE

# Functions of one argument that are no straight lines, and so have an inner derivative worth getting wrong.
_FUNCTIONS = frozenset(
    "pow square exp log sqrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh sigmoid softplus".split()  # noqa: SIM905
)


def dropped(spots: Spots) -> Iterator[Change]:
    """One of several paths is missing."""
    for (source, paths), sums in spots.forks:
        by_step = any(len(path) > 1 for path in paths)
        for path, found in zip(paths, sums, strict=True):
            if len(path) > 1 or not by_step:  # a single edge is a path of its own already
                yield _change(source, path, -found, path[0])


def overwritten(spots: Spots) -> Iterator[Change]:
    """Only the path found last is kept, as if each one overwrote the one before."""
    for (source, paths), sums in spots.forks:
        last = min(range(len(paths)), key=lambda number: paths[number][0])
        yield _change(source, (len(paths),), sums[last] - spots.upstreams[source], paths[last][0])


def multiplied(spots: Spots) -> Iterator[Change]:
    """The paths are multiplied instead of added."""
    for (source, paths), sums in spots.forks:
        product = sums[0]
        for found in sums[1:]:
            product = product * found
        yield _change(source, (len(paths),), product - spots.upstreams[source], paths[0][0])


def _change(source: int, key: tuple[Any, ...], difference: Any, edge: Edge) -> Change:
    return Change((source, *key), source, difference, source, edge)


def inner_argument(spots: Spots) -> Iterator[Change]:
    """f′(x) for f′(g(x)): the outer derivative at what stands in the inner function, not at its value.

    That is one of its inputs, or the question's node where the step of the inner function reads that.
    """
    graph, region = spots.graph, spots.region
    for spot in spots.spots:
        if spot.op not in _FUNCTIONS or spot.local is None or spot.edge is None:
            continue
        inputs = dict.fromkeys(graph.nodes[spot.source].inputs)
        read = [node for node in region.read_by(region.owners[spot.source]) if node not in inputs] if inputs else ()
        for node in (*inputs, *read):
            local = None if node == spot.source or graph.nodes[node].shape else _local_at(spots, spot.edge, node)
            if local is not None:
                difference, only = local * spot.upstream - spot.product, None if node in inputs else node
                yield Change((*spot.key, node), spot.source, difference, spot.node, spot.edge, only)


def _local_at(spots: Spots, edge: Edge, node: int) -> Any:
    """The local gradient of an edge with another node's value in the place of the input."""
    values = spots.point.values
    inputs = [values[source] for source in spots.graph.nodes[edge.consumer].inputs]
    inputs[edge.edge] = values[node]
    try:
        return spots.point.locals_at(edge.consumer, inputs)[edge.edge]
    except NO_VALUE:
        return None
