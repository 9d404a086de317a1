"""The rows of the backward table, made when they are asked for.

The order is the lecture's: steps by their distance from the output, then the leaves, parameters first. A
node with one path has one row; with several, a row a path and one for their sum. Where a broadcast repeated an
input, the rule of its row stands behind the Σ that undoes it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import overload

from bpcli.core.numerals import Value
from bpcli.core.say import say
from bpcli.engine.graph import Edge, Kind
from bpcli.engine.trace import Path, Trace
from bpcli.language.tree import UPSTREAM, Phrase
from bpcli.report.blocks import (
    Blank,
    Equation,
    FilledRow,
    Math,
    Partial,
    Product,
    Quantity,
    Row,
    Sum,
    Total,
    Words,
)
from bpcli.tutor.naming import numerator

# With more paths than this their sum is named instead of written out.
WRITTEN_TERMS = 6

_LEAVES = {Kind.STEP: 0, Kind.PARAMETER: 1, Kind.INPUT: 2, Kind.TARGET: 3}


def backward_order(trace: Trace) -> list[int]:
    """The nodes that have a gradient, without the output: steps by their distance from it, then the leaves."""
    graph, gradients = trace.graph, trace.gradients.doubles
    distance = [0] * len(graph.nodes)
    for index in range(len(graph.nodes) - 1, -1, -1):
        for source in graph.nodes[index].inputs:
            distance[source] = max(distance[source], distance[index] + 1)
    reached = [i for i, gradient in enumerate(gradients) if gradient is not None and i != graph.output]
    return sorted(reached, key=lambda i: (_LEAVES[graph.nodes[i].kind], distance[i], i))


class BackwardRows(Sequence[Row | FilledRow]):
    """The gradient of every node that the output depends on, except the output itself."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._top = numerator(trace)
        self._patterns: dict[tuple[int, int, bool, bool], Row] = {}

    @cached_property
    def _order(self) -> list[int]:
        return backward_order(self._trace)

    @cached_property
    def _ends(self) -> list[int]:
        """For each node of the order, how many rows there are up to and with its own."""
        return list(accumulate(self._count(node) for node in self._order))

    def _count(self, node: int) -> int:
        paths = len(self._trace.edges_back(node))
        return paths + 1 if paths > 1 else 1

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, index: int) -> Row | FilledRow: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row | FilledRow]: ...
    def __getitem__(self, index: int | slice) -> Row | FilledRow | Sequence[Row | FilledRow]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        place = bisect_right(self._ends, number)
        before = self._ends[place - 1] if place else 0
        return self._rows(place)[number - before]

    def __iter__(self) -> Iterator[Row | FilledRow]:
        for place in range(len(self._order)):
            yield from self._rows(place)

    def of(self, node: int) -> list[Row | FilledRow]:
        """The rows of one node: its paths, and their sum where there are several. ValueError where it has none."""
        return self._rows(self._order.index(node))

    def _rows(self, place: int) -> list[Row | FilledRow]:
        trace, index = self._trace, self._order[place]
        gradient = trace.gradient(index)
        if gradient is None:
            raise ValueError("this node was not reached")
        edges = trace.edges_back(index)
        rows = [self._path(index, edge, place + 1 if not number else None) for number, edge in enumerate(edges)]
        return [*rows, self._sum(index, gradient)] if len(edges) > 1 else rows

    def _path(self, index: int, edge: Edge, step: int | None) -> Row | FilledRow:
        """One path; its pattern is shared by the paths through the same edge of the same rule."""
        trace, nodes = self._trace, self._trace.graph.nodes
        node, consumer = nodes[index], nodes[edge.consumer]
        rule = consumer.rule
        if rule is None or rule.shapes is not None or not (node.named and consumer.named) or self._is_next(edge):
            return self._plain(index, trace.path(index, edge), step)
        names = [nodes[source].name for source in consumer.inputs if nodes[source].named]
        if len(names) < len(consumer.inputs):
            return self._plain(index, trace.path(index, edge), step)
        parameter = node.kind is Kind.PARAMETER
        key = (id(rule), edge.edge, step is None, parameter)
        pattern = self._patterns.get(key)
        if pattern is None:
            pattern = self._patterns[key] = self._pattern(edge, named=step is not None, parameter=parameter)
        values = trace.path_values(edge)
        return FilledRow(step, pattern, (self._top, node.name, consumer.name, *values, *names))

    def _is_next(self, edge: Edge) -> bool:
        """Whether an edge leads into the output itself, where the chain rule has nothing to chain."""
        return edge.consumer == self._trace.graph.output and not self._trace.upstream_given

    def _pattern(self, edge: Edge, *, named: bool, parameter: bool) -> Row:
        """Fillings: the output, the node, the consumer; upstream, local gradient, product; the consumer's inputs."""
        top, node, consumer, upstream, local, product = map(Blank, range(6))
        names = tuple(Blank(6 + number) for number in range(len(self._trace.graph.nodes[edge.consumer].inputs)))
        formula = Phrase(self._trace.local_formula(edge).tree, (*names, "G", consumer))  # type: ignore[arg-type]
        rule = _chain(Partial(top, consumer), Partial(consumer, node), formula)
        numbers = Product((Quantity(upstream), Quantity(local)))
        return _row(None, Partial(top, node), (rule,), (numbers,), Quantity(product), named, parameter)

    def _plain(self, index: int, path: Path, step: int | None) -> Row:
        node = self._trace.graph.nodes[index]
        rule, numbers = self._arrays(path) if path.local_value is None else self._numbers(index, path, path.local_value)
        gradient, value = Partial(self._top, node.name), Quantity(path.product)
        return _row(step, gradient, rule, numbers, value, step is not None, node.kind is Kind.PARAMETER)

    def _numbers(self, index: int, path: Path, local: Value) -> tuple[tuple[Math, ...], tuple[Math, ...]]:
        """`∂loss/∂ŷ · ∂ŷ/∂w = ∂loss/∂ŷ · x` and `−4 · 2`; next to the output the local gradient alone."""
        trace = self._trace
        if self._is_next(path.edge):
            return (path.local,), ((trace.local_with_numbers(path.edge),) if trace.is_formula(path.edge) else ())
        name, node = trace.graph.nodes[path.edge.consumer].name, trace.graph.nodes[index].name
        rule = _chain(Partial(self._top, name), Partial(name, node), path.local)
        return (rule,), (Product((Quantity(path.upstream), Quantity(local))),)

    def _arrays(self, path: Path) -> tuple[tuple[Math, ...], tuple[Math, ...]]:
        """`G·Xᵀ` with what G is; inside Σ where the sum over a broadcast undoes it."""
        trace = self._trace
        consumer = trace.graph.nodes[path.edge.consumer].name
        upstream: tuple[Math, ...] = (Words("G"), Partial(self._top, consumer))
        where = Equation((*upstream, Quantity(path.upstream)) if self._is_next(path.edge) else upstream)
        numbers = trace.local_with_numbers(path.edge)
        if path.summed:
            return (Total(path.local), where), (Total(numbers),)
        # Where G goes on as it is, its numbers are those of the value.
        return (path.local, where), (numbers,) if path.local.tree != UPSTREAM else ()

    def _sum(self, index: int, gradient: Value) -> Row:
        node, edges = self._trace.graph.nodes[index], self._trace.edges_back(index)
        terms: Math = Words(say("tutor.many-paths", count=len(edges)))
        if len(edges) <= WRITTEN_TERMS:
            terms = Sum(tuple(Quantity(self._trace.path(index, edge).product) for edge in edges))
        partial, value = Partial(self._top, node.name), Quantity(gradient)
        heading = Total(Words(say("tutor.paths", count=len(edges))))
        cells = ((), (heading,), (), (terms,), (value,))
        return Row(None, cells, Equation((partial, terms, value)), (), node.kind is Kind.PARAMETER)


def _chain(upstream: Math, local: Math, formula: Math) -> Math:
    """`∂loss/∂ŷ · ∂ŷ/∂w = ∂loss/∂ŷ · x`."""
    return Equation((Product((upstream, local)), Product((upstream, formula))))


def _row(  # noqa: PLR0913, PLR0917 - the cells of a row, from left to right
    step: int | None,
    gradient: Math,
    rule: tuple[Math, ...],
    numbers: tuple[Math, ...],
    value: Math,
    named: bool,
    parameter: bool,
) -> Row:
    cells = ((), (gradient,) if named else (), rule, numbers, (value,))
    return Row(step, cells, Equation((gradient, *rule[:1], *numbers[-1:], value)), rule[1:], parameter)
