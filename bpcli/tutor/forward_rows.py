"""The rows of the forward table, made when they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import overload

from bpcli.engine.graph import Edge, Kind, Node
from bpcli.engine.trace import Trace
from bpcli.language.tree import Phrase
from bpcli.report.blocks import Blank, Equation, FilledRow, Math, Partial, Quantity, Row, Symbol, Total
from bpcli.tutor.naming import numerator


class ForwardRows(Sequence[Row | FilledRow]):
    """One row for each node that is computed, in topological order: formula, numbers, value, local gradients."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._patterns: dict[int, Row] = {}

    @cached_property
    def _steps(self) -> list[int]:
        return [index for index, node in enumerate(self._trace.graph.nodes) if node.kind is Kind.STEP]

    def __len__(self) -> int:
        return len(self._steps)

    @overload
    def __getitem__(self, index: int) -> Row | FilledRow: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row | FilledRow]: ...
    def __getitem__(self, index: int | slice) -> Row | FilledRow | Sequence[Row | FilledRow]:
        if isinstance(index, slice):
            return [self._row(number) for number in range(*index.indices(len(self)))]
        return self._row(range(len(self))[index])

    def _row(self, number: int) -> Row | FilledRow:
        index = self._steps[number]
        trace, nodes = self._trace, self._trace.graph.nodes
        node = nodes[index]
        if node.rule is None or node.rule.shapes is not None or not node.named:
            return self._plain(number, index)
        names, values = [node.name], [trace.value(index)]
        for source in node.inputs:
            if not nodes[source].named:
                return self._plain(number, index)
            names.append(nodes[source].name)
            values.append(trace.value(source))
        pattern = self._patterns.get(id(node.rule))
        if pattern is None:
            pattern = self._patterns[id(node.rule)] = self._pattern(index, node)
        return FilledRow(number + 1, pattern, (*names, *values, *trace.local_values(index)))  # type: ignore[arg-type]

    def _pattern(self, index: int, node: Node) -> Row:
        """Fillings: the names of the node and its inputs, the values of both, the local gradients."""
        edges = len(node.inputs)
        name, value = Blank(0), Blank(edges + 1)
        names = tuple(Blank(1 + edge) for edge in range(edges))
        values = tuple(Blank(edges + 2 + edge) for edge in range(edges))
        trace = self._trace
        formula, numbers = (Phrase(trace.formula(index).tree, blanks) for blanks in (names, values))  # type: ignore[arg-type]
        local = []
        for edge in range(edges):
            partial, result = Partial(name, names[edge]), Quantity(Blank(2 * edges + 2 + edge))
            phrase = Phrase(trace.local_formula(Edge(index, edge)).tree, (*names, "G", name))  # type: ignore[arg-type]
            sides = (partial, phrase, result) if trace.is_formula(Edge(index, edge)) else (partial, result)
            local.append(Equation(sides))
        return _row(None, (Symbol(name), formula, numbers, Quantity(value)), tuple(local), named=True)

    def _plain(self, number: int, index: int) -> Row:
        trace = self._trace
        node = trace.graph.nodes[index]
        local = tuple([self._local(edge) for edge in trace.edges_into(index)])
        symbol, value = Symbol(node.name, node.shape), Quantity(trace.value(index))
        return _row(
            number + 1,
            (symbol, trace.formula(index), trace.formula_with_numbers(index), value),
            local,
            named=node.named,
        )

    def _local(self, edge: Edge) -> Math:
        """`∂r/∂ŷ = 1`; `∂loss/∂r = 2·r = −4`; on arrays the rule that brings G back, `∂L/∂W = G·Xᵀ`."""
        trace = self._trace
        node = trace.graph.nodes[edge.consumer]
        source = trace.graph.nodes[node.inputs[edge.edge]].name
        formula, value = trace.local_formula(edge), trace.local_value(edge)
        if value is None:
            back = Total(formula) if trace.is_summed(edge) else formula
            return Equation((Partial(numerator(trace), source), back))
        partial = Partial(node.name, source)
        plain = not trace.is_formula(edge)
        return Equation((partial, Quantity(value)) if plain else (partial, formula, Quantity(value)))


def _row(step: int | None, sides: tuple[Math, ...], local: tuple[Math, ...], *, named: bool) -> Row:
    """Name, formula, numbers and value as cells and as an equation; an unnamed node's name is its formula."""
    return Row(step, ((), *((side,) for side in sides), local), Equation(sides if named else sides[1:]), local)
