"""∂output/∂node by moving the node and working out at high precision what becomes of the output.

A number is moved by 2⁻⁶⁶, some 1e-20, of itself to both sides; at 60 digits the central difference is then right to
about 40 digits.
An array is moved along one seeded direction in which each entry goes by a length of its own, so that a wrong entry
shows: the difference is the sum of gradient times movement.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from typing import Any

from bpcli.core.numerals import Shape
from bpcli.engine.graph import Graph
from bpcli.engine.precise import precise_number, precise_step
from bpcli.ops import precise

STEP = 66  # moves by 2^-66
# Where a first difference does not settle it, it is taken again with so many digits and two other steps.
DIGITS, STEPS = 700, (664, 698)
# A vanishing slope comes out as the square of a step, larger where the function is.
FLAT, SETTLED = 1e-38, 1e-100


def movement(value: Any, shape: Shape, seed: int, *, relative: bool = True) -> Any:
    """How the node moves for a step of 1: by its own size, or by about 1."""
    if not shape:
        return abs(value) if relative and value != 0 else precise_number(1)
    import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

    draw = random.Random(seed)  # noqa: S311 - seeded on purpose: a check says the same every time
    lengths = precise_number(np.array([draw.uniform(0.5, 1.0) for _ in range(value.size)]).reshape(shape))
    return lengths * np.where(value == 0, 1, np.abs(value)) if relative else lengths


def difference(graph: Graph, values: Sequence[Any], node: int, felt: Sequence[int], move: Any, step: int) -> Any:
    """How the output moves for each unit of the movement, entry by entry; NO_VALUE where it has no value beside."""
    h = _power(step)
    by = h * move
    above = _output(graph, values, node, values[node] + by, felt)
    below = _output(graph, values, node, values[node] - by, felt)
    return (above - below) / (2 * h)


def settled(graph: Graph, values: Sequence[Any], node: int, felt: Sequence[int], seed: Any, move: Any) -> Any:
    """The derivative of `along` with two steps that must agree; None where they do not."""
    first, second = (along(seed, difference(graph, values, node, felt, move, step)) for step in STEPS)
    agree = abs(first - second) <= 1e-12 * abs(second) + SETTLED
    return second if agree else None


def along(weights: Any, change: Any) -> Any:
    """The sum of the products of the entries."""
    product = weights * change
    return product.sum() if getattr(product, "ndim", 0) else product


def size_along(weights: Any, change: Any) -> Any:
    """The sum of the lengths of these products."""
    return along(abs(weights), abs(change))


@cache
def _power(step: int) -> Any:
    """2^−step, exact with any digits."""
    return precise_number(2) ** -step


def _output(graph: Graph, values: Sequence[Any], node: int, value: Any, felt: Sequence[int]) -> Any:
    now, nodes = list(values), graph.nodes
    now[node] = value
    for index in felt:
        now[index] = precise_step(nodes[index], now)
    return now[graph.output]


def deeply() -> Any:
    """Within it, numbers have the digits of a second look."""
    return precise.working(DIGITS)
