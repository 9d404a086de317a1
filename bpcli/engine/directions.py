"""The whole backward pass, held against directions that are carried forward.

A direction says how the leaves move. Carried through the graph by numerical slopes alone it says how the
output moves, and that must be the sum over the leaves of gradient times movement.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from bpcli.core.findings import ProgramFault
from bpcli.core.numerals import numeral
from bpcli.core.say import say
from bpcli.engine.backward import Gradients
from bpcli.engine.check_numbers import SMALLEST
from bpcli.engine.graph import Graph

DIRECTIONS = 3

# The errors of the edges add up along a path.
_RELATIVE = 1e-5
_Movement: TypeAlias = "Callable[[Sequence[Any]], Any]"


class Directions:
    """Directions at the leaves, carried forward by numerical slopes; beside them the size of the terms."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        source = random.Random(0)  # noqa: S311 - seeded on purpose: a check says the same every time
        self.tangents: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
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
        first, second, third = self.tangents
        sizes = self.sizes
        a = b = c = size = 0.0
        for source, slope in zip(inputs, slopes):  # noqa: B905 - as many as edges, and this is the innermost loop
            a += slope * first[source]
            b += slope * second[source]
            c += slope * third[source]
            size += (slope if slope > 0.0 else -slope) * sizes[source]
        first.append(a)
        second.append(b)
        third.append(c)
        sizes.append(size)

    def unreached(self, shape: tuple[int, ...]) -> None:
        """A node that the output does not depend on moves nothing."""
        for moved in (*self.tangents, self.sizes):
            moved.append(0.0 * _ones(shape))

    def carry(self, derivative: _Movement, size: _Movement, inputs: Sequence[int]) -> None:
        """A node with arrays: `derivative` gives how it moves when its inputs move together, `size` by what terms."""
        for tangent in self.tangents:
            tangent.append(derivative([tangent[source] for source in inputs]))
        self.sizes.append(size([self.sizes[source] for source in inputs]))

    def compare(self, gradients: Gradients) -> None:
        """The derivative of the output along each direction, carried forward and worked out from the gradients."""
        output, doubles = self.graph.output, gradients.doubles
        seed = doubles[output]
        leaves = [i for i, node in enumerate(self.graph.nodes) if node.rule is None and doubles[i] is not None]
        largest = _RELATIVE * _total(self.sizes[output], abs(seed)) + SMALLEST
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
