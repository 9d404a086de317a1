"""What happened in a forward and a backward pass: the one thing that everything shown is read from.

`trace(graph, givens)` runs both passes and checks every gradient. Of the `Trace` you can then ask the value and
the gradient of a node, the local gradient of an edge as a formula and as a number, and the paths along
which a node's gradient came back. Nothing is made before it is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from bpcli.core import limits
from bpcli.core.findings import Faults, Finding
from bpcli.core.numerals import Number, Shape, Value, nested_shape
from bpcli.core.say import say
from bpcli.engine.arithmetic import NoFraction
from bpcli.engine.backward import Gradients, backward
from bpcli.engine.broadcast import sum_to
from bpcli.engine.build import LARGEST_WHOLE
from bpcli.engine.check import UNCHECKED, Checked, check
from bpcli.engine.forward import Values, forward
from bpcli.engine.graph import Edge, Graph
from bpcli.engine.rule import Rule
from bpcli.engine.shapes import shape_text
from bpcli.language.tree import Phrase, slots


@dataclass(frozen=True, slots=True)
class Path:
    """One way along which a gradient came back to a node: through one edge of one consumer.

    local: the local gradient as a formula; on arrays the rule that G, the consumer's gradient, is put into.
    local_value: the local gradient as a number; None on arrays.
    upstream: the gradient of the consumer. product: what this path adds to the node's gradient.
    summed: whether a broadcast is undone on the way, by a sum.
    """

    edge: Edge
    local: Phrase
    local_value: Value | None
    upstream: Value
    product: Value
    summed: bool


@dataclass(frozen=True)
class Trace:
    """Both passes over a graph, checked. `upstream_given` tells that the loss lies outside of it."""

    graph: Graph
    values: Values
    gradients: Gradients
    checked: Checked
    upstream_given: bool = False
    _exact: dict[int, tuple[Fraction, ...] | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def value(self, node: int) -> Value:
        """The value of a node, exact where it can be."""
        return self.values.shown(node)

    def gradient(self, node: int) -> Value | None:
        """∂output/∂node, exact where it can be; None for a node the output does not depend on."""
        return self.gradients.shown(node)

    def formula(self, node: int) -> Phrase:
        """What computes a node, over the names of its inputs."""
        return Phrase(self._rule(node).tree, self._names(node))

    def formula_with_numbers(self, node: int) -> Phrase:
        """The same with the values of its inputs put in."""
        return Phrase(self._rule(node).tree, tuple([self.value(j) for j in self.graph.nodes[node].inputs]))

    def local_formula(self, edge: Edge) -> Phrase:
        """∂consumer/∂input as a formula; where there are arrays, the rule for what comes back through the edge."""
        rule = self._rule(edge.consumer)
        trees = rule.locals if rule.shapes is None else rule.pulls
        tree = trees[edge.edge]
        if tree is None:
            raise ValueError("no gradient flows through this edge")
        return Phrase(tree, (*self._names(edge.consumer), "G", self.graph.nodes[edge.consumer].name))

    def local_with_numbers(self, edge: Edge) -> Phrase:
        """The same with values put in, the upstream gradient for G."""
        node = self.graph.nodes[edge.consumer]
        values = [self.value(j) for j in node.inputs]
        upstream = self.gradient(edge.consumer)
        fillings = (*values, "G" if upstream is None else upstream, self.value(edge.consumer))
        return Phrase(self.local_formula(edge).tree, fillings)

    def is_formula(self, edge: Edge) -> bool:
        """Whether a local gradient has names in it: `2·r` has, 1 has not."""
        rule = self._rule(edge.consumer)
        return rule.shapes is not None or bool(slots(rule.locals[edge.edge]))

    def local_value(self, edge: Edge) -> Value | None:
        """The local gradient as a number; None on arrays."""
        rule = self._rule(edge.consumer)
        if rule.shapes is not None:
            return None
        exact = self._exact_locals(edge.consumer)
        if exact is not None:
            return exact[edge.edge]
        carried = self.gradients.edges[edge.consumer]
        if carried is not None:
            value: float = carried[edge.edge]
            return value
        doubles = self.values.doubles
        inputs = (doubles[j] for j in self.graph.nodes[edge.consumer].inputs)
        found: float = rule.backward(*inputs, doubles[edge.consumer])[edge.edge]
        return found

    def differentiable(self, edge: Edge) -> bool:
        """Whether a gradient can flow back through an edge: not into the number of a class."""
        rule = self._rule(edge.consumer)
        return rule.shapes is None or rule.pulls[edge.edge] is not None

    def edges_into(self, node: int) -> tuple[Edge, ...]:
        """The edges into a node that a gradient can flow back through."""
        edges = (Edge(node, number) for number in range(len(self.graph.nodes[node].inputs)))
        return tuple(edge for edge in edges if self.differentiable(edge))

    def edges_back(self, node: int) -> tuple[Edge, ...]:
        """The edges along which the gradient of a node came back, in topological order of the consumers."""
        reached = self.gradients.doubles
        edges = [e for e in self.graph.consumers[node] if reached[e.consumer] is not None and self.differentiable(e)]
        return tuple(edges)

    def paths(self, node: int) -> tuple[Path, ...]:
        """The paths along which the gradient of a node came back, in topological order of the consumers."""
        return tuple([self.path(node, edge) for edge in self.edges_back(node)])

    def path(self, node: int, edge: Edge) -> Path:
        """The path through one edge that leads out of a node."""
        upstream = self.gradient(edge.consumer)
        if upstream is None:
            raise ValueError("this edge was not reached")
        local = self.local_value(edge)
        return Path(edge, self.local_formula(edge), local, upstream, *self._product(node, edge))

    def path_values(self, edge: Edge) -> tuple[Number, Number, Number]:
        """Of a path between numbers: upstream gradient, local gradient and their product."""
        consumer, number = edge
        upstream, carried = self.gradients.shown(consumer), self.gradients.edges[consumer]
        if upstream is None or carried is None:
            raise ValueError("this edge was not reached")
        exact = self.gradients.exact_products[consumer]
        product = carried[number] * self.gradients.doubles[consumer] if exact is None else exact[number]
        return upstream, self.local_values(consumer)[number], product  # type: ignore[return-value]

    def local_values(self, node: int) -> tuple[Number, ...]:
        """The local gradients of all edges into a node of numbers."""
        carried = self.gradients.edges[node] if self.values.exact[node] is None else None
        if carried is not None:
            return carried
        edges = (Edge(node, number) for number in range(len(self.graph.nodes[node].inputs)))
        return tuple([self.local_value(edge) for edge in edges])  # type: ignore[misc]

    def is_summed(self, edge: Edge) -> bool:
        """Whether what comes back through an edge is summed, because the input was broadcast on the way forward."""
        carried = self.gradients.edges[edge.consumer]
        source = self.graph.nodes[self.graph.nodes[edge.consumer].inputs[edge.edge]]
        return carried is not None and getattr(carried[edge.edge], "size", 1) > math.prod(source.shape)

    def _product(self, node: int, edge: Edge) -> tuple[Value, bool]:
        gradients = self.gradients
        exact, carried = gradients.exact_products[edge.consumer], gradients.edges[edge.consumer]
        if carried is None:
            raise ValueError("this edge was not reached")
        if exact is not None:
            product = exact[edge.edge]
        elif self._rule(edge.consumer).shapes is None:
            product = carried[edge.edge] * gradients.doubles[edge.consumer]
        else:
            product = sum_to(carried[edge.edge], self.graph.nodes[node].shape)
        return product, self.is_summed(edge)

    def _exact_locals(self, node: int) -> tuple[Fraction, ...] | None:
        if node not in self._exact:
            self._exact[node] = self._found_exact_locals(node)
        return self._exact[node]

    def _found_exact_locals(self, node: int) -> tuple[Fraction, ...] | None:
        rule, exact = self._rule(node), self.values.exact
        inputs = [exact[j] for j in self.graph.nodes[node].inputs]
        if exact[node] is None or rule.backward_exact is None or any(value is None for value in inputs):
            return None
        try:
            found: tuple[Fraction, ...] = rule.backward_exact(*inputs, exact[node])
        except (NoFraction, ZeroDivisionError):
            return None
        return found

    def _rule(self, node: int) -> Rule:
        rule = self.graph.nodes[node].rule
        if rule is None:
            raise ValueError(f"{self.graph.nodes[node].name} is a leaf")
        return rule

    def _names(self, node: int) -> tuple[str, ...]:
        return tuple([self.graph.nodes[j].name for j in self.graph.nodes[node].inputs])


def trace(graph: Graph, givens: Mapping[str, Any], upstream: Any = None) -> Trace:
    """Both passes, every gradient checked.

    givens: a Fraction, or nested tuples of Fractions, for each leaf.
    upstream: the same for the gradient that comes back to the output; None for 1, which needs an output of one number.
    Raises Faults where a value or a gradient does not exist, ProgramFault where a gradient fails its check.
    """
    seed = _seed(graph, upstream)
    values = forward(graph, givens)
    gradients = backward(graph, values, seed)
    return Trace(graph, values, gradients, check(graph, values, gradients), upstream is not None)


def passes(graph: Graph, givens: Mapping[str, Any], upstream: Any = None) -> Trace:
    """Both passes unchecked, for other numbers of a graph whose gradients have been checked. Raises Faults."""
    values = forward(graph, givens)
    gradients = backward(graph, values, _seed(graph, upstream))
    return Trace(graph, values, gradients, UNCHECKED, upstream is not None)


def notes(trace: Trace) -> tuple[str, ...]:
    """What a reader should know about a trace: rounded numbers, conventions at kinks, formulas taken apart."""
    nodes = trace.graph.nodes
    found = []
    if trace.values.rounded is not None:
        found.append(say("engine.digits", name=nodes[trace.values.rounded].name, digits=limits.NUMBER_DIGITS))
    found += [say("engine.taken-apart", name=name, limit=LARGEST_WHOLE) for name in trace.graph.taken_apart]
    found += [say("engine.kink", name=nodes[index].name) for index in trace.checked.kinks]
    return tuple(found)


def _seed(graph: Graph, upstream: Any) -> Any:
    output = graph.nodes[graph.output]
    place = graph.steps[output.step or 0].excerpt.place
    if upstream is None:
        if output.shape not in ((), (1,), (1, 1)):
            message = say("engine.output-shape", name=output.name, shape=shape_text(output.shape))
            raise Faults(Finding("BP215", message, place, help=say("engine.output-shape-help")))
        return _filled(output.shape)
    given = nested_shape(upstream)
    if given != output.shape:
        texts = {"given": shape_text(given), "shape": shape_text(output.shape)}
        message = say("engine.upstream-shape", name=output.name, **texts)
        raise Faults(Finding("BP216", message, place, help=say("engine.upstream-shape-help", name=output.name)))
    return _array(upstream) if given else upstream


def _filled(shape: Shape) -> Any:
    one: Any = Fraction(1)
    for size in reversed(shape):
        one = (one,) * size
    return _array(one) if shape else one


def _array(nested: Any) -> Any:
    import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

    return np.array(nested, dtype=object)
