"""A small graph drawn as a circuit: values on the wires, gradients under them.

     x ──  2 ──┐
         −4    ├─(×)─ ŷ ──  2 ──┐
     w ──  1 ──┘          −4    ├─(−)─ r ── −2 ──(²)─ loss ── 4
         −8          y ──  4 ───┘          −4                 1
                           4

`circuit(trace, look)` is None where the graph has more than five ranks or does not fit the width.

Each wire has a row of its own all the way: the rows are given out from the top, depth first from the output,
and a node stands in the middle of the rows that lead into it. So wires cross in one place only, where a value
that was used above is led down to be used again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from bpcli.engine.graph import Graph, Kind
from bpcli.engine.trace import Trace
from bpcli.render.canvas import Canvas
from bpcli.render.cells import lead, width
from bpcli.render.look import Look, finish
from bpcli.render.mathematics import Scribe
from bpcli.render.paint import Role
from bpcli.render.signs import sign_of
from bpcli.tutor.naming import ascii_spellings

MOST_RANKS = 5
MOST_NODES = 40
UNREACHED = ("·", ".")  # a gradient that there is none of
TRACK = 2  # cells for a line that leads down


def circuit(trace: Trace, look: Look) -> str | None:
    """The drawing, or None where it would be too large."""
    graph = trace.graph
    if len(graph.nodes) > MOST_NODES or max(ranks := _ranks(graph)) >= MOST_RANKS:
        return None
    drawing = _Drawing(trace, _Plan(graph), ranks, Scribe(look, ascii_spellings(trace)))
    canvas = drawing.draw()
    if look.columns is not None and canvas.width() > look.columns:
        return None
    return finish(canvas.lines(look), look)


def _ranks(graph: Graph) -> list[int]:
    """How far each node is from the leaves; a leaf stands just before its first consumer."""
    ranks = [0] * len(graph.nodes)
    for index, node in enumerate(graph.nodes):
        ranks[index] = 1 + max((ranks[source] for source in node.inputs), default=-1)
    for index, node in enumerate(graph.nodes):
        if not node.inputs and graph.consumers[index]:
            ranks[index] = min(ranks[edge.consumer] for edge in graph.consumers[index]) - 1
    return ranks


class _Wire(NamedTuple):
    """One edge, and the row it runs in."""

    source: int
    consumer: int
    row: int


class _Plan:
    """Which row each node and each wire is in."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.rows: dict[int, int] = {}
        self.wires: list[_Wire] = []
        self._free = 0
        sinks = [index for index, edges in enumerate(graph.consumers) if not edges and index != graph.output]
        for root in (graph.output, *sinks):
            if root not in self.rows:
                self._place(root)

    def _place(self, index: int) -> int:
        """Give a node its row, and first rows to everything that leads into it. As deep as there are ranks."""
        rows = []
        for source in self.graph.nodes[index].inputs:
            row = self._next_row() if source in self.rows else self._place(source)
            self.wires.append(_Wire(source, index, row))
            rows.append(row)
        self.rows[index] = (rows[0] + rows[-1]) // 2 if rows else self._next_row()
        return self.rows[index]

    def _next_row(self) -> int:
        self._free += 2  # a value and the gradient under it
        return self._free - 2


@dataclass(slots=True)
class _Rank:
    """The columns of one rank: where its operations, names and values stand, and the lines behind them."""

    start: int
    names: int
    values: int
    end: int
    forks: dict[int, int] = field(default_factory=dict)
    merge: int = 0


class _Drawing:
    def __init__(self, trace: Trace, plan: _Plan, ranks: list[int], scribe: Scribe) -> None:
        self.trace = trace
        self.plan = plan
        self.ranks = ranks
        self.nodes = trace.graph.nodes
        self.scribe = scribe
        self.canvas = Canvas()
        self.names = [scribe.name(node.name) for node in self.nodes]
        self.values = [scribe.value(trace.value(index)) for index in range(len(self.nodes))]
        unreached = scribe.look.pick(*UNREACHED)
        gradients = map(trace.gradient, range(len(self.nodes)))
        self.gradients = [unreached if gradient is None else scribe.value(gradient) for gradient in gradients]
        self.signs = [self._sign(index) for index in range(len(self.nodes))]
        self.columns = self._columns()

    def _sign(self, index: int) -> str:
        """`(×)`; of a step that is more than one operation its formula; nothing for a leaf."""
        node = self.nodes[index]
        if node.rule is None:
            return ""
        return f"({sign_of(node, self.scribe) or self.scribe.write(self.trace.formula(index))})"

    def _columns(self) -> list[_Rank]:
        columns = []
        start = 1
        for rank in range(max(self.ranks) + 1):
            members = [index for index, own in enumerate(self.ranks) if own == rank]
            signs = max(width(self.signs[index]) for index in members)
            names = start + (signs + 3 if signs else 0)
            values = names + max(width(self.names[index]) for index in members) + 4
            sizes = (max(width(self.values[index]), width(self.gradients[index])) for index in members)
            column = _Rank(start, names, values, values + max(sizes) + 1)
            self._reserve_tracks(column, members)
            columns.append(column)
            start = column.merge + 1
        return columns

    def _reserve_tracks(self, column: _Rank, members: list[int]) -> None:
        column.merge = column.end + TRACK
        for index in members:
            if len(self.trace.graph.consumers[index]) > 1:
                column.forks[index] = column.merge
                column.merge += TRACK + 1

    def draw(self) -> Canvas:
        for index in range(len(self.nodes)):
            self._draw_node(index)
        for wire in self.plan.wires:
            self._draw_wire(wire)
        return self.canvas

    def _draw_node(self, index: int) -> None:
        column = self.columns[self.ranks[index]]
        row = self.plan.rows[index]
        role = Role.PARAMETER if self.nodes[index].kind is Kind.PARAMETER else None
        if sign := self.signs[index]:
            start = column.names - 2 - width(sign)
            self._enter(index, start - 1)
            self.canvas.text(row, start, sign)
            self.canvas.across(row, column.names - 2, column.names - 2)
        self.canvas.text(row, column.names, self.names[index], role)
        after = column.names + width(self.names[index]) + 1
        self.canvas.across(row, after, column.values - 2)
        size = column.end - 1 - column.values
        self.canvas.text(row, column.values, lead(self.values[index], size), Role.VALUE)
        self.canvas.text(row + 1, column.values, lead(self.gradients[index], size), Role.GRADIENT)

    def _enter(self, index: int, last: int) -> None:
        """Lead the wires of a node's inputs together and into its sign."""
        rows = [wire.row for wire in self.plan.wires if wire.consumer == index]
        if not rows:
            return
        merge = self.columns[self.ranks[index] - 1].merge
        self.canvas.across(self.plan.rows[index], merge, last)
        self.canvas.down(merge, min(rows), max(rows))
        for row in (*rows, self.plan.rows[index]):
            self.canvas.join(row, merge)

    def _draw_wire(self, wire: _Wire) -> None:
        merge = self.columns[self.ranks[wire.consumer] - 1].merge
        column = self.columns[self.ranks[wire.source]]
        row = self.plan.rows[wire.source]
        if wire.row == row:
            self.canvas.across(row, column.end, merge)
            return
        fork = column.forks[wire.source]
        self.canvas.across(row, column.end, fork)
        self.canvas.down(fork, row, wire.row)
        self.canvas.join(row, fork)
        self.canvas.join(wire.row, fork)
        self.canvas.across(wire.row, fork, merge)
