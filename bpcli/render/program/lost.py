"""Which exact numbers of a trace double precision cannot follow: (10²⁰ + 1) − 10²⁰ is 1, and 0 there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import starmap
from typing import Any

from bpcli.core.numerals import Value
from bpcli.engine.trace import Trace
from bpcli.render.program.text import plain

_APART = 1e-11  # relative distance from which on an exact value and its double are two numbers


def lost(trace: Trace) -> frozenset[int]:
    """The nodes whose value or gradient is another one in doubles, or follows from such."""
    found = set(_values(trace))
    for index in reversed(range(len(trace.graph.nodes))):
        gradient = trace.gradient(index)
        follows = any(edge.consumer in found for edge in trace.graph.consumers[index])
        if gradient is not None and (follows or _cancelled(trace, index, gradient)):
            found.add(index)
    return frozenset(found)


def _values(trace: Trace) -> Iterator[int]:
    """The nodes whose value is another one, by a forward pass in doubles alone."""
    values: list[Any] = []
    for index, node in enumerate(trace.graph.nodes):
        value = trace.values.doubles[index]
        if node.rule is not None:
            try:
                value = node.rule.forward(*(values[source] for source in node.inputs))
            except (ZeroDivisionError, ValueError, OverflowError):
                yield index
        values.append(value)
        if any(starmap(_apart, zip(_flat(trace.value(index)), _flat(value), strict=True))):
            yield index


def _cancelled(trace: Trace, index: int, gradient: Value) -> bool:
    """Whether the paths of a node, added up in doubles, give another gradient."""
    products = [_flat(path.product) for path in trace.paths(index)]
    totals = map(sum, zip(*products, strict=True))
    return bool(products) and any(starmap(_apart, zip(totals, _flat(gradient), strict=True)))


def _apart(one: float, other: float) -> bool:
    return abs(one - other) > _APART * max(abs(one), abs(other))


def _flat(value: Any) -> list[float]:
    nested = plain(value)
    if not isinstance(nested, list):
        return [nested]
    return [entry for row in nested for entry in (row if isinstance(row, list) else [row])]
