"""The check of one node with arrays: each edge along a seeded direction, in the time of two evaluations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from bpcli.core.findings import ProgramFault
from bpcli.core.numerals import numeral
from bpcli.core.say import say
from bpcli.engine.backward import Gradients, sum_to
from bpcli.engine.graph import Graph

_RELATIVE = 1e-5
_ROUNDING = 4e-15
_STEPS = (6e-6, 1e-4, 1e-7)


class ArrayCheck:
    """The gradients that come back through one node, against numerical ones.

    The value of a node is compared through its upstream gradient G: the sum of G times the change of the
    node along a direction of one input must equal the sum of what came back to that input times the direction.
    """

    def __init__(self, graph: Graph, index: int, doubles: Sequence[Any], gradients: Gradients) -> None:
        self.node = graph.nodes[index]
        self.names = [graph.nodes[source].name for source in self.node.inputs]
        self.inputs = [np.asarray(doubles[source], dtype=float) for source in self.node.inputs]
        self.upstream = np.asarray(gradients.doubles[index], dtype=float)
        self.carried = gradients.edges[index] or ()
        self.kinked = False

    def compare_edges(self) -> bool:
        """Check every edge; true where the node sits at a kink. ProgramFault where a gradient disagrees."""
        for edge, back in enumerate(self.carried):
            if back is not None:
                self._compare(edge, sum_to(back, self.inputs[edge].shape))
        return self.kinked

    def derivative(self, moves: Sequence[Any]) -> Any:
        """How the node moves when its inputs move so: a central difference, or the local gradients at a kink."""
        rule = self.node.rule
        if self.kinked and rule is not None:
            return self._by_local_gradients(moves)
        free = [np.asarray(move) * (back is not None) for move, back in zip(moves, self.carried, strict=True)]
        change = self._central(free, _STEPS[0])
        return change if self.node.shape else float(change)

    def _compare(self, edge: int, back: Any) -> None:
        draw = np.random.default_rng(edge)
        moves = [np.zeros_like(value) for value in self.inputs]
        moves[edge] = draw.uniform(-1.0, 1.0, self.inputs[edge].shape)
        found = float(np.sum(back * moves[edge]))
        size = float(np.sum(np.abs(back * moves[edge])))
        expected = math.nan
        if self._between_sides(moves, found, size):
            self.kinked = True
            return
        for h in _STEPS:
            change = self._central(moves, h)
            expected = float(np.sum(self.upstream * change))
            rounding = _ROUNDING * float(np.sum(np.abs(self.upstream) * (np.abs(self._value(moves, 0.0)) + 1.0))) / h
            if abs(found - expected) <= _RELATIVE * size + rounding:
                return
        texts = {"found": numeral(found), "expected": numeral(expected)}
        raise ProgramFault(say("engine.check-failed", name=self.node.name, wrt=self.names[edge], **texts))

    def _between_sides(self, moves: Sequence[Any], found: float, size: float) -> bool:
        """Whether the changes to the left and to the right differ, and the gradient lies between them: a kink."""
        if self.node.rule is None or not self.node.rule.kink:
            return False
        h = 1e-6
        right = self.upstream * (self._value(moves, 2 * h) - self._value(moves, h)) / h
        left = self.upstream * (self._value(moves, -h) - self._value(moves, -2 * h)) / h
        low, high = float(np.sum(np.minimum(left, right))), float(np.sum(np.maximum(left, right)))
        slack = 1e-3 * (size + abs(low) + abs(high))
        return high - low > slack and low - slack <= found <= high + slack

    def _by_local_gradients(self, moves: Sequence[Any]) -> Any:
        """The sum over the inputs of what comes back for G = 1, times the move: the chain rule at a kink."""
        rule = self.node.rule
        if rule is None:
            raise TypeError(self.node.name)
        value = self._value([np.zeros_like(v) for v in self.inputs], 0.0)
        backs = rule.backward(*self.inputs, value, np.ones(np.shape(value)))
        change = sum(np.asarray(back * move) for back, move in zip(backs, moves, strict=True))
        result = change if np.shape(change) == self.node.shape else self._summed(np.asarray(change))
        return result if self.node.shape else float(result)

    def _summed(self, change: Any) -> Any:
        """A reduction's change: the sum over the axes it reduced."""
        options = dict(getattr(self.node.rule.tree, "options", ())) if self.node.rule else {}
        return np.sum(change, axis=int(options["axis"])) if "axis" in options else np.sum(change)

    def _central(self, moves: Sequence[Any], h: float) -> Any:
        return (self._value(moves, h) - self._value(moves, -h)) / (2 * h)

    def _value(self, moves: Sequence[Any], h: float) -> Any:
        rule = self.node.rule
        if rule is None:
            raise TypeError(self.node.name)
        with np.errstate(all="ignore"):
            moved = [value + h * move for value, move in zip(self.inputs, moves, strict=True)]
            return np.asarray(rule.forward(*moved), dtype=float)
