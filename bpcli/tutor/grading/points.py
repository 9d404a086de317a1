"""Other numbers for an exercise, at which formulas are compared.

`Points(exercise, trace)` draws them, seeded by the text of the exercise, so that a verdict is the same every time.
A point gives every leaf a number and runs both passes, so all nodes of the graph agree with each other. Numbers lie
between 0.1 and 10 with both signs as far as every step has a value there, off every kink and on both sides of it,
where nothing is saturated; else nearer to the numbers of the exercise.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

from bpcli.core.findings import Faults
from bpcli.core.numerals import Shape
from bpcli.engine.forward import forward
from bpcli.engine.graph import Graph
from bpcli.engine.precise import NO_VALUE, precise_gradients, precise_number, precise_values
from bpcli.engine.trace import Trace, passes
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.given import Given
from bpcli.tutor.aims import Aim, Wanted, edges_of, truth
from bpcli.tutor.grading.gates import Gates
from bpcli.tutor.solution import graph_of

WHOLE_POINTS = 3  # the first points have small whole numbers: a counter-example is easily followed there
POINTS = 12
_WORK = 20_000  # nodes and numbers times points: large exercises are compared at fewer
_FEWEST = 4
_SEARCHED = 40  # further points looked at for the other side of a kink
_ATTEMPTS = 30
_TOGETHER = 4  # kinks of an exercise that are looked at together: of so many there are 16 combinations of sides
_AGAIN = 5  # times a number is drawn again that another name has

_TO_ODD = (1, 0, 1, 0, 3, 2, 1, 0, 1, 0)  # from a last digit to the next of 1, 3, 7, 9
_WIDE, _NARROW, _SIGNED, _NEAR, _NEARER, _WHOLE = range(6)
_STYLES = (_WIDE, _WIDE, _NARROW, _WIDE, _SIGNED, _NARROW, _NEAR, _SIGNED, _NEARER)


class Point:
    """One choice of numbers with both passes over the graph, in doubles and, when asked, at 60 digits."""

    def __init__(self, trace: Trace, givens: dict[str, Given], upstream: Any, sides: tuple[int, ...] = ()) -> None:
        self.trace = trace
        self.givens = givens
        self.sides = sides
        self._upstream = upstream
        self._truths: dict[Aim, Any] = {}

    @cached_property
    def is_whole(self) -> bool:
        """Whether all its numbers are whole: there a denominator is easily 0."""
        return all(isinstance(value, Fraction) and value.denominator == 1 for value in self.givens.values())

    def truth(self, aim: Aim) -> Any:
        """The right answer here; 0 for the gradient of a node the output does not depend on."""
        if aim not in self._truths:
            found = truth(self.trace, aim)
            self._truths[aim] = _zero(self.trace.graph.nodes[aim.node].shape) if found is None else found
        return self._truths[aim]

    @property
    def is_precise(self) -> bool:
        """Whether there are 60 digits of everything."""
        return self._values is not None

    def precise_value(self, node: int) -> Any:
        """The value of a node at 60 digits; where there are arrays, as many as doubles have."""
        if self._values is not None:
            return self._values[node]
        value: Any = self.trace.value(node)
        return precise_number(value)

    def precise_truth(self, aim: Aim) -> Any:
        """The right answer at 60 digits; where there are arrays, as many as doubles have."""
        if aim.wanted is Wanted.VALUE:
            return self.precise_value(aim.node)
        if self._values is None:
            return precise_number(self.truth(aim))
        if aim.wanted is Wanted.TOTAL:
            return self._gradients[aim.node] or precise_number(Fraction(0))
        consumer = self.trace.graph.nodes[aim.consumer or 0]
        if consumer.rule is None:
            raise TypeError(consumer.name)
        inputs = [self._values[source] for source in consumer.inputs]
        found = consumer.rule.backward_precise(*inputs, self._values[aim.consumer or 0])
        return sum(found[edge.edge] for edge in edges_of(self.trace, aim))

    @cached_property
    def _values(self) -> list[Any] | None:
        nodes = self.trace.graph.nodes
        if any(node.shape or (node.rule is not None and node.rule.shapes is not None) for node in nodes):
            return None
        leaves = {index: self.givens[node.name] for index, node in enumerate(nodes) if node.rule is None}
        try:
            return precise_values(self.trace.graph, leaves)
        except NO_VALUE:
            return None

    @cached_property
    def _gradients(self) -> list[Any]:
        upstream = Fraction(1) if self._upstream is None else self._upstream
        return precise_gradients(self.trace.graph, self._values or (), upstream)


class Points:
    """The points of one exercise, drawn when they are first asked for, always the same ones in the same order."""

    def __init__(self, exercise: Exercise, trace: Trace) -> None:
        self._exercise = exercise
        self._trace = trace
        self._upstream = exercise.upstream[1] if exercise.upstream else None
        self._random = random.Random(exercise.source.text)  # noqa: S311 - the same points every time, no secret
        self._drawn: list[Point] = []
        self._other: dict[object, Point | None] = {}

    @cached_property
    def here(self) -> Point:
        """The exercise with its own numbers."""
        return Point(self._trace, dict(self._exercise.values), self._upstream)

    @cached_property
    def base(self) -> tuple[Point, ...]:
        """The points every formula is compared at: those with whole numbers first."""
        found = [self.drawn(number) for number in range(self._count)]
        kinks = len(found[0].sides)
        if self._gates.hides_signs:
            found += self.further()
        elif kinks and kinks <= _TOGETHER:
            # One gate may hide another: all of them are looked at together.
            found += on_new_sides(self.further(), lambda point: point.sides, found)
        else:
            found += self._on_other_sides(found)
        return tuple(found)

    def _on_other_sides(self, found: list[Point]) -> Iterator[Point]:
        """Further points on those sides of kinks that are not seen yet, each kink by itself."""
        seen = [set(sides) for sides in zip(*(point.sides for point in found if point.sides), strict=True)]
        for point in self.further():
            if all({-1, 1} <= sides for sides in seen):
                return
            if any(side not in before for side, before in zip(point.sides, seen, strict=False)):
                yield point
                for side, before in zip(point.sides, seen, strict=True):
                    before.add(side)

    def at(self, givens: Mapping[str, Given]) -> Point | None:
        """The point with these numbers; None where a step has no value there."""
        key = tuple(givens.items())
        if key not in self._other:
            try:
                found = Point(passes(self._trace.graph, givens, self._upstream), dict(givens), self._upstream)
            except Faults:
                found = None
            self._other[key] = found
        return self._other[key]

    def further(self) -> Iterator[Point]:
        """More points, for an answer with kinks of its own."""
        return (self.drawn(number) for number in range(self._count, self._count + self._searched))

    def drawn(self, number: int) -> Point:
        """The point of that number."""
        while len(self._drawn) <= number:
            self._drawn.append(self._draw(len(self._drawn)))
        return self._drawn[number]

    @cached_property
    def _count(self) -> int:
        entries = sum(map(math.prod, (node.shape for node in self._trace.graph.nodes)))
        return max(_FEWEST, min(POINTS, _WORK // entries))

    @property
    def _searched(self) -> int:
        return _SEARCHED if self._count == POINTS else 0

    @cached_property
    def _gates(self) -> Gates:
        return Gates(self._operations)

    @cached_property
    def _operations(self) -> Graph:
        """The graph in which each node is one operation: kinks may lie inside of a step."""
        return graph_of(self._exercise, expand=True)

    @cached_property
    def _kept(self) -> frozenset[str]:
        """The names whose numbers cannot be others: that of a class."""
        nodes, trace = self._trace.graph.nodes, self._trace
        fixed = set()
        for index, node in enumerate(nodes):
            flows = {edge.edge for edge in trace.edges_into(index)}
            fixed |= {nodes[source].name for edge, source in enumerate(node.inputs) if edge not in flows}
        return frozenset(fixed)

    def _draw(self, number: int) -> Point:
        """A point; those that look for the other side of a kink begin with each style in turn."""
        second_best = None
        first = number if number >= self._count else 0
        for attempt in range(_ATTEMPTS):
            whole = number < WHOLE_POINTS and attempt < _ATTEMPTS // 3
            point, saturated = self._tried(_WHOLE if whole else _STYLES[(first + attempt) % len(_STYLES)])
            if point is not None and not saturated:
                return point
            second_best = second_best or point
        return second_best or self.here  # nothing else has a value

    @cached_property
    def is_at_kink(self) -> bool:
        """Whether the exercise's own numbers lie at a kink, where gradients are a convention."""
        try:
            values = forward(self._operations, self._exercise.values).doubles
        except Faults:
            return True
        return 0 in (self._gates.sides(values, near=0) or ())

    def _tried(self, style: int) -> tuple[Point | None, bool]:
        """A point with numbers of one style, None where there is no value or a kink; and whether it is saturated."""
        givens = self._all_given(style)
        try:
            values = forward(self._operations, givens).doubles
            sides = self._gates.sides(values)
            if sides is None or (style == _WHOLE and 0 in sides):
                return None, False
            worked_out = passes(self._trace.graph, givens, self._upstream)
        except Faults:
            return None, False
        return Point(worked_out, givens, self._upstream, sides), self._gates.is_saturated(values)

    def _all_given(self, style: int) -> dict[str, Given]:
        """Numbers of one style for all names; no two are alike, so that a − b is not 0 by chance."""
        givens: dict[str, Given] = {}
        taken: set[Fraction] = set()
        for name, value in self._exercise.values.items():
            found = self._given(value, style, name)
            for _ in range(_AGAIN):
                if isinstance(found, tuple) or abs(found) not in taken:
                    break
                found = self._given(value, style, name)
            if not isinstance(found, tuple):
                taken.add(abs(found))
            givens[name] = found
        return givens

    def _given(self, value: Given, style: int, name: str) -> Given:
        if name in self._kept:
            return value
        if isinstance(value, tuple):
            return tuple(self._given(entry, style, name) for entry in value)
        return _number(self._random, value, style)


def on_new_sides(
    points: Iterable[Point], sides: Callable[[Point], Hashable], known: Iterable[Point]
) -> Iterator[Point]:
    """Those of the points at which kinks, all looked at together, lie as at no point known or before."""
    seen = set(map(sides, known))
    for point in points:
        found = sides(point)
        if found not in seen:
            seen.add(found)
            yield point


def _zero(shape: Shape) -> Any:
    if not shape:
        return Fraction(0)
    import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

    return np.full(shape, Fraction(0))


def _number(source: random.Random, given: Fraction, style: int) -> Fraction:
    """A number of a style: small and whole, anything from 0.1 to 10, or near the given one."""
    sign = source.choice((1, -1))
    if style == _WHOLE:
        return sign * Fraction(source.choice([whole for whole in range(2, 10) if whole != abs(given)]))
    if style == _WIDE:
        return sign * _rounded(10 ** source.uniform(-1, 1))
    if style == _NARROW:
        return sign * _rounded(source.uniform(0.1, 2))
    if style == _SIGNED:
        return (1 if given >= 0 else -1) * _rounded(source.uniform(0.1, 3))
    spread = 0.5 if style == _NEAR else 0.1
    factor = source.uniform(1 - spread, 1 + spread)
    return given * _rounded(factor) if given else sign * _rounded(source.uniform(0.1, 1) * spread)


def _rounded(value: float) -> Fraction:
    """Hundredths whose last digit is 1, 3, 7 or 9: no kink at a round number is hit."""
    hundredths = max(round(value * 100), 1)
    return Fraction(hundredths + _TO_ODD[hundredths % 10], 100)
