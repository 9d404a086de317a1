"""Both passes over a graph at one choice of the givens, open to being changed.

`point(graph, givens, seed)` works in doubles, `exact_point` in fractions where they last for all of the graph. Unlike
a `Trace`, a `Point` sends any gradient back through any node: `backs(node, gradient)`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

from bpcli.core.findings import Faults
from bpcli.engine.broadcast import sum_to
from bpcli.engine.forward import forward
from bpcli.engine.graph import Graph
from bpcli.engine.rule import Rule
from bpcli.tutor.mistakes.cone import Region
from bpcli.tutor.mistakes.tape import NO_VALUE, Recorded, Tape


class Passed(Protocol):
    """What both passes came to, by node."""

    @property
    def graph(self) -> Graph:
        """What they passed over."""

    @property
    def values(self) -> Sequence[Any]:
        """The value of each node."""

    @property
    def locals(self) -> Sequence[Sequence[Any] | None]:
        """Of each node of numbers the local gradients, one an edge."""

    @property
    def gradients(self) -> Sequence[Any]:
        """The gradient of each node; None for one that was not reached."""


class Point:
    """Values, local gradients and gradients by node index; None for the gradient of a node that was not reached.

    exact: whether the numbers are Fractions; if not, they are floats and float64 arrays.
    results: the values as they came out of each step; others than `values` only where those are rounded.
    locals: of each node of numbers, one local gradient an edge; of a node with arrays, None.
    """

    def __init__(self, graph: Graph, values: Sequence[Any], seed: Any, *, exact: bool) -> None:
        self.graph = graph
        self.values = values
        self.results = values
        self.exact = exact
        self.locals = [self._locals(index) for index in range(len(graph.nodes))]
        self.gradients: list[Any] = [None] * len(graph.nodes)
        self.gradients[graph.output] = seed
        for index in range(graph.output, -1, -1):
            if self.gradients[index] is not None:
                self._send_back(index, self.gradients[index])
        self._inner: dict[int, dict[int, Any]] = {}

    def upstreams(self, region: Region) -> Sequence[Any] | Mapping[int, Any]:
        """∂root/∂node for each node of a region."""
        if region.total:
            return self.gradients
        if region.root not in self._inner:
            self._inner[region.root] = self._inside(region)
        return self._inner[region.root]

    def _inside(self, region: Region) -> dict[int, Any]:
        found: dict[int, Any] = {region.root: Fraction(1) if self.exact else 1.0}
        for index in reversed(region.out):
            if region.owners[index] == region.root:
                backs = self.backs(index, found[index])
                for source, back in zip(self.graph.nodes[index].inputs, backs, strict=True):
                    if back is not None:
                        found[source] = back if source not in found else found[source] + back
        return found

    def backs(self, node: int, gradient: Any) -> list[Any]:
        """What each edge into a node brings back when this gradient comes back to it; None where nothing can.

        A broadcast is undone.
        """
        found = self.locals[node]
        if found is not None:
            return [local * gradient for local in found]
        graph = self.graph
        shapes = [graph.nodes[source].shape for source in graph.nodes[node].inputs]
        return [
            None if back is None else sum_to(back, shape)
            for back, shape in zip(self.pulled(node, gradient), shapes, strict=True)
        ]

    def pulled(self, node: int, gradient: Any) -> list[Any]:
        """The same of a node with arrays, before a broadcast is undone."""
        rule = self.rule(node)
        backward = rule.backward_exact if self.exact else rule.backward
        if backward is None:
            raise ValueError
        found = backward(*self._inputs(node), self.values[node], gradient)
        return [None if tree is None else back for back, tree in zip(found, rule.pulls, strict=True)]

    def rule(self, node: int) -> Rule:
        """What computes a node."""
        rule = self.graph.nodes[node].rule
        if rule is None:
            raise TypeError(self.graph.nodes[node].name)
        return rule

    def _inputs(self, node: int) -> list[Any]:
        return [self.values[source] for source in self.graph.nodes[node].inputs]

    def _locals(self, node: int) -> Sequence[Any] | None:
        rule = self.graph.nodes[node].rule
        if rule is None or rule.shapes is not None:
            return None
        return self.locals_of(rule, self._inputs(node), self.values[node])

    def locals_at(self, node: int, inputs: Sequence[Any]) -> Sequence[Any]:
        """The local gradients of a node of numbers, were these its inputs."""
        rule = self.rule(node)
        forward = rule.forward_exact if self.exact else rule.forward
        return self.locals_of(rule, inputs, forward(*inputs))

    def locals_of(self, rule: Rule, inputs: Sequence[Any], result: Any) -> Sequence[Any]:
        """The local gradients of a rule on numbers."""
        backward = rule.backward_exact if self.exact else rule.backward
        if backward is None:
            raise ValueError
        found: Sequence[Any] = backward(*inputs, result)
        return found

    def _send_back(self, index: int, gradient: Any) -> None:
        node = self.graph.nodes[index]
        if node.rule is None:
            return
        for source, back in zip(node.inputs, self.backs(index, gradient), strict=True):
            if back is not None:
                before = self.gradients[source]
                self.gradients[source] = back if before is None else before + back


class RecordedPoint(Point):
    """Both passes over a graph of numbers, on a tape: open to being done with any numbers."""

    def __init__(self, tape: Tape, graph: Graph, givens: Mapping[str, Any], seed: Any) -> None:
        self._tape = tape
        values: list[Any] = []
        for node in graph.nodes:
            inputs = [values[source] for source in node.inputs]
            values.append(givens[node.name] if node.rule is None else tape.tree(node.rule.tree, inputs))
        super().__init__(graph, values, seed, exact=True)

    def locals_at(self, node: int, inputs: Sequence[Any]) -> Sequence[Any]:
        """The local gradients of a node, were these its inputs."""
        rule = self.rule(node)
        return self.locals_of(rule, inputs, self._tape.tree(rule.tree, inputs))

    def locals_of(self, rule: Rule, inputs: Sequence[Any], result: Any) -> Sequence[Any]:
        """The local gradients of a rule."""
        return [self._tape.tree(local, inputs, result) for local in rule.locals]

    @cached_property
    def exists(self) -> Any:
        """Whether all of it has a value: a part without one leaves none to the last nodes, or to the leaves."""
        nodes, consumers = self.graph.nodes, self.graph.consumers
        last = [value for value, edges in zip(self.values, consumers, strict=True) if not edges]
        first = [gradient for gradient, node in zip(self.gradients, nodes, strict=True) if node.rule is None]
        return self._tape.all_finite([*last, *first])


def point(graph: Graph, givens: Mapping[str, Any], seed: Any) -> Point | None:
    """Both passes in doubles; None where a value or a gradient does not exist.

    givens: a Fraction or a float, or nested tuples of them, for each leaf; seed: what comes back to the output.
    """
    values: list[Any] = []
    try:
        for node in graph.nodes:
            rule = node.rule
            if rule is None:
                value = as_doubles(givens[node.name])
            else:
                value = rule.forward(*(values[source] for source in node.inputs))
            if not is_finite(value):
                return None
            values.append(value)
        found = Point(graph, values, as_doubles(seed), exact=False)
    except NO_VALUE:
        return None
    return found if all(gradient is None or is_finite(gradient) for gradient in found.gradients) else None


def exact_point(graph: Graph, givens: Mapping[str, Any], seed: Any) -> Point | None:
    """Both passes in fractions; None where a part takes doubles, or a value or a gradient does not exist."""
    try:
        values = forward(graph, givens).exact
        if any(value is None for value in values):
            return None
        return Point(graph, values, seed, exact=True)
    except (*NO_VALUE, Faults):
        return None


def as_doubles(given: Any) -> Any:
    """A given in doubles: a float, or an array of them."""
    if isinstance(given, Fraction | float | int):
        return float(given)
    import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

    return np.array(given, dtype=float)


def is_finite(value: Any) -> bool:
    """Whether a number, or every entry of an array, is finite."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, Fraction | Recorded):
        return True
    import numpy as np  # noqa: PLC0415

    array = np.asarray(value)
    return array.dtype == object or bool(np.all(np.isfinite(array)))


def are_within(values: Sequence[Any], most: float) -> bool:
    """Whether numbers, and every entry of arrays, are smaller than that."""
    return all(bool((abs(value) < most).all()) if getattr(value, "ndim", 0) else abs(value) < most for value in values)
