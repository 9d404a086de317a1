"""The check of a node that works entry by entry: the slope of every entry, as for a single number.

Losses such as mse belong here too: their formula is checked for each entry, their sum or mean is linear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from bpcli.core.numerals import Array, Shape
from bpcli.engine.arithmetic import Arithmetic
from bpcli.engine.check_numbers import FLAT, FLAT_SLACK, SMALLEST, STEEP, TINY, precise_slope
from bpcli.engine.kernel import compiled_one
from bpcli.engine.rule import Rule
from bpcli.engine.shapes import with_products
from bpcli.engine.textbook import formula_of
from bpcli.language.tree import Apply, Tree, with_inputs
from bpcli.ops.operation import Family
from bpcli.ops.table import OPERATIONS

_RELATIVE = 1e-6
_ROUNDING = 2e-15
_MOST_PRECISE = 200  # entries, of half a millisecond each
_END_STEP = 1e-60  # from 0, where doubles are as fine as they are anywhere


class Disagreement(NamedTuple):
    """An entry whose gradient is not the numerical one: what was found, and the numerical one."""

    found: float
    expected: float


class EntryCheck:
    """The slopes of one node by every input and entry.

    Inputs are repeated to the shape of the entries. `upstream` is the gradient of the output with respect to an
    entry of the formula: that of the node, over the number of entries where the node is their mean.
    """

    def __init__(self, rule: Rule, inputs: Sequence[Array], upstream: Array) -> None:
        self.rule = rule
        self.inputs: list[Array] = [np.array(value) for value in np.broadcast_arrays(*inputs)]
        self.shape: Shape = self.inputs[0].shape
        reduce = _reduction(rule)
        self.scale = 1.0 / max(1, self.inputs[0].size) if reduce == "mean" else 1.0
        self.reduced = reduce is not None
        self.upstream = np.broadcast_to(upstream, self.shape) * self.scale
        self.function = _entry_function(rule)
        self.slopes: dict[int, Array] = {}
        self.kinked = False

    def compare(self, edge: int, back: Any) -> Disagreement | None:
        """Check what came back through one edge, entry by entry."""
        found = np.broadcast_to(np.asarray(back, dtype=float), self.shape)
        slopes, settled = np.full(self.shape, np.nan), np.zeros(self.shape, dtype=bool)
        with np.errstate(all="ignore"):
            if self.rule.kink and np.any(kinks := self._kinks(edge, found)):
                self.kinked = True
                slopes = np.where(kinks & (self.upstream != 0), found / self.upstream, 0.0)
                settled = kinks
            slopes, settled = self._searched(edge, found, slopes, settled)
        self._look_closely(edge, found, slopes, settled)
        self.slopes[edge] = slopes
        if np.all(settled):
            return None
        place = tuple(np.argwhere(~settled)[0])
        return Disagreement(float(found[place]), float((slopes * self.upstream)[place]))

    def derivative(self, moves: Sequence[Any]) -> Any:
        """How the node moves when its inputs move so."""
        moved = sum(slopes * moves[edge] for edge, slopes in self.slopes.items())
        return np.sum(moved) * self.scale if self.reduced else moved

    def size(self, sizes: Sequence[Any]) -> Any:
        """How large the terms of that movement can be."""
        moved = sum(np.abs(slopes) * sizes[edge] for edge, slopes in self.slopes.items())
        return np.sum(moved) * self.scale if self.reduced else moved

    def _searched(self, edge: int, found: Array, slopes: Array, settled: Array) -> tuple[Array, Array]:
        """Central differences for the entries that are not settled, and which entries agree.

        Where rounding keeps every difference from agreeing closely, the gradient itself stands in.
        """
        weight, close = np.abs(self.upstream), _RELATIVE * np.abs(found) + SMALLEST
        flat = np.where(np.abs(found) <= FLAT * weight, FLAT_SLACK * weight, 0.0)
        done, agreed = settled, settled
        for tiny, step in self._steps(edge):
            ordinary = np.isfinite(slopes) & (np.abs(found) < STEEP * weight)
            h = np.where(ordinary, np.nan, step) if tiny else step
            right, left = self.inputs[edge] + h, self.inputs[edge] - h
            above, below, width = self._at(edge, right), self._at(edge, left), right - left
            slope = (above - below) / width
            error = np.abs(slope * self.upstream - found)
            slopes = np.where(done | ~np.isfinite(slope), slopes, slope)
            done = done | (error <= close)
            rounding = _ROUNDING * (np.abs(above) + np.abs(below)) / width * weight
            agreed = done | agreed | (error <= close + flat + rounding)
            if np.all(done):
                return slopes, done
        ends = self._ends(edge, found) & ~done
        agreed = agreed | ends
        return np.where(agreed & ~done & (weight > 0), found / self.upstream, slopes), agreed

    def _look_closely(self, edge: int, found: Array, slopes: Array, settled: Array) -> None:
        """Settle single entries with more digits, where doubles have too few: log(1 − p) at 1e-20."""
        if np.all(settled):
            return
        function = _precise_function(self.rule)
        for place in map(tuple, np.argwhere(~settled & (self.upstream != 0))[:_MOST_PRECISE]):
            inputs = [float(value[place]) for value in self.inputs]
            slopes[place], settled[place] = precise_slope(
                function, inputs, edge, float(found[place] / self.upstream[place])
            )

    def _ends(self, edge: int, found: Array) -> Array:
        """The entries at 0 where the domain ends and nothing moves, as s^1.5 at 0: the side that there is agrees."""
        value = self.inputs[edge]
        right, left = self._at(edge, value + _END_STEP), self._at(edge, value - _END_STEP)
        slope = np.where(np.isfinite(right), right, -left) / _END_STEP
        at_end = (value == 0) & (self._at(edge, value) == 0) & (np.isfinite(right) ^ np.isfinite(left))
        result: Array = at_end & (np.abs(slope * self.upstream - found) <= FLAT_SLACK * np.abs(self.upstream))
        return result

    def _steps(self, edge: int) -> Iterator[tuple[bool, Array]]:
        """Step sizes to try, as for single numbers, and whether each is for entries near a pole only."""
        size = np.abs(self.inputs[edge])
        scale = np.maximum(1.0, size)
        yield False, 6e-6 * scale
        yield False, 6e-6 * np.where(size > 0, size, 1.0)
        value = np.abs(self._at(edge, self.inputs[edge]))
        yield False, 6e-6 * np.maximum(1.0, np.max([value, *map(np.abs, self.inputs)], axis=0))
        yield from ((False, step) for step in (1e-8 * scale, 1e-3 * scale, np.full(self.shape, 6e-6)))
        yield from ((True, fraction * scale) for fraction in TINY)

    def _kinks(self, edge: int, found: Array) -> Array:
        """The entries where slopes or values on the two sides differ and the convention lies between the slopes."""
        value = self.inputs[edge]
        h = 1e-6 * np.maximum(1.0, np.abs(value))
        near, far = ([self._at(edge, value + times * side) for side in (-h, h)] for times in (1, 2))
        left, right = (near[0] - far[0]) / h, (far[1] - near[1]) / h
        steepest = np.maximum(np.abs(left), np.abs(right))
        slack = 1e-3 * steepest
        jump = np.abs(near[1] - near[0]) > 4 * h * steepest + 1e-9 * np.abs(near).max(axis=0)
        ends, room = np.stack([left, right]) * self.upstream, slack * np.abs(self.upstream)
        between = (ends.min(axis=0) - room <= found) & (found <= ends.max(axis=0) + room)
        result: Array = (jump | (np.abs(right - left) > slack)) & between & (self.upstream != 0)
        return result

    def _at(self, edge: int, value: Array) -> Array:
        inputs = [*self.inputs[:edge], value, *self.inputs[edge + 1 :]]
        return np.broadcast_to(np.asarray(self.function(*inputs), dtype=float), self.shape)


def _reduction(rule: Rule) -> str | None:
    return OPERATIONS[rule.tree.op].reduce if isinstance(rule.tree, Apply) else None


def _entry_function(rule: Rule) -> Callable[..., Any]:
    """The formula for one entry: of a loss what it sums, of anything else the node's own."""
    tree = _entry_tree(rule)
    return rule.forward if tree is rule.tree else compiled_one(tree, rule.arity, Arithmetic.ARRAY)


def _precise_function(rule: Rule) -> Callable[..., Any]:
    """The same for precise numbers."""
    return compiled_one(with_products(_entry_tree(rule), [()] * rule.arity), rule.arity, Arithmetic.PRECISE)


def _entry_tree(rule: Rule) -> Tree:
    tree = rule.tree
    if not isinstance(tree, Apply) or OPERATIONS[tree.op].family is not Family.LOSS:
        return tree
    return with_inputs(formula_of(tree.op), tree.args)
