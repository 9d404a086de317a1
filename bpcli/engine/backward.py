"""The backward pass: one loop from the output to the leaves.

The gradient of a node is the sum, over the edges that lead out of it, of the consumer's gradient times the
edge's local gradient (the chain rule). On arrays each edge has a rule (`G·Xᵀ`) instead of a number, and
what was broadcast on the way forward is summed on the way back.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bpcli.core.findings import Faults, Finding
from bpcli.core.numerals import Shape, Value
from bpcli.core.say import say
from bpcli.engine.forward import Values, as_double, too_long
from bpcli.engine.graph import Graph, Node
from bpcli.engine.kernel import TooManyDigits
from bpcli.engine.undefined import failing_gradient

_LARGEST = 1.7976931348623157e308


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
    size = len(graph.nodes)
    doubles: list[Any] = [None] * size
    edges: list[tuple[Any, ...] | None] = [None] * size
    exactly = _Exactly(graph, values, upstream)
    doubles[graph.output] = as_double(upstream)
    for index in range(size - 1, -1, -1):
        node, gradient = graph.nodes[index], doubles[index]
        rule, inputs = node.rule, node.inputs
        if gradient is None or rule is None or not inputs:
            continue
        if rule.shapes is None:
            edges[index] = carried = _locals(graph, index, values.doubles)
            for source, local in zip(inputs, carried, strict=True):
                before = doubles[source]
                doubles[source] = local * gradient if before is None else before + local * gradient
        else:
            edges[index] = carried = _pulled(graph, index, values.doubles, gradient)
            for source, back in zip(inputs, carried, strict=True):
                if back is not None:
                    before, summed = doubles[source], sum_to(back, graph.nodes[source].shape)
                    doubles[source] = summed if before is None else before + summed
        exactly.add(index)
    exact = exactly.finished()
    best = (double if exact[i] is None or double is None else as_double(exact[i]) for i, double in enumerate(doubles))
    return Gradients(tuple(best), exact, tuple(edges), tuple(exactly.products))


def sum_to(back: Any, shape: Shape) -> Any:
    """Undo a broadcast: the sum over every axis along which an input of this shape was repeated."""
    import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

    array = np.asarray(back)
    while array.ndim > len(shape) and array.size > math.prod(shape):
        array = np.asarray(array.sum(axis=0))
    if array.size != math.prod(shape):
        axes = tuple(axis for axis, size in enumerate(shape) if size == 1 and array.shape[axis] > 1)
        array = np.asarray(array.sum(axis=axes))
    if array.size == math.prod(shape):
        return array.reshape(shape) if shape else array.reshape(-1)[0]
    return np.broadcast_to(array, shape)


def _locals(graph: Graph, index: int, doubles: Sequence[Any]) -> tuple[float, ...]:
    node = graph.nodes[index]
    rule = node.rule
    if rule is None:
        raise TypeError(node.name)
    inputs = [doubles[j] for j in node.inputs]
    try:
        found: tuple[float, ...] = rule.backward(*inputs, doubles[index])
    except (ZeroDivisionError, ValueError, OverflowError):
        raise _no_gradient(graph, index, inputs) from None
    for local in found:
        if not -_LARGEST <= local <= _LARGEST:
            raise _no_gradient(graph, index, inputs)
    return found


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


class _Exactly:
    """The same pass in fractions, as far as they reach: a node is exact while all that comes back to it is."""

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

    def finished(self) -> tuple[Any, ...]:
        """The exact gradients by node, None where there is none."""
        return tuple(None if spoilt else value for value, spoilt in zip(self.found, self.spoilt, strict=True))

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
        except (TooManyDigits, ZeroDivisionError, ValueError, OverflowError):
            return None
        if rule.shapes is None:
            return tuple([local * gradient for local in found])
        shapes = [self.graph.nodes[j].shape for j in node.inputs]
        return tuple(
            None if tree is None else sum_to(back, shape)
            for back, tree, shape in zip(found, rule.pulls, shapes, strict=True)
        )
