"""The backward pass: one loop from the output to the leaves.

The gradient of a node is the sum, over the edges that lead out of it, of the consumer's gradient times the
edge's local gradient (the chain rule). On arrays each edge has a rule (`G·Xᵀ`) instead of a number, and
what was broadcast on the way forward is summed on the way back.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bpcli.core.findings import Faults, Finding
from bpcli.core.numerals import Value
from bpcli.core.say import say
from bpcli.engine.backward_exact import exactly
from bpcli.engine.broadcast import sum_to
from bpcli.engine.forward import Values, as_double
from bpcli.engine.graph import Graph
from bpcli.engine.undefined import failing_gradient

_LARGEST = sys.float_info.max


@dataclass(frozen=True, slots=True)
class Gradients:
    """What the backward pass found, by node index.

    doubles: ∂output/∂node, None for a node that the output does not depend on.
    exact: the same as Fractions, None where it is a double.
    edges: for each node what each edge into it carries: on numbers the local gradient, on arrays what comes
        back through the edge, before a broadcast is undone; None for a node that was not reached.
    exact_products: for each node what each edge into it contributes to the gradient of its input, exactly;
        None where that takes doubles.
    """

    doubles: tuple[Any, ...]
    exact: tuple[Any, ...]
    edges: tuple[tuple[Any, ...] | None, ...]
    exact_products: tuple[tuple[Any, ...] | None, ...]

    def shown(self, node: int) -> Value | None:
        """The gradient as it is shown: exact where it can be."""
        value: Value | None = self.doubles[node] if self.exact[node] is None else self.exact[node]
        return value


def backward(graph: Graph, values: Values, upstream: Any) -> Gradients:
    """All gradients. `upstream` is what comes back to the output: 1 for a loss.

    Raises Faults where a local gradient does not exist, as that of √ at 0.
    """
    nodes, results, largest = graph.nodes, values.doubles, _LARGEST
    doubles: list[Any] = [None] * len(nodes)
    edges: list[tuple[Any, ...] | None] = [None] * len(nodes)
    doubles[graph.output] = as_double(upstream)
    for index in range(len(nodes) - 1, -1, -1):
        node, gradient = nodes[index], doubles[index]
        rule, inputs = node.rule, node.inputs
        if gradient is None or rule is None or not inputs:
            continue
        if rule.shapes is not None:
            edges[index] = carried = _pulled(graph, index, results, gradient)
            _add_arrays(graph, inputs, carried, doubles)
            continue
        arguments = [results[source] for source in inputs]
        try:
            edges[index] = carried = rule.backward(*arguments, results[index])
        except (ZeroDivisionError, ValueError, OverflowError):
            raise _no_gradient(graph, index, arguments) from None
        for source, local in zip(inputs, carried, strict=True):
            if not -largest <= local <= largest:
                raise _no_gradient(graph, index, arguments)
            before = doubles[source]
            doubles[source] = local * gradient if before is None else before + local * gradient
    exact, products = exactly(graph, values, upstream)
    for index, value in enumerate(exact):
        if value is not None:
            doubles[index] = as_double(value)
    return Gradients(tuple(doubles), exact, tuple(edges), products)


def _add_arrays(graph: Graph, inputs: Sequence[int], carried: Sequence[Any], doubles: list[Any]) -> None:
    for source, back in zip(inputs, carried, strict=True):
        if back is not None:
            before, summed = doubles[source], sum_to(back, graph.nodes[source].shape)
            doubles[source] = summed if before is None else before + summed


def _pulled(graph: Graph, index: int, doubles: Sequence[Any], gradient: Any) -> tuple[Any, ...]:
    import numpy as np  # noqa: PLC0415

    node = graph.nodes[index]
    rule = node.rule
    if rule is None:
        raise TypeError(node.name)
    inputs = [doubles[j] for j in node.inputs]
    try:
        with np.errstate(all="ignore"):
            found = rule.backward(*inputs, doubles[index], gradient)
    except (ZeroDivisionError, ValueError, OverflowError):
        raise _no_gradient(graph, index, inputs) from None
    for back, tree in zip(found, rule.pulls, strict=True):
        if tree is not None and not np.all(np.isfinite(back)):
            raise _no_gradient(graph, index, inputs)
    return tuple(None if tree is None else back for back, tree in zip(found, rule.pulls, strict=True))


def _no_gradient(graph: Graph, index: int, inputs: Sequence[Any]) -> Faults:
    """The fault that names the first edge whose local gradient is not finite."""
    node = graph.nodes[index]
    names = [graph.nodes[j].name for j in node.inputs]
    edge, part = failing_gradient(node, inputs, names)
    message = say("engine.no-gradient", name=node.name, wrt=names[edge], part=part)
    place = graph.steps[node.step or 0].excerpt.place
    return Faults(Finding("BP222", message, place, help=say("engine.no-gradient-help")))
