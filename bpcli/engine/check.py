"""Every gradient is checked before it is shown, in time that grows linearly with the graph.

First each edge: its local gradient against a central difference of the node's own formula, with the error
measured against the larger of the two and against what rounding can do. At a kink the convention must
lie between the differences from the left and from the right. Then the whole pass, along seeded random
directions: the sum of gradient times direction over the leaves must equal the derivative of the output along
that direction, which is carried forward through the graph with the numerical local gradients only.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bpcli.core.findings import ProgramFault
from bpcli.core.numerals import numeral
from bpcli.core.say import say
from bpcli.engine.backward import Gradients
from bpcli.engine.forward import Values
from bpcli.engine.graph import Graph
from bpcli.engine.kernel import TooManyDigits

DIRECTIONS = 3

_RELATIVE = 1e-5
_ROUNDING = 4e-16
_FAILURES = (ValueError, ZeroDivisionError, OverflowError)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked: how many edges, along how many directions, and the nodes that sit at a kink."""

    edges: int
    directions: int
    kinks: tuple[int, ...]


def check(graph: Graph, values: Values, gradients: Gradients) -> Checked:
    """Compare every gradient with a numerical one; ProgramFault where they disagree."""
    doubles = values.doubles
    directions = _Directions(graph)
    kinks: list[int] = []
    edges = 0
    for index, node in enumerate(graph.nodes):
        carried, rule = gradients.edges[index], node.rule
        if rule is None:
            directions.leaf(node.shape)
        elif carried is None:
            directions.unreached(node.shape)
        elif rule.shapes is not None:
            edges += len(carried)
            _check_arrays(graph, index, doubles, gradients, kinks, directions)
        else:
            edges += len(carried)
            directions.through(node.inputs, _numerical(graph, index, doubles, carried, kinks))
    directions.compare(gradients)
    return Checked(edges, DIRECTIONS, tuple(kinks))


def _check_arrays(
    graph: Graph, index: int, doubles: Sequence[Any], gradients: Gradients, kinks: list[int], directions: _Directions
) -> None:
    from bpcli.engine.check_arrays import ArrayCheck  # noqa: PLC0415 - NumPy is heavy, and only arrays need it

    node = ArrayCheck(graph, index, doubles, gradients)
    if node.compare_edges():
        kinks.append(index)
    directions.carry(node.derivative, graph.nodes[index].inputs)


class _Directions:
    """Directions at the leaves, carried forward by numerical slopes; beside them the size of the terms."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        source = random.Random(0)  # noqa: S311 - seeded on purpose: a check says the same every time
        self.tangents: tuple[list[Any], ...] = tuple([] for _ in range(DIRECTIONS))
        self.sizes: list[Any] = []
        self.draw = source.uniform

    def leaf(self, shape: tuple[int, ...]) -> None:
        """A seeded direction for a leaf."""
        for tangent in self.tangents:
            tangent.append(self._drawn(shape))
        self.sizes.append(_ones(shape))

    def _drawn(self, shape: tuple[int, ...]) -> Any:
        if not shape:
            return self.draw(-1.0, 1.0)
        import numpy as np  # noqa: PLC0415

        return np.array([self.draw(-1.0, 1.0) for _ in range(math.prod(shape))]).reshape(shape)

    def through(self, inputs: Sequence[int], slopes: Sequence[float]) -> None:
        """A node of numbers: the slopes times the directions of its inputs."""
        for tangent in self.tangents:
            total = 0.0
            for source, slope in zip(inputs, slopes, strict=True):
                total += slope * tangent[source]
            tangent.append(total)
        sizes = self.sizes
        total = 0.0
        for source, slope in zip(inputs, slopes, strict=True):
            total += abs(slope) * sizes[source]
        sizes.append(total)

    def unreached(self, shape: tuple[int, ...]) -> None:
        """A node that the output does not depend on moves nothing."""
        for moved in (*self.tangents, self.sizes):
            moved.append(0.0 * _ones(shape))

    def carry(self, derivative: Callable[[Sequence[Any]], Any], inputs: Sequence[int]) -> None:
        """A node with arrays: `derivative` gives how it moves when its inputs move together."""
        for tangent in self.tangents:
            tangent.append(derivative([tangent[source] for source in inputs]))
        self.sizes.append(sum(abs(tangent[-1]) for tangent in self.tangents))

    def compare(self, gradients: Gradients) -> None:
        """The derivative of the output along each direction, carried forward and worked out from the gradients."""
        output, doubles = self.graph.output, gradients.doubles
        seed = doubles[output]
        leaves = [i for i, node in enumerate(self.graph.nodes) if node.rule is None and doubles[i] is not None]
        largest = _RELATIVE * _total(self.sizes[output], abs(seed))
        for number, tangent in enumerate(self.tangents, 1):
            expected = _total(tangent[output], seed)
            found = math.fsum(_total(tangent[leaf], doubles[leaf]) for leaf in leaves)
            if not abs(found - expected) <= largest and math.isfinite(largest):
                texts = {"found": numeral(found), "expected": numeral(expected)}
                raise ProgramFault(say("engine.pass-failed", direction=number, **texts))


def _total(a: Any, b: Any) -> float:
    """The sum of the products of the entries."""
    product = a * b
    return product if type(product) is float else float(product.sum())


def _ones(shape: tuple[int, ...]) -> Any:
    if not shape:
        return 1.0
    import numpy as np  # noqa: PLC0415

    return np.ones(shape)


def _numerical(
    graph: Graph, index: int, doubles: Sequence[Any], found: Sequence[float], kinks: list[int]
) -> list[float]:
    """The numerical slope of each edge into a node, each compared with the local gradient that was found."""
    node = graph.nodes[index]
    rule = node.rule
    if rule is None:
        raise TypeError(node.name)
    inputs = [doubles[source] for source in node.inputs]
    slopes = []
    for edge, local in enumerate(found):
        slope = None
        if rule.kink and _between_sides(rule.forward, inputs, edge, local):
            slope = local
            if index not in kinks[-1:]:
                kinks.append(index)
        slope = central_slope(rule.forward, inputs, edge, local) if slope is None else slope
        slopes.append(_exact_slope(graph, index, inputs, edge, local) if slope is None else slope)
    return slopes


def central_slope(function: Callable[..., float], inputs: list[float], edge: int, local: float) -> float | None:
    """(f(v + h) − f(v − h)) / 2h where it agrees with `local` for a sensible h, else None."""
    value = inputs[edge]
    for h in _steps(value):
        try:
            inputs[edge] = right = value + h
            above = function(*inputs)
            inputs[edge] = left = value - h
            below = function(*inputs)
        except _FAILURES:
            continue
        finally:
            inputs[edge] = value
        width = right - left
        slope = (above - below) / width
        error = slope - local
        allowed = _RELATIVE * (local if local > 0 else -local) + _ROUNDING * (abs(above) + abs(below)) / width
        if -allowed <= error <= allowed:
            return slope
    return None


def _steps(value: float) -> Iterator[float]:
    """Step sizes to try: the best for ordinary functions first, then smaller ones near a pole, and coarser ones against rounding."""
    size = abs(value)
    scale = max(1.0, size)
    yield 6e-6 * scale
    if 0.0 < size < 1.0:
        yield 6e-6 * size
    for fraction in (1e-8, 1e-10, 1e-3):
        yield fraction * scale


def _between_sides(function: Callable[..., float], inputs: list[float], edge: int, local: float) -> bool:
    """Whether the slopes on the two sides of a point differ, and the convention for the point lies between them."""
    value = inputs[edge]
    h = 1e-6 * max(1.0, abs(value))
    sides = []
    for side in (-h, h):
        try:
            inputs[edge] = value + 2 * side
            far = function(*inputs)
            inputs[edge] = value + side
            sides.append((far - function(*inputs)) / side)
        except _FAILURES:
            return False
        finally:
            inputs[edge] = value
    low, high = min(sides), max(sides)
    slack = 1e-3 * max(abs(low), abs(high))
    return high - low > slack and low - slack <= local <= high + slack


def _exact_slope(graph: Graph, index: int, inputs: list[float], edge: int, local: float) -> float:
    """The same difference in fractions, which no rounding can spoil; ProgramFault where it disagrees too."""
    node = graph.nodes[index]
    rule = node.rule
    slope = math.nan
    if rule is not None and rule.rational:
        exact = [Fraction(value) for value in inputs]
        h = Fraction(max(1.0, abs(inputs[edge]))) / 10**7
        above, below = ([*exact[:edge], exact[edge] + side, *exact[edge + 1 :]] for side in (h, -h))
        try:
            slope = float((rule.forward_exact(*above) - rule.forward_exact(*below)) / (2 * h))
        except (*_FAILURES, TooManyDigits):
            slope = math.nan
    if abs(slope - local) <= _RELATIVE * abs(local) + 1e-9:
        return slope
    names = {"name": node.name, "wrt": graph.nodes[node.inputs[edge]].name}
    raise ProgramFault(say("engine.check-failed", **names, found=numeral(local), expected=numeral(slope)))
