"""The ranks of a drawing from left to right, and the order within each that has few crossings.

`Layers(graph)` ranks the nodes, with a stand-in in every rank that a wire only passes; the wires of one node share
their stand-ins until they part. `ordered(layers)` is the members of each rank from the top down: nodes go to the
mean place of their neighbours while that takes crossings away (Sugiyama, Tagawa and Toda 1981).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bpcli.engine.graph import Edge, Graph

SWEEPS = 24
PATIENCE = 4  # sweeps without getting better
_LEAF, _STEP, _LONG = 1.0, 4.0, 8.0  # how much a wire wants to be straight


def ranks_of(graph: Graph) -> tuple[int, ...]:
    """For each node its rank: as late as its consumers allow.

    A value that is used many times has one wire that they share, so it is cheaper to keep that one long than
    the wires of all that is made from it.
    """
    nodes, ranks = graph.nodes, [0] * len(graph.nodes)
    for index, node in enumerate(nodes):
        ranks[index] = 1 + max((ranks[source] for source in node.inputs), default=-1)
    for index in range(len(nodes) - 1, -1, -1):
        if graph.consumers[index]:
            ranks[index] = min(ranks[edge.consumer] for edge in graph.consumers[index]) - 1
    return tuple(ranks)


class Link(NamedTuple):
    """A piece of a wire between neighbouring ranks; the last piece of a wire has its edge.

    source: the node whose value it carries. weight: how much it wants to be straight.
    """

    source: int
    start: int
    end: int
    edge: Edge | None
    weight: float


class Layers:
    """The nodes by rank, with a stand-in in every rank that a wire only passes."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.rank = list(ranks_of(graph))
        self.links: list[Link] = []
        self.trunk: dict[tuple[int, int], int] = {}  # the stand-in of a node in a rank
        for source, edges in enumerate(graph.consumers):
            for edge in edges:
                self._connect(source, edge)
        size = len(self.rank)
        self.left: list[list[Link]] = [[] for _ in range(size)]
        self.right: list[list[Link]] = [[] for _ in range(size)]
        for link in self.links:
            self.right[link.start].append(link)
            self.left[link.end].append(link)

    def _connect(self, source: int, edge: Edge) -> None:
        at = source
        for rank in range(self.rank[source] + 1, self.rank[edge.consumer]):
            after = self.trunk.get((source, rank))
            if after is None:
                after = self.trunk[source, rank] = len(self.rank)
                self.rank.append(rank)
                self.links.append(Link(source, at, after, None, _LONG))
            at = after
        weight = _STEP if self.graph.nodes[source].inputs else _LEAF
        self.links.append(Link(source, at, edge.consumer, edge, weight))

    def is_node(self, index: int) -> bool:
        """Whether it is a node of the graph, and no stand-in."""
        return index < len(self.graph.nodes)


def ordered(layers: Layers) -> list[list[int]]:
    """The members of each rank from the top down."""
    orders: list[list[int]] = [[] for _ in range(max(layers.rank, default=0) + 1)]
    for index in _depth_first(layers):
        orders[layers.rank[index]].append(index)
    best, fewest, stale = orders, crossings(layers, orders), 0
    for sweep in range(SWEEPS):
        if not fewest or stale > PATIENCE:
            break
        orders = _swept(layers, orders, forwards=bool(sweep % 2))
        found = crossings(layers, orders)
        stale = 0 if found < fewest else stale + 1
        if found < fewest:
            best, fewest = orders, found
    return best


def _depth_first(layers: Layers) -> Iterator[int]:
    """From the output back, inputs in the order they are written; trees come out without a crossing."""
    graph = layers.graph
    sinks = [index for index, edges in enumerate(graph.consumers) if not edges and index != graph.output]
    todo, seen = [*reversed(sinks), graph.output], set()
    while todo:
        index = todo.pop()
        if index in seen:
            continue
        seen.add(index)
        yield index
        inputs = sorted(layers.left[index], key=lambda link: link.edge.edge if link.edge else 0)
        todo += [link.start for link in reversed(inputs)]


def _swept(layers: Layers, orders: list[list[int]], *, forwards: bool) -> list[list[int]]:
    """Every rank sorted by the mean place of its neighbours in the rank before (or behind) it."""
    orders = [*orders]
    places = places_of(orders)
    numbers = range(1, len(orders)) if forwards else range(len(orders) - 2, -1, -1)
    for number in numbers:
        keys = {}
        for index in orders[number]:
            links = layers.left[index] if forwards else layers.right[index]
            ends = [places[link.start if forwards else link.end] for link in links]
            keys[index] = sum(ends) / len(ends) if ends else places[index]
        orders[number] = sorted(orders[number], key=lambda index: keys[index])
        places.update((index, place) for place, index in enumerate(orders[number]))
    return orders


def places_of(orders: list[list[int]]) -> dict[int, int]:
    """The place of everything in its rank, from the top."""
    return {index: place for order in orders for place, index in enumerate(order)}


def crossings(layers: Layers, orders: list[list[int]]) -> int:
    """How often wires cross, counted rank by rank with a Fenwick tree (Barth, Jünger and Mutzel 2002)."""
    places, total = places_of(orders), 0
    for order in orders[:-1]:
        ends = [sorted(places[link.end] for link in layers.right[index]) for index in order]
        total += _inversions([end for several in ends for end in several])
    return total


def _inversions(numbers: list[int]) -> int:
    size = max(numbers, default=0) + 1
    tree, found = [0] * (size + 1), 0
    for seen, number in enumerate(numbers):
        at, below = number + 1, 0
        while at:
            below += tree[at]
            at &= at - 1
        found += seen - below
        at = number + 1
        while at <= size:
            tree[at] += 1
            at += at & -at
    return found
