"""What comes back through the edges of a graph, open to a change at one of them.

`Spots(part, point)` are the places that can be changed, in a region or in the cone of one question, at one choice of
the givens. `Altered(cone, point)` has the answer to the question besides: `answer(spot, product)` is what it becomes
when a spot brings back something else.

The pass is linear in what comes back through an edge, so nothing is run again that a change leaves alone: among
numbers the tangent ∂source/∂node, found once for all changes, carries the difference on; among arrays the
difference is sent back from the changed edge downwards only.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, TypeAlias

from bpcli.core.numerals import Shape
from bpcli.engine.arithmetic import Arithmetic
from bpcli.engine.graph import Edge, Graph, Node
from bpcli.engine.kernel import compiled_one
from bpcli.engine.rule import Rule
from bpcli.language.tree import Apply, Slot, Tree, subtrees
from bpcli.ops.table import OPERATIONS
from bpcli.tutor.mistakes.cone import Bundle, Cone, Fork, Region
from bpcli.tutor.mistakes.point import Point
from bpcli.tutor.mistakes.tape import NO_VALUE

Options: TypeAlias = "tuple[tuple[str, Any], ...]"


class Spot(NamedTuple):
    """One edge, or the bundle of edges by which one step reads one node, and what comes back through it.

    key: what tells it from other spots, the same at every point; shape: that of what comes back.
    op, options, place: the operation and which of its arguments the edge is; "" for a bundle.
    summands: of an addition how many the whole sum has; None where the edge brings in a part of it.
    a, b: the arguments of the operation, constants among them; result: its value.
    upstream, local, product: the consumer's gradient, the local gradient (None on arrays), and what comes back.
    """

    point: Point
    region: Region
    key: tuple[int, ...]
    node: int
    edge: Edge | None
    source: int
    shape: Shape
    op: str
    options: Options
    summands: int | None
    place: int
    a: Any
    b: Any
    result: Any
    upstream: Any
    local: Any
    product: Any

    @property
    def own(self) -> Any:
        """The value of the argument that the edge brings a gradient back to."""
        return self.b if self.place else self.a

    @property
    def other(self) -> Any:
        """The value of the other argument."""
        return self.a if self.place else self.b


class Spots:
    """The spots of a region or of a cone at one point.

    upstreams: ∂root/∂node for each of its nodes; known: the spots of its region that have been looked at before.
    """

    def __init__(self, part: Region | Cone, point: Point, known: dict[Edge, Spot]) -> None:
        self.part = part
        self.region = part if isinstance(part, Region) else part.region
        self.point = point
        self.graph: Graph = self.region.graph
        self.upstreams: Any = point.upstreams(self.region)
        self._spots = known

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """The edges."""
        return tuple([self.spot(edge) for edge in self.part.edges])

    @cached_property
    def bundles(self) -> tuple[Spot, ...]:
        """The edges taken together by step, where that makes a difference."""
        return tuple([self._bundle(bundle) for bundle in self.part.bundles])

    @cached_property
    def forks(self) -> tuple[tuple[Fork, list[Any]], ...]:
        """Where paths meet, and what comes back along each of them."""
        return tuple([(fork, [self._sum(path) for path in fork.paths]) for fork in self.part.forks])

    def spot(self, edge: Edge) -> Spot:
        """One edge."""
        found = self._spots.get(edge)
        if found is None:
            found = self._spots[edge] = self._spot(edge)
        return found

    def value(self, node: int) -> Any:
        """The value of a node."""
        return self.point.values[node]

    def node(self, index: int) -> Node:
        """A node of the graph."""
        return self.graph.nodes[index]

    def _sum(self, path: Sequence[Edge]) -> Any:
        products = [self.spot(edge).product for edge in path]
        return sum(products[1:], start=products[0])

    def _locals(self, index: int) -> Sequence[Any]:
        found = self.point.locals[index]
        if found is None:
            raise TypeError(self.graph.nodes[index].name)
        return found

    def _spot(self, edge: Edge) -> Spot:
        consumer, number = edge
        node, point = self.graph.nodes[consumer], self.point
        upstream, source = self.upstreams[consumer], node.inputs[number]
        op, options, place, arguments = _operation(point.rule(consumer), number, exact=point.exact)
        values = [point.values[node.inputs[at]] if slot else at for slot, at in arguments]
        a, b = (*values, None, None)[:2]
        found = point.locals[consumer]
        local = None if found is None else found[number]
        product = point.backs(consumer, upstream)[number] if found is None else found[number] * upstream
        return Spot(
            point, self.region, (consumer, number), consumer, edge, source, self.graph.nodes[source].shape,
            op, options, self.region.sums.summands(consumer, source), place,
            a, b, point.values[consumer], upstream, local, product,
        )  # fmt: skip

    def _bundle(self, bundle: Bundle) -> Spot:
        spots = [self.spot(edge) for edge in bundle.edges]
        product = sum(spot.product for spot in spots[1:]) + spots[0].product
        local = None
        if all(spot.local is not None for spot in spots):
            local = sum(self._climbed(spot, bundle.step) for spot in spots)
        source, step, point = bundle.source, bundle.step, self.point
        return Spot(
            point, self.region, (step, -1, source), step, None, source, self.graph.nodes[source].shape,
            "", (), None, 0,
            point.values[source], None, point.values[step], self.upstreams[step], local, product,
        )  # fmt: skip

    def _climbed(self, spot: Spot, step: int) -> Any:
        """The product of the local gradients from an edge up to the step it is in: formulas are trees."""
        node, product = spot.node, spot.local
        while node != step:
            consumer, edge = self.graph.consumers[node][0]
            product *= self._locals(consumer)[edge]
            node = consumer
        return product


class Altered(Spots):
    """The pass of one question at one point.

    truth: the gradient of the question's node.
    """

    def __init__(self, cone: Cone, point: Point, known: dict[Edge, Spot]) -> None:
        super().__init__(cone, point, known)
        self.cone = cone
        self.truth = self.upstreams[cone.node]

    def answer(self, spot: Spot, product: Any) -> Any:
        """The answer to the question where a spot brings back `product`."""
        return self.truth + self.carried(spot.source, product - spot.product)

    def carried(self, source: int, difference: Any) -> Any:
        """What a difference in the gradient of a node makes of the answer."""
        if source == self.cone.node:
            return difference
        if self.cone.scalar:
            return self.tangents[source] * difference
        return self._sent_back(source, difference)

    @cached_property
    def tangents(self) -> dict[int, Any]:
        """∂node/∂(the question's node) for each node of a cone of numbers."""
        return self.tangents_from(self.cone.node)

    def tangents_from(self, start: int) -> dict[int, Any]:
        """∂node/∂start for each node of a cone of numbers that depends on `start`."""
        found: dict[int, Any] = {start: Fraction(1) if self.point.exact else 1.0}
        for index in self.cone.nodes:
            if index <= start:
                continue
            total: Any = None
            for edge, source in enumerate(self.graph.nodes[index].inputs):
                if source in found and (tangent := found[source]) is not None:
                    part = self._locals(index)[edge] * tangent
                    total = part if total is None else total + part
            if total is not None:
                found[index] = total
        return found

    def _sent_back(self, source: int, difference: Any) -> Any:
        cone, inside = self.cone, self.cone.inside
        pending: dict[int, Any] = {source: difference}
        for index in reversed(cone.nodes):
            if index == cone.node:
                break
            if index not in pending:
                continue
            for below, back in zip(
                self.graph.nodes[index].inputs, self.point.backs(index, pending[index]), strict=True
            ):
                if below in inside and back is not None:
                    pending[below] = back if below not in pending else pending[below] + back
        return pending[cone.node]


@lru_cache(maxsize=4096)
def _operation(rule: Rule, edge: int, *, exact: bool) -> tuple[str, Options, int, tuple[tuple[bool, Any], ...]]:
    """The operation of a rule, which of its arguments an edge is, and all of them: edges of inputs, or constants."""
    tree = rule.tree
    if not isinstance(tree, Apply) or any(map(_has_inputs, tree.args)):  # a whole formula is no operation
        return "", (), 0, ((True, 0),)
    arguments: list[tuple[bool, Any]] = []
    place = 0
    for number, argument in enumerate(tree.args):
        if isinstance(argument, Slot):
            arguments.append((True, argument.index))
            place = number if argument.index == edge else place
        else:
            arguments.append((False, _constant(argument, exact=exact)))
    options = {**dict(OPERATIONS[tree.op].options), **dict(tree.options)}
    ready = ((name, value if exact or value is None else float(value)) for name, value in options.items())
    return tree.op, tuple(ready), place, tuple(arguments)


def _has_inputs(tree: Tree) -> bool:
    return isinstance(tree, Apply) and any(isinstance(part, Slot) for part in subtrees(tree))


def _constant(tree: Tree, *, exact: bool) -> Any:
    """What a formula without inputs comes to: a fraction where that is wanted and can be had."""
    if exact and Rule(None, tree, 0).rational:
        with suppress(*NO_VALUE):
            return compiled_one(tree, 0, Arithmetic.EXACT)()
    return compiled_one(tree, 0, Arithmetic.DOUBLE)()
