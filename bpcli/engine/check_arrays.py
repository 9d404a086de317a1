"""The check of one node with arrays: each edge against numerical slopes, in the time of a few evaluations."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from bpcli.core.findings import ProgramFault
from bpcli.core.numerals import Array, numeral
from bpcli.core.say import say
from bpcli.engine.backward import Gradients
from bpcli.engine.broadcast import sum_to
from bpcli.engine.check_entries import Disagreement, EntryCheck
from bpcli.engine.check_numbers import SMALLEST
from bpcli.engine.graph import Graph
from bpcli.engine.rule import Rule
from bpcli.language.tree import Apply
from bpcli.ops.operation import Family
from bpcli.ops.table import OPERATIONS

_RELATIVE = 1e-5
_ROUNDING = 4e-15
_LINEAR = ("matmul", "transpose", "sum", "mean")  # linear in each input: what it makes of a move is how it moves


class ArrayCheck:
    """The gradients that come back through one node, against numerical ones.

    Entry by entry where the node works so. Else along a seeded direction of each input: the sum of the upstream
    gradient times the change of the node must equal the sum of what came back to the input times the direction.
    """

    def __init__(self, graph: Graph, index: int, doubles: Sequence[Any], gradients: Gradients) -> None:
        self.node = graph.nodes[index]
        self.names = [graph.nodes[source].name for source in self.node.inputs]
        inputs = [np.asarray(doubles[source], dtype=float) for source in self.node.inputs]
        upstream = np.asarray(gradients.doubles[index], dtype=float)
        self.carried = gradients.edges[index] or ()
        if self.node.rule is None:
            raise TypeError(self.node.name)
        backs = [
            back if back is None else np.asarray(sum_to(back, value.shape), dtype=float)
            for back, value in zip(self.carried, inputs, strict=True)
        ]
        self.entries = EntryCheck(self.node.rule, inputs, upstream) if _by_entry(self.node.rule) else None
        self.directed = _Directed(self.node.rule, inputs, upstream, backs)

    def compare_edges(self) -> bool:
        """Check every edge; true where the node sits at a kink. ProgramFault where a gradient disagrees."""
        for edge, back in enumerate(self.carried):
            if back is None:
                continue
            wrong = self.entries.compare(edge, back) if self.entries else self.directed.compare(edge)
            if wrong is not None:
                texts = {"found": numeral(wrong.found), "expected": numeral(wrong.expected)}
                raise ProgramFault(say("engine.check-failed", name=self.node.name, wrt=self.names[edge], **texts))
        return (self.entries or self.directed).kinked

    def derivative(self, moves: Sequence[Any]) -> Any:
        """How the node moves when its inputs move so."""
        return self._shaped((self.entries or self.directed).derivative(moves))

    def size(self, sizes: Sequence[Any]) -> Any:
        """How large the terms of that movement can be."""
        return self._shaped((self.entries or self.directed).size(sizes))

    def _shaped(self, change: Any) -> Any:
        return np.asarray(change, dtype=float).reshape(self.node.shape) if self.node.shape else float(change)


class _Directed:
    """The check along directions: of what is linear, and of what mixes entries."""

    def __init__(self, rule: Rule, inputs: Sequence[Array], upstream: Array, backs: Sequence[Array | None]) -> None:
        self.rule = rule
        self.inputs = inputs
        self.upstream = upstream
        self.backs = backs
        self.linear = not isinstance(rule.tree, Apply) or rule.tree.op in _LINEAR
        self.kinked = False

    def compare(self, edge: int) -> Disagreement | None:
        """Check what came back through one edge."""
        draw = np.random.default_rng(edge)
        move = draw.uniform(-1.0, 1.0, self.inputs[edge].shape)
        found, size = self._along(edge, move)
        if self.rule.kink and self._between_sides(edge, move, found, size):
            self.kinked = True
            # Entries that tie for an extreme tie still when all of them move alike.
            move = np.ones_like(move)
            found, size = self._along(edge, move)
        change, rounding = self._change(edge, move, exactly=False)
        expected = float(np.sum(self.upstream * change))
        return (
            None if abs(found - expected) <= _RELATIVE * size + rounding + SMALLEST else Disagreement(found, expected)
        )

    def _along(self, edge: int, move: Array) -> tuple[float, float]:
        """The sum of what came back times a move, and of the lengths of its terms."""
        terms = self.backs[edge] * move
        return float(np.sum(terms)), float(np.sum(np.abs(terms)))

    def derivative(self, moves: Sequence[Any]) -> Any:
        """How the node moves when its inputs move so."""
        if self.kinked:
            return self._by_local_gradients(moves)
        edges = (edge for edge, back in enumerate(self.backs) if back is not None)
        return sum(self._change(edge, np.asarray(moves[edge]), exactly=True)[0] for edge in edges)

    def size(self, sizes: Sequence[Any]) -> Any:
        """How large the terms of that movement can be."""
        if not self.linear:
            # Of irregular lengths, so that the terms do not cancel.
            draw = np.random.default_rng(0)
            uneven = [
                size * draw.uniform(0.5, 1.0, value.shape) for size, value in zip(sizes, self.inputs, strict=True)
            ]
            return np.abs(self.derivative(uneven))
        lengths = [np.abs(value) for value in self.inputs]
        return sum(
            np.asarray(self.rule.forward(*lengths[:edge], np.abs(size), *lengths[edge + 1 :]))
            for edge, size in enumerate(sizes)
        )

    def _change(self, edge: int, move: Array, *, exactly: bool) -> tuple[Array, float]:
        """How the node moves when one input does, by the step that agrees best; and what rounding can do to its sum.

        exactly: along the move itself; else along what is left of it when it was added to the input.
        """
        if self.linear:
            change = np.asarray(self.rule.forward(*self.inputs[:edge], move, *self.inputs[edge + 1 :]), dtype=float)
            return change, _ROUNDING * self._total(self.inputs, edge, move)
        best, least, room = np.asarray(math.nan), math.inf, 0.0
        for h in self._steps(edge, move):
            right, left = self.inputs[edge] + h * move, self.inputs[edge] - h * move
            change = (self._value(edge, right) - self._value(edge, left)) / (2 * h)
            moved = move if exactly else (right - left) / (2 * h)
            found = float(np.sum(self.backs[edge] * moved))  # type: ignore[operator]
            error = abs(float(np.sum(self.upstream * change)) - found)
            if error < least:
                weights = np.abs(self.upstream) * (np.abs(self._value(edge, self.inputs[edge])) + 1.0)
                best, least, room = change, error, _ROUNDING * float(np.sum(weights)) / h
        return best, room

    def _total(self, inputs: Sequence[Array], edge: int, move: Array) -> float:
        lengths = [np.abs(value) for value in inputs]
        terms = np.asarray(self.rule.forward(*lengths[:edge], np.abs(move), *lengths[edge + 1 :]), dtype=float)
        return float(np.sum(np.abs(self.upstream) * terms))

    def _steps(self, edge: int, move: Array) -> Iterator[float]:
        """Step sizes to try, for moves of length 1 and for moves as long as the input."""
        longest = float(np.max(np.abs(move))) or 1.0
        size = float(np.max(np.abs(self.inputs[edge])))
        for h in (6e-6, 6e-6 * size, 1e-4, 1e-7):
            if h > 0.0:
                yield h / longest

    def _between_sides(self, edge: int, move: Array, found: float, size: float) -> bool:
        """Whether the changes to the left and to the right differ, and the gradient lies between them: a kink."""
        value = self.inputs[edge]
        h = 1e-6 * max(1.0, float(np.max(np.abs(value))))
        left_far, left, right, right_far = (self._value(edge, value + times * h * move) for times in (-2, -1, 1, 2))
        above, below = self.upstream * (right_far - right) / h, self.upstream * (left - left_far) / h
        low, high = float(np.sum(np.minimum(below, above))), float(np.sum(np.maximum(below, above)))
        slack = 1e-3 * (size + abs(low) + abs(high))
        return high - low > slack and low - slack <= found <= high + slack

    def _by_local_gradients(self, moves: Sequence[Any]) -> Any:
        """The sum over the entries of an extreme: what comes back for G = 1, times the move."""
        value = self.rule.forward(*self.inputs)
        with np.errstate(all="ignore"):
            back = self.rule.backward(*self.inputs, value, np.ones(np.shape(value)))[0]
        options = dict(getattr(self.rule.tree, "options", ()))
        change = np.asarray(back * moves[0])
        return np.sum(change, axis=int(options["axis"])) if "axis" in options else np.sum(change)

    def _value(self, edge: int, value: Array) -> Array:
        with np.errstate(all="ignore"):
            moved = self.rule.forward(*self.inputs[:edge], value, *self.inputs[edge + 1 :])
            return np.asarray(moved, dtype=float)


def _by_entry(rule: Rule) -> bool:
    return isinstance(rule.tree, Apply) and OPERATIONS[rule.tree.op].family in (Family.ENTRYWISE, Family.LOSS)
