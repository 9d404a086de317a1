"""Where everything stands in a drawing from left to right: `lay_out(graph, sizes)` gives boxes and wires as numbers.

Ranks and orders come from `bpcli.render.layers`. Heights then follow the neighbours as closely as order and distances
allow, which in each rank is a monotone regression. Every edge arrives at a port of its own, both edges of x·x too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from bpcli.engine.graph import Edge, Graph
from bpcli.render.layers import Layers, Link, ordered, places_of
from bpcli.render.monotone import monotone

CHANNEL = 34.0  # between two ranks, for the wires to change their height
STEEP = 0.16  # how much wider a channel gets for each unit that a wire in it rises or falls
WIDEST = 150.0
APART = 16.0  # between two neighbours in a rank
SETTLING = 16  # sweeps over the heights


class Size(NamedTuple):
    """The room a node takes, and its parts from left to right.

    lead: what stands on the wires before the box. width: the box. tail: what stands on the wire behind it.
    above, below: from the middle of the box to its edges, or to those of what stands beside it.
    ports: where the wires arrive, an edge each, from the middle of the box and from the top down.
    """

    lead: float
    width: float
    tail: float
    above: float
    below: float
    ports: tuple[float, ...]


class Box(NamedTuple):
    """Where a node stands: the left edge of its box, its middle, and where its tail ends."""

    left: float
    middle: float
    end: float


class Way(NamedTuple):
    """A piece of a wire: from (x, y) to `start` at another height, then straight on to `end`.

    source: the node whose value it carries. edge: the edge that it is the last piece of; None where the wire goes on,
    one piece for all that share it.
    """

    source: int
    edge: Edge | None
    x: float
    y: float
    start: float
    end: float
    height: float


class Layout(NamedTuple):
    """The boxes by node, all pieces of wires, and the whole size."""

    boxes: tuple[Box, ...]
    ways: tuple[Way, ...]
    width: float
    height: float


def lay_out(graph: Graph, sizes: Sequence[Size]) -> Layout:
    """The whole layout. Takes time linear in the wires' pieces, but for the sorting."""
    layers = Layers(graph)
    orders = ordered(layers)
    ports = _ports(layers, orders, sizes)
    heights = _heights(layers, orders, ports, sizes)
    return _placed(layers, orders, ports, heights, sizes)


# Heights


def _ports(layers: Layers, orders: list[list[int]], sizes: Sequence[Size]) -> dict[Edge, float]:
    """How far from the middle of its consumer each edge arrives: in the order of where they come from."""
    places = places_of(orders)
    found: dict[Edge, float] = {}
    for index in range(len(layers.graph.nodes)):
        links = sorted(layers.left[index], key=lambda link: (places[link.start], link.edge))
        found.update(zip([link.edge for link in links if link.edge], sizes[index].ports, strict=True))
    return found


def _heights(layers: Layers, orders: list[list[int]], ports: dict[Edge, float], sizes: Sequence[Size]) -> list[float]:
    """The middle of everything, so that wires run as straight as order and distances allow."""
    heights = [0.0] * len(layers.rank)
    offsets = [_offsets(layers, order, sizes) for order in orders]
    for order, offset in zip(orders, offsets, strict=True):
        for index, at in zip(order, offset, strict=True):
            heights[index] = at - offset[-1] / 2
    for sweep in range(SETTLING):
        backwards, both = sweep % 2 == 0, sweep >= SETTLING - 4
        numbers = range(len(orders) - 1, -1, -1) if backwards else range(len(orders))
        for number in numbers:
            wishes = [_wish(layers, index, heights, ports, backwards=backwards, both=both) for index in orders[number]]
            offset = offsets[number]
            free = monotone([wish - at for (wish, _), at in zip(wishes, offset, strict=True)], [w for _, w in wishes])
            for index, value, at in zip(orders[number], free, offset, strict=True):
                heights[index] = value + at
    return heights


def _offsets(layers: Layers, order: list[int], sizes: Sequence[Size]) -> list[float]:
    """How far below the first of a rank the others must be at least."""
    room = [(sizes[i].above, sizes[i].below) if layers.is_node(i) else (0.0, 0.0) for i in order]
    found = [0.0]
    for (_, below), (above, _) in pairwise(room):
        found.append(found[-1] + below + APART + above)
    return found


def _wish(
    layers: Layers, index: int, heights: list[float], ports: dict[Edge, float], *, backwards: bool, both: bool
) -> tuple[float, float]:
    """Where a node wants to be, the weighted mean of its neighbours' heights, and how much it wants it."""
    total = weights = 0.0
    if backwards or both:
        for link in layers.right[index]:
            total += link.weight * _arrival(link, heights, ports)
            weights += link.weight
    if not backwards or both:
        for link in layers.left[index]:
            total += link.weight * (heights[link.start] - (ports[link.edge] if link.edge else 0.0))
            weights += link.weight
    return (total / weights, weights) if weights else (heights[index], 0.1)


# Places


def _placed(
    layers: Layers, orders: list[list[int]], ports: dict[Edge, float], heights: list[float], sizes: Sequence[Size]
) -> Layout:
    top = min(heights[index] - size.above for index, size in enumerate(sizes))
    heights = [height - top for height in heights]
    columns = list(_columns(layers, orders, ports, heights, sizes))
    boxes = []
    for index, size in enumerate(sizes):
        start, lead, width, end = columns[layers.rank[index]]
        boxes.append(Box(start + lead + (width - size.width) / 2, heights[index], end))
    ways = []
    for link in layers.links:
        x, start = columns[layers.rank[link.start]][3], columns[layers.rank[link.end]][0]
        end = boxes[link.end].left if link.edge else columns[layers.rank[link.end]][3]
        ways.append(Way(link.source, link.edge, x, heights[link.start], start, end, _arrival(link, heights, ports)))
    lowest = [heights[index] + (sizes[index].below if layers.is_node(index) else 0.0) for index in range(len(heights))]
    return Layout(tuple(boxes), tuple(ways), columns[-1][3], max(lowest))


def _arrival(link: Link, heights: list[float], ports: dict[Edge, float]) -> float:
    """The height at which a piece of a wire arrives."""
    return heights[link.end] + (ports[link.edge] if link.edge else 0.0)


def _columns(
    layers: Layers, orders: list[list[int]], ports: dict[Edge, float], heights: list[float], sizes: Sequence[Size]
) -> Iterator[tuple[float, float, float, float]]:
    """Of each rank: where it starts, how wide its leads and its boxes are, and where it ends."""
    start = 0.0
    for order in orders:
        members = [sizes[index] for index in order if layers.is_node(index)]
        lead = max((size.lead for size in members), default=0.0)
        width = max((size.width for size in members), default=0.0)
        tail = max((size.tail for size in members), default=0.0)
        end = start + lead + width + tail
        yield start, lead, width, end
        rises = (
            abs(_arrival(link, heights, ports) - heights[index]) for index in order for link in layers.right[index]
        )
        start = end + min(CHANNEL + STEEP * max(rises, default=0.0), WIDEST)
