"""The rails of the tape: every edge of a graph runs down a rail from its source to its consumer.

`lay(graph)` gives the nodes in the order that needs few rails, and for each the lines to draw: where rails come
together above it, where it stands, and where they part below it.

    ○      x
    ├─╮         x is used twice
    │ │ ◆  w
    ├───╯       x and w come together
    × │    u
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bpcli.engine.graph import Edge, Graph
from bpcli.render.look import Look

MOST_RAILS = 24  # more cannot be followed, and take the width of the table


class Stop(NamedTuple):
    """A node on its rail.

    busy: the other rails that run beside it. merged: those that come together in it, itself the first.
    parted: those that part below it. after: the rails that run on below it.
    """

    node: int
    rail: int
    busy: frozenset[int]
    merged: tuple[int, ...]
    parted: tuple[int, ...]
    after: frozenset[int]


def order(graph: Graph) -> list[int]:
    """Depth first from the output, each leaf just before its first consumer; what feeds nothing comes last.

    Of two inputs the one that needs more rails comes first.
    """
    needs = _needs(graph)
    placed: list[int] = []
    seen: set[int] = set()
    sinks = [index for index, edges in enumerate(graph.consumers) if not edges and index != graph.output]
    todo = [(root, False) for root in (*reversed(sinks), graph.output)]
    while todo:
        index, opened = todo.pop()
        if opened:
            leaves = [i for i in graph.nodes[index].inputs if not graph.nodes[i].inputs]
            fresh = [i for i in dict.fromkeys(leaves) if i not in seen]
            seen.update(fresh)
            placed += [*fresh, index]
        elif index not in seen:
            seen.add(index)
            todo.append((index, True))
            steps = dict.fromkeys(i for i in graph.nodes[index].inputs if graph.nodes[i].inputs)
            first_to_last = sorted(steps, key=lambda i: -needs[i])
            todo += [(i, False) for i in first_to_last[::-1]]
    return placed


def _needs(graph: Graph) -> list[int]:
    """How many rails each node needs before it stands, taken for a tree."""
    needs = [1] * len(graph.nodes)
    for index, node in enumerate(graph.nodes):
        ranked = sorted((needs[source] for source in set(node.inputs)), reverse=True)
        needs[index] = max((need + before for before, need in enumerate(ranked)), default=1)
    return needs


def lay(graph: Graph, sequence: list[int]) -> Iterator[Stop]:
    """One stop a node. Stops coming where there are more rails than can be drawn."""
    rails: list[Edge | None] = []
    rail_of: dict[Edge, int] = {}
    for index in sequence:
        if len(rails) + len(graph.consumers[index]) > MOST_RAILS:
            return
        merged = [rail_of.pop(Edge(index, edge)) for edge in range(len(graph.nodes[index].inputs))]
        merged.sort()
        for rail in merged:
            rails[rail] = None
        busy = frozenset(i for i, edge in enumerate(rails) if edge is not None)
        rail = merged[0] if merged else _first_free(rails)
        parted = []
        for number, edge in enumerate(graph.consumers[index]):
            at = rail if number == 0 else _first_free(rails)
            rails[at] = edge
            rail_of[edge] = at
            parted.append(at)
        after = frozenset(i for i, edge in enumerate(rails) if edge is not None)
        yield Stop(index, rail, busy, tuple(merged), tuple(sorted(parted)), after)


def _first_free(rails: list[Edge | None]) -> int:
    for rail, edge in enumerate(rails):
        if edge is None:
            return rail
    rails.append(None)
    return len(rails) - 1


@dataclass(frozen=True, slots=True)
class Pen:
    """The characters rails are drawn with."""

    down: str
    across: str
    hub: str
    parts: tuple[str, str, str]  # the outermost rail on the left, one between, the outermost on the right
    merges: tuple[str, str, str]
    left_hub: str
    double_hub: str

    @classmethod
    def of(cls, look: Look) -> Pen:
        """The pen of a look."""
        if look.ascii:
            return cls("|", "-", "+", ("+", "+", "+"), ("+", "+", "+"), "+", "+")
        return cls("│", "─", "├", ("╭", "┬", "╮"), ("╰", "┴", "╯"), "┤", "┼")


def upright(busy: frozenset[int], pen: Pen) -> str:
    """A line on which the rails just run on."""
    return _line(dict.fromkeys(busy, pen.down))


def standing(stop: Stop, mark: str, pen: Pen) -> str:
    """The line of the node itself."""
    return _line(dict.fromkeys(stop.busy, pen.down) | {stop.rail: mark})


def merging(stop: Stop, pen: Pen) -> str:
    """The line above a node, where its rails come together."""
    return _branching(stop.rail, stop.merged, stop.busy, pen.merges, pen)


def parting(stop: Stop, pen: Pen) -> str:
    """The line below a node, where its rails part."""
    return _branching(stop.rail, stop.parted, stop.busy, pen.parts, pen)


def _branching(hub: int, ends: tuple[int, ...], busy: frozenset[int], corners: tuple[str, str, str], pen: Pen) -> str:
    first, last = min(ends), max(ends)
    cells = dict.fromkeys(busy, pen.down)
    cells |= {end: corners[0 if end == first else 2 if end == last else 1] for end in ends}
    cells[hub] = pen.hub if first == hub else pen.left_hub if last == hub else pen.double_hub
    return _line(cells, range(2 * first + 1, 2 * last), pen.across)


def _line(cells: dict[int, str], run: range = range(0), across: str = "") -> str:
    """Rails in every second cell; `run` are the cells that a line across passes through."""
    line = [" "] * (2 * max(cells, default=-1) + 1)
    for cell in run:
        line[cell] = across
    for rail, character in cells.items():
        line[2 * rail] = character
    return "".join(line)
