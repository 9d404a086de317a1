"""The rows of the backward table, made when they are asked for.

The order is the lecture's: steps by their distance from the output, then the leaves, parameters first. A
node with one path has one row; with several, a row a path and one for their sum. What a broadcast
repeated has a row for the sum that undoes it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import overload

from bpcli.core.numerals import Value
from bpcli.core.say import say
from bpcli.engine.graph import Kind
from bpcli.engine.trace import Path, Trace
from bpcli.report.blocks import Equation, Math, Partial, Product, Quantity, Row, Sum, Total, Words
from bpcli.tutor.naming import numerator

# With more paths than this their sum is named instead of written out.
WRITTEN_TERMS = 6

_LEAVES = {Kind.STEP: 0, Kind.PARAMETER: 1, Kind.INPUT: 2, Kind.TARGET: 3}


class BackwardRows(Sequence[Row]):
    """The gradient of every node that the output depends on, except the output itself."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._top = numerator(trace)

    @cached_property
    def _order(self) -> list[int]:
        graph, gradients = self._trace.graph, self._trace.gradients.doubles
        distance = [0] * len(graph.nodes)
        for index in range(len(graph.nodes) - 1, -1, -1):
            for source in graph.nodes[index].inputs:
                distance[source] = max(distance[source], distance[index] + 1)
        reached = [i for i, gradient in enumerate(gradients) if gradient is not None and i != graph.output]
        return sorted(reached, key=lambda i: (_LEAVES[graph.nodes[i].kind], distance[i], i))

    @cached_property
    def _ends(self) -> list[int]:
        """For each node of the order, how many rows there are up to and with its own."""
        return list(accumulate(self._count(node) for node in self._order))

    def _count(self, node: int) -> int:
        trace = self._trace
        paths = sum(
            trace.gradients.doubles[edge.consumer] is not None and trace.differentiable(edge)
            for edge in trace.graph.consumers[node]
        )
        return paths + 1 if paths > 1 else 1

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        place = bisect_right(self._ends, number)
        before = self._ends[place - 1] if place else 0
        return self._rows(place)[number - before]

    def __iter__(self) -> Iterator[Row]:
        for place in range(len(self._order)):
            yield from self._rows(place)

    def _rows(self, place: int) -> list[Row]:
        trace, index = self._trace, self._order[place]
        paths = trace.paths(index)
        gradient = trace.gradient(index)
        if gradient is None:
            raise ValueError("this node was not reached")
        rows = [self._path(index, path, place + 1 if not number else None) for number, path in enumerate(paths)]
        return [*rows, self._sum(index, paths, gradient)] if len(paths) > 1 else rows

    def _path(self, index: int, path: Path, step: int | None) -> Row:
        trace = self._trace
        node = trace.graph.nodes[index]
        gradient = Partial(self._top, node.name)
        rule, numbers = self._arrays(path) if path.local_value is None else self._numbers(index, path, path.local_value)
        value = Quantity(path.product)
        shown: tuple[Math, ...] = (gradient,) if step is not None else ()
        cells = ((), shown, rule, numbers, (value,))
        last = numbers[-1:] if numbers else ()
        return Row(step, cells, Equation((gradient, *rule[:1], *last, value)), rule[1:], node.kind is Kind.PARAMETER)

    def _numbers(self, index: int, path: Path, local: Value) -> tuple[tuple[Math, ...], tuple[Math, ...]]:
        """`∂loss/∂ŷ · ∂ŷ/∂w = ∂loss/∂ŷ · x` and `−4 · 2`; next to the output the local gradient alone."""
        trace = self._trace
        consumer = path.edge.consumer
        name, node = trace.graph.nodes[consumer].name, trace.graph.nodes[index].name
        if consumer == trace.graph.output and not trace.upstream_given:
            return (path.local,), ((trace.local_with_numbers(path.edge),) if trace.is_formula(path.edge) else ())
        upstream = Partial(self._top, name)
        chain = Product((upstream, Partial(name, node)))
        return (Equation((chain, Product((upstream, path.local)))),), (
            Product((Quantity(path.upstream), Quantity(local))),
        )

    def _arrays(self, path: Path) -> tuple[tuple[Math, ...], tuple[Math, ...]]:
        """`G·Xᵀ` with what G is; inside Σ where the sum over a broadcast undoes it."""
        trace = self._trace
        consumer = trace.graph.nodes[path.edge.consumer].name
        where = Equation((Words("G"), Partial(self._top, consumer)))
        numbers = trace.local_with_numbers(path.edge)
        if path.summed:
            return (Total(path.local), where), (Total(numbers),)
        return (path.local, where), (numbers,)

    def _sum(self, index: int, paths: Sequence[Path], gradient: Value) -> Row:
        node = self._trace.graph.nodes[index]
        terms: Math = Sum(tuple(Quantity(path.product) for path in paths))
        if len(paths) > WRITTEN_TERMS:
            terms = Words(say("tutor.many-paths", count=len(paths)))
        partial, value = Partial(self._top, node.name), Quantity(gradient)
        heading = Total(Words(say("tutor.paths", count=len(paths))))
        return Row(
            None,
            ((), (heading,), (), (terms,), (value,)),
            Equation((partial, terms, value)),
            (),
            node.kind is Kind.PARAMETER,
        )
