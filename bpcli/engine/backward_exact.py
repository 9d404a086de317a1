"""The backward pass in fractions, as far as they reach."""

from __future__ import annotations

from typing import Any

from bpcli.engine.arithmetic import NoFraction
from bpcli.engine.broadcast import sum_to
from bpcli.engine.forward import Values, too_long
from bpcli.engine.graph import Graph, Node


def exactly(graph: Graph, values: Values, upstream: Any) -> tuple[tuple[Any, ...], tuple[tuple[Any, ...] | None, ...]]:
    """The exact gradient of each node, and what each edge into it adds to its input's; None where it takes doubles.

    Where the output itself is a double there is nothing to do: what comes back from it is one too.
    """
    nothing = (None,) * len(graph.nodes)
    if values.exact[graph.output] is None:
        return nothing, nothing
    work = _Pass(graph, values, upstream)
    for index in range(len(graph.nodes) - 1, -1, -1):
        if graph.nodes[index].inputs and (work.found[index] is not None or work.spoilt[index]):
            work.add(index)
    exact = (None if spoilt else value for value, spoilt in zip(work.found, work.spoilt, strict=True))
    return tuple(exact), tuple(work.products)


class _Pass:
    """Gradients in the making: a node is exact while all that comes back to it is."""

    def __init__(self, graph: Graph, values: Values, upstream: Any) -> None:
        self.graph = graph
        self.values = values
        self.found: list[Any] = [None] * len(graph.nodes)
        self.found[graph.output] = upstream
        self.products: list[tuple[Any, ...] | None] = [None] * len(graph.nodes)
        self.spoilt = bytearray(len(graph.nodes))

    def add(self, index: int) -> None:
        """Send the exact gradient of a node on, or mark its inputs as no longer exact."""
        node = self.graph.nodes[index]
        backs = self.products[index] = None if self.spoilt[index] else self._backs(index, node)
        for edge, source in enumerate(node.inputs):
            if backs is None:
                self.spoilt[source] = 1
            elif backs[edge] is not None and not self.spoilt[source]:
                before = self.found[source]
                self._keep(source, backs[edge] if before is None else before + backs[edge])

    def _keep(self, source: int, value: Any) -> None:
        if too_long(value):
            self.spoilt[source] = 1
        else:
            self.found[source] = value

    def _backs(self, index: int, node: Node) -> tuple[Any, ...] | None:
        """What comes back through each edge, or None where that takes more than fractions."""
        rule, exact, gradient = node.rule, self.values.exact, self.found[index]
        if rule is None or not rule.rational or exact[index] is None or rule.backward_exact is None:
            return None
        inputs = [exact[j] for j in node.inputs]
        try:
            found = rule.backward_exact(*inputs, exact[index], gradient)
        except (NoFraction, ZeroDivisionError, ValueError, OverflowError):
            return None
        if rule.shapes is None:
            return tuple([local * gradient for local in found])
        shapes = [self.graph.nodes[j].shape for j in node.inputs]
        return tuple(
            None if tree is None else sum_to(back, shape)
            for back, tree, shape in zip(found, rule.pulls, shapes, strict=True)
        )
