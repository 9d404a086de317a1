"""The rows of the forward table, made when they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import overload

from bpcli.engine.graph import Edge, Kind
from bpcli.engine.trace import Trace
from bpcli.report.blocks import Equation, Math, Partial, Quantity, Row, Symbol
from bpcli.tutor.naming import numerator


class ForwardRows(Sequence[Row]):
    """One row for each node that is computed, in topological order: formula, numbers, value, local gradients."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    @cached_property
    def _steps(self) -> list[int]:
        return [index for index, node in enumerate(self._trace.graph.nodes) if node.kind is Kind.STEP]

    def __len__(self) -> int:
        return len(self._steps)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        if isinstance(index, slice):
            return [self._row(number) for number in range(*index.indices(len(self)))]
        return self._row(range(len(self))[index])

    def _row(self, number: int) -> Row:
        trace, index = self._trace, self._steps[number]
        node = trace.graph.nodes[index]
        symbol, value = Symbol(node.name, node.shape), Quantity(trace.value(index))
        formula, numbers = trace.formula(index), trace.formula_with_numbers(index)
        local = tuple([self._local(edge) for edge in trace.edges_into(index)])
        sides: tuple[Math, ...] = (symbol, formula, numbers, value) if node.named else (formula, numbers, value)
        cells: tuple[tuple[Math, ...], ...] = ((symbol,), (formula,), (numbers,), (value,), local)
        return Row(number + 1, ((), *cells), Equation(sides), local)

    def _local(self, edge: Edge) -> Math:
        """`∂r/∂ŷ = 1`; `∂loss/∂r = 2·r = −4`; on arrays the rule that brings G back, `∂L/∂W = G·Xᵀ`."""
        trace = self._trace
        node = trace.graph.nodes[edge.consumer]
        source = trace.graph.nodes[node.inputs[edge.edge]].name
        formula, value = trace.local_formula(edge), trace.local_value(edge)
        if value is None:
            return Equation((Partial(numerator(trace), source), formula))
        partial = Partial(node.name, source)
        plain = not trace.is_formula(edge)
        return Equation((partial, Quantity(value)) if plain else (partial, formula, Quantity(value)))
