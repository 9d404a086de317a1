"""The right step from an earlier slip: what a question's answer would be, given what the learner said before.

The graph gives every recurrence. A node's value comes from its inputs, its gradient is the sum over its consumers of
their gradient times the local one; here each of these is the learner's own answer where there is one. Nothing
is said where the carried numbers make the step trivial: where the result is 0, or where leaving out a
factor or a path would give the same number only because of the slip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from bpcli.core.numerals import Value
from bpcli.engine.arithmetic import NoFraction
from bpcli.engine.broadcast import sum_to
from bpcli.engine.forward import as_double
from bpcli.engine.graph import Edge
from bpcli.engine.rule import Rule
from bpcli.engine.trace import Trace
from bpcli.tutor.aims import Aim, Wanted, truth
from bpcli.tutor.grading.equality import close

# The answers that a learner may have gone on from.
_USED = (
    frozenset((Wanted.VALUE, Wanted.LOCAL, Wanted.TOTAL)),
    frozenset((Wanted.VALUE, Wanted.TOTAL)),
    frozenset((Wanted.LOCAL, Wanted.TOTAL)),
    frozenset((Wanted.TOTAL,)),
)
NO_VALUE = (ValueError, ZeroDivisionError, OverflowError)


class _Way(NamedTuple):
    """One consumer a gradient comes back from: its gradient, and the local one; of arrays their product only."""

    upstream: Any
    local: Any
    product: Any


def slips(trace: Trace, earlier: Mapping[Aim, Value]) -> dict[Aim, Value]:
    """Those of the learner's answers that are wrong, or right but rounded."""
    return {known: value for known, value in earlier.items() if not _same(value, truth(trace, known))}


def followed(trace: Trace, aim: Aim, wrong: Mapping[Aim, Value], fits: Callable[[Value], bool]) -> Aim | None:
    """The earlier slip that an answer is the right step from; None where there is none, or the step is trivial.

    wrong: the slips; fits: whether the answer is this value. First all slips count together; a learner need not
    have used every one, so then they count without the local gradients, and without the values.
    """
    tried: list[set[Aim]] = []
    for kinds in _USED:
        used = {known: value for known, value in wrong.items() if known != aim and known.wanted in kinds}
        if used and used.keys() not in tried:
            tried.append(set(used))
            try:
                slip = _followed(trace, aim, used, fits)
            except NO_VALUE:
                continue
            if slip is not None:
                return slip
    return None


def _followed(trace: Trace, aim: Aim, wrong: Mapping[Aim, Value], fits: Callable[[Value], bool]) -> Aim | None:
    expected = _Pass(trace, aim, wrong).result()
    if expected is None or not _any(expected) or _same(expected, truth(trace, aim)) or not fits(expected):
        return None
    if _is_trivial(trace, aim, wrong, expected):
        return None
    return next((known for known in _nearest(trace, aim, wrong) if _matters(trace, aim, known, wrong)), None)


class _Pass:
    """Both passes with some results replaced, worked out as far as a question needs them."""

    def __init__(self, trace: Trace, aim: Aim, replaced: Mapping[Aim, Value]) -> None:
        self.trace = trace
        self.aim = aim
        self.replaced = replaced
        self.values: dict[int, Any] = {}  # those that differ from the trace
        self.gradients: dict[int, Any] = {}
        self._forward()

    def result(self) -> Any:
        """The value asked for."""
        node, wanted = self.aim.node, self.aim.wanted
        if wanted is Wanted.VALUE:
            return self.value(node)
        if wanted is Wanted.LOCAL:
            return self._local(self.aim.consumer or 0, node)
        self._backward()
        return self.gradients[node] if node in self.gradients else self.trace.gradient(node)

    def value(self, node: int) -> Any:
        """A value, as the learner has it."""
        return self.values[node] if node in self.values else self.trace.value(node)

    def ways(self) -> tuple[_Way, ...]:
        """How the gradient asked for comes back."""
        return tuple(self._ways(self.aim.node))

    def _forward(self) -> None:
        for index, node in enumerate(self.trace.graph.nodes):
            known = Aim(Wanted.VALUE, index)
            if known != self.aim and known in self.replaced:
                self.values[index] = self.replaced[known]
            elif node.rule is not None and any(source in self.values for source in node.inputs):
                self.values[index] = _value(node.rule, [self.value(source) for source in node.inputs])

    def _backward(self) -> None:
        """The gradients that differ, from the output to the node asked for."""
        graph = self.trace.graph
        for index in range(len(graph.nodes) - 1, self.aim.node - 1, -1):
            known = Aim(Wanted.TOTAL, index)
            if known != self.aim and known in self.replaced:
                self.gradients[index] = self.replaced[known]
            elif index != graph.output and self.trace.gradient(index) is not None:
                ways = list(self._ways(index))
                if ways:
                    self.gradients[index] = sum(way.product for way in ways[1:]) + ways[0].product

    def _ways(self, node: int) -> Iterator[_Way]:
        """One for each consumer that is reached; both edges of x·x are one way."""
        trace = self.trace
        consumers = dict.fromkeys(edge.consumer for edge in trace.edges_back(node))
        for consumer in consumers:
            upstream = self._gradient(consumer)
            rule = trace.graph.nodes[consumer].rule
            if rule is not None and rule.shapes is not None:
                yield _Way(None, None, self._pulled(consumer, node, upstream))
            else:
                local = self._local(consumer, node)
                yield _Way(upstream, local, _product(local, upstream))

    def _gradient(self, node: int) -> Any:
        return self.gradients[node] if node in self.gradients else self.trace.gradient(node)

    def _local(self, consumer: int, node: int) -> Any:
        known = Aim(Wanted.LOCAL, node, consumer)
        if known != self.aim and known in self.replaced:
            return self.replaced[known]
        graph, trace = self.trace.graph, self.trace
        inputs, rule = graph.nodes[consumer].inputs, graph.nodes[consumer].rule
        edges = [Edge(consumer, number) for number, source in enumerate(inputs) if source == node]
        if rule is None or not ({*inputs, consumer} & self.values.keys()):
            own: list[Any] = [trace.local_value(edge) for edge in edges]
            return sum(own)
        found = _locals(rule, [self.value(source) for source in inputs], self.value(consumer))
        return sum(found[edge.edge] for edge in edges)

    def _pulled(self, consumer: int, node: int, upstream: Any) -> Any:
        """What comes back from a consumer with arrays, the broadcast undone."""
        import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

        graph = self.trace.graph
        inputs, rule = graph.nodes[consumer].inputs, graph.nodes[consumer].rule
        if rule is None:
            raise TypeError(consumer)
        arguments = [_double(self.value(source)) for source in inputs]
        with np.errstate(all="ignore"):
            found = rule.backward(*arguments, _double(self.value(consumer)), _double(upstream))
        backs = [back for back, source in zip(found, inputs, strict=True) if source == node]
        total: Any = sum(sum_to(back, graph.nodes[node].shape) for back in backs)
        return total


def _value(rule: Rule, inputs: list[Any]) -> Any:
    if rule.rational and rule.shapes is None and all(isinstance(value, Fraction) for value in inputs):
        try:
            return rule.forward_exact(*inputs)
        except NoFraction:
            pass
    return rule.forward(*map(_double, inputs))


def _locals(rule: Rule, inputs: list[Any], value: Any) -> Any:
    exact = rule.backward_exact if rule.rational else None
    if exact is not None and all(isinstance(one, Fraction) for one in (*inputs, value)):
        try:
            return exact(*inputs, value)
        except NoFraction:
            pass
    return rule.backward(*map(_double, inputs), _double(value))


def _double(value: Any) -> Any:
    return value if isinstance(value, float) else as_double(value)


def _product(one: Any, other: Any) -> Any:
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return one * other
    return _double(one) * _double(other)


def _same(one: Any, other: Any) -> bool:
    if other is None:
        return not _any(one)
    if getattr(one, "ndim", 0) or getattr(other, "ndim", 0):
        import numpy as np  # noqa: PLC0415

        return bool(np.shape(one) == np.shape(other)) and all(map(_same, np.ravel(one), np.ravel(other)))
    return bool(one == other) or close(float(one), float(other))


def _any(value: Any) -> bool:
    """Whether there is anything but 0."""
    return any(value.ravel().tolist()) if getattr(value, "ndim", 0) else bool(value)


def _is_trivial(trace: Trace, aim: Aim, wrong: Mapping[Aim, Value], expected: Value) -> bool:
    """Whether a careless step gives the same number, which it would not without the slip."""
    if getattr(expected, "ndim", 0):
        return False
    with_slip = _careless(trace, aim, _Pass(trace, aim, wrong))
    without = _careless(trace, aim, _Pass(trace, aim, {}))
    right = truth(trace, aim)
    pairs = zip(with_slip, without, strict=True)
    return any(_same(slipped, expected) and not _same(straight, right) for slipped, straight in pairs)


def _careless(trace: Trace, aim: Aim, worked: _Pass) -> list[Any]:
    """What a step gives that forgets something: the upstream gradient, the local one, a path, the operation."""
    if aim.wanted is not Wanted.TOTAL:
        node = aim.node if aim.wanted is Wanted.VALUE else aim.consumer or 0
        inputs = [worked.value(source) for source in trace.graph.nodes[node].inputs]
        return [value for value in inputs if isinstance(value, Fraction | float)]
    worked.result()
    ways = [way for way in worked.ways() if way.local is not None]
    found = [sum(way.local for way in ways), sum(way.upstream for way in ways)]
    if len(ways) > 1:
        total = sum(_double(way.product) for way in ways)
        found += [total - _double(way.product) for way in ways]
    return found


def _nearest(trace: Trace, aim: Aim, wrong: Mapping[Aim, Value]) -> list[Aim]:
    """The earlier slips, those that the question reads directly first."""
    consumers = {edge.consumer for edge in trace.graph.consumers[aim.node]}
    inputs = set(trace.graph.nodes[aim.node].inputs)

    def rank(known: Aim) -> tuple[int, int]:
        if aim.wanted is Wanted.TOTAL:
            if known.wanted is Wanted.TOTAL:
                return (0 if known.node in consumers else 3), known.node
            return (1 if known.wanted is Wanted.LOCAL and known.node == aim.node else 2), -known.node
        return (0 if known.wanted is Wanted.VALUE and known.node in inputs else 1), -known.node

    return sorted(wrong, key=rank)


def _matters(trace: Trace, aim: Aim, known: Aim, wrong: Mapping[Aim, Value]) -> bool:
    """Whether one slip alone changes what is expected."""
    return not _same(_Pass(trace, aim, {known: wrong[known]}).result(), truth(trace, aim))
