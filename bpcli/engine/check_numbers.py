"""The check of one node of numbers: each of its local gradients against numerical slopes of its own formula."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from typing import Any

from bpcli.core.findings import Faults, Finding, ProgramFault
from bpcli.core.numerals import numeral
from bpcli.core.say import say
from bpcli.engine.differences import deeply
from bpcli.engine.graph import Graph
from bpcli.engine.precise import precise_number
from bpcli.engine.rule import Rule

_RELATIVE = 1e-6
_ROUNDING = 4e-16
# Of the number, at 60 digits, the smaller for slopes that settle slowly; at last with digits enough to tell 1 − p from
# 1 where p is the smallest of doubles.
_PRECISE_STEPS = ((1e-20, nullcontext), (1e-45, nullcontext), (1e-20, deeply))
_STEP = 6e-6  # about the cube root of the rounding error: best for a central difference
# Steps so small that rounding shows are taken near a pole only, which a steep slope or the lack of values tells.
STEEP = 100.0
FLAT, FLAT_SLACK = 1e-12, 1e-9
SMALLEST = 1e-290  # below, doubles lose their digits
TINY = (1e-10, 1e-12, 1e-14)
_FAILURES = (ValueError, ZeroDivisionError, OverflowError)


def slopes(graph: Graph, index: int, doubles: Sequence[Any], found: Sequence[float], kinks: list[int]) -> list[float]:
    """The numerical slope of each edge into a node, each compared with the local gradient that was found.

    At a kink the convention itself, once it has been seen to lie between the two sides; the node is added to `kinks`.
    ProgramFault where a local gradient disagrees.
    """
    node = graph.nodes[index]
    rule: Rule = node.rule  # type: ignore[assignment]  # leaves have no edges to check
    function, kink, value = rule.forward, rule.kink, doubles[index]
    inputs = [doubles[source] for source in node.inputs]
    agreed = []
    step, relative = _STEP, _RELATIVE
    for edge, local in enumerate(found):
        at = inputs[edge]
        h = step if -1.0 < at < 1.0 else step * at if at > 0.0 else -step * at
        try:
            inputs[edge] = at + h
            above = function(*inputs)
            inputs[edge] = at - h
            below = function(*inputs)
            inputs[edge] = at
            slope = (above - below) / (h + h)
        except _FAILURES:
            inputs[edge] = at
            slope = above = below = math.inf
        error, allowed = slope - local, relative * local
        agrees = -allowed <= error <= allowed or allowed <= error <= -allowed
        if not agrees or (kink and not -1e-3 * h < above + below - value - value < 1e-3 * h):
            slope = _careful(graph, index, inputs, edge, local, kinks)
        agreed.append(slope)
    return agreed


def _careful(graph: Graph, index: int, inputs: list[float], edge: int, local: float, kinks: list[int]) -> float:
    """The slope where the first central difference does not settle it: at kinks, near poles, against rounding."""
    rule: Rule = graph.nodes[index].rule  # type: ignore[assignment]
    if rule.kink and _between_sides(rule.forward, inputs, edge, local):
        if index not in kinks[-1:]:
            kinks.append(index)
        return local
    slope = _central_slope(rule.forward, inputs, edge, local)
    return _precise_slope(graph, index, inputs, edge, local) if slope is None else slope


def _central_slope(function: Callable[..., float], inputs: list[float], edge: int, local: float) -> float | None:
    """(f(v + h) − f(v − h)) / 2h for a sensible h with which it agrees with `local`; None where none does.

    Where rounding keeps every difference from agreeing closely, `local` itself, as it agrees as well as can be.
    """
    value, close = inputs[edge], _RELATIVE * abs(local) + SMALLEST
    # Where the slope vanishes, as that of x³ at 0, a difference is never quite 0.
    flat = FLAT_SLACK if abs(local) <= FLAT else 0.0
    agreed, near_pole = None, True
    for h in _steps(function, inputs, edge):
        if h is None:
            if near_pole or abs(local) >= STEEP:
                continue
            break
        try:
            inputs[edge] = right = value + h
            above = function(*inputs)
            inputs[edge] = left = value - h
            below = function(*inputs)
            slope = (above - below) / (right - left)
        except _FAILURES:
            continue
        finally:
            inputs[edge] = value
        near_pole = False
        error = abs(slope - local)
        if error <= close:
            return slope
        if error <= close + flat + _ROUNDING * (abs(above) + abs(below)) / (right - left):
            agreed = local
    return agreed


def _steps(function: Callable[..., float], inputs: list[float], edge: int) -> Iterator[float | None]:
    """Step sizes to try: the best for ordinary functions, others against rounding; after None those for near a pole."""
    size = abs(inputs[edge])
    scale = max(1.0, size)
    yield _STEP * scale
    if 0.0 < size < 1.0:
        yield _STEP * size
    try:
        result = abs(function(*inputs))
    except _FAILURES:  # there is one in fractions alone
        result = 0.0
    yield _STEP * max(1.0, result, *map(abs, inputs))
    for fraction in (1e-8, 1e-3):
        yield fraction * scale
    yield _STEP  # a function that oscillates, far from 0
    yield None
    yield from (fraction * scale for fraction in TINY)


def _between_sides(function: Callable[..., float], inputs: list[float], edge: int, local: float) -> bool:
    """Whether slopes or values on the two sides of a point differ, and the convention lies between the slopes."""
    value = inputs[edge]
    h = 1e-6 * max(1.0, abs(value))
    sides, nearest = [], []
    for side in (-h, h):
        try:
            inputs[edge] = value + 2 * side
            far = function(*inputs)
            inputs[edge] = value + side
            nearest.append(function(*inputs))
            sides.append((far - nearest[-1]) / side)
        except _FAILURES:
            return False
        finally:
            inputs[edge] = value
    low, high = min(sides), max(sides)
    steepest = max(abs(low), abs(high))
    slack = 1e-3 * steepest
    jump = abs(nearest[1] - nearest[0]) > 4 * h * steepest + 1e-9 * max(map(abs, nearest))
    return (jump or high - low > slack) and low - slack <= local <= high + slack


def _precise_slope(graph: Graph, index: int, inputs: list[float], edge: int, local: float) -> float:
    """The same difference with so many digits that rounding cannot spoil it.

    Raises Faults where the function ends or jumps at the point, and has no slope; ProgramFault where there is another.
    """
    node = graph.nodes[index]
    function = node.rule.forward_precise if node.rule else _nowhere
    slope, agrees = precise_slope(function, inputs, edge, local)
    if agrees:
        return slope
    names = {"name": node.name, "wrt": graph.nodes[node.inputs[edge]].name}
    if math.isnan(slope) or _jumps(function, inputs, edge):
        key = "no-gradient-end" if math.isnan(slope) else "no-gradient-jump"
        place = graph.steps[node.step or 0].excerpt.place
        message = say(f"engine.{key}", **names, value=numeral(inputs[edge]))
        raise Faults(Finding("BP222", message, place, help=say("engine.no-gradient-help")))
    raise ProgramFault(say("engine.check-failed", **names, found=numeral(local), expected=numeral(slope)))


def _nowhere(*_: Any) -> float:
    return math.nan


def _jumps(function: Callable[..., Any], inputs: Sequence[float], edge: int) -> bool:
    """Whether differences over ever shorter steps grow as the steps shrink."""
    wide, narrow = (abs(_precise_difference(function, inputs, edge, step)) for step in (1e-20, 1e-30))
    return narrow > 1e5 * wide > 0


def precise_slope(function: Callable[..., Any], inputs: Sequence[float], edge: int, local: float) -> tuple[float, bool]:
    """The slope of a function of precise numbers, and whether it agrees with the local gradient that was found.

    Where that vanishes it agrees as well as can be, and stands in for a difference that is never quite 0.
    """
    slope = math.nan
    for step, digits in _PRECISE_STEPS:
        with digits():
            slope = _precise_difference(function, inputs, edge, step)
        error, close = abs(slope - local), 10 * _RELATIVE * abs(local)
        if error <= close + 1e-9:
            return (slope if error <= close else local), True
    return slope, False


def _precise_difference(function: Callable[..., Any], inputs: Sequence[float], edge: int, step: float) -> float:
    """The central difference, where the domain ends the one-sided difference that there is; NaN where neither is."""
    numbers = [precise_number(value) for value in inputs]
    h = precise_number(abs(inputs[edge]) or 1.0) * precise_number(step)
    found = []
    for side in (h, 0, -h):
        try:
            value = function(*numbers[:edge], numbers[edge] + side, *numbers[edge + 1 :])
            float(value)
        except (*_FAILURES, TypeError):  # a complex number is no float
            continue
        if not math.isnan(value):
            found.append((numbers[edge] + side, value))
    if len(found) < 2:
        return math.nan
    (right, above), (left, below) = found[0], found[-1]
    return float((above - below) / (right - left))
