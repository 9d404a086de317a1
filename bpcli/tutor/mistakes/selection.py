"""Which drawn numbers are worth keeping: those at which it shows what differs.

`selection.take(choice)` keeps a choice that shows something new, and says whether there are enough. `Gates(graph)`
tells on which side of each kink a point is.
"""

from __future__ import annotations

from typing import Any

from bpcli.engine.graph import Graph
from bpcli.tutor.mistakes.point import Passed
from bpcli.tutor.mistakes.situation import Choice

_FLAT = {"sigmoid": 4.0, "tanh": 2.5}  # beyond, their slope is below 0.03
_LIVE = 3  # of the choices, so many have no gradient that is 0 everywhere


class Selection:
    """Choices worth keeping: so many, some with a gradient everywhere, and every kink seen from more than one side.

    alone: whether the count is all that is looked at.
    """

    def __init__(self, graph: Graph, count: int, *, alone: bool) -> None:
        self._gates = Gates(graph)
        self.found: list[Choice] = []
        self._count = count
        self._alone = alone
        self._live = 0
        self._seen: list[set[Any]] = []

    def take(self, choice: Choice) -> bool:
        """Keep a choice, if it shows something new; whether there are enough now."""
        gates, live = self._gates.sides(choice.passes), _is_live(choice.passes)
        self._seen = self._seen or [set() for _ in gates]
        new = any(gate not in before for gate, before in zip(gates, self._seen, strict=True))
        if len(self.found) < self._count or new or (live and self._live < _LIVE):
            self.found.append(choice)
            self._live += live
            for gate, before in zip(gates, self._seen, strict=True):
                before.add(gate)
        if len(self.found) < self._count:
            return False
        return self._alone or (self._live >= _LIVE and all(len(before) > 1 for before in self._seen))


class Gates:
    """The nodes of a graph with a kink, and those that are nearly flat far from 0."""

    def __init__(self, graph: Graph) -> None:
        rules = [(index, node, node.rule) for index, node in enumerate(graph.nodes) if node.rule is not None]
        self._kinks = [(index, node.inputs) for index, node, rule in rules if rule.kink]
        self._flat = [(node.inputs[0], _FLAT[rule.op]) for _, node, rule in rules if rule.op in _FLAT]

    def sides(self, at: Passed) -> list[Any]:
        """For each node with a kink, on which side of it a point is; of an array, for each entry."""
        found: list[Any] = []
        for index, inputs in self._kinks:
            local = at.locals[index]
            found.append(tuple(local) if local is not None else (at.values[inputs[0]] > 0).tobytes())
        return found

    def is_flat(self, at: Passed) -> bool:
        """Whether a sigmoid or tanh stands where it is nearly flat, so that hardly any gradient comes back."""
        return any(_largest(at.values[source]) > bound for source, bound in self._flat)


def _largest(value: Any) -> float:
    return abs(value) if isinstance(value, float) else float(abs(value).max())


def _is_live(at: Passed) -> bool:
    leaves = (gradient for gradient, node in zip(at.gradients, at.graph.nodes, strict=True) if node.rule is None)
    return all(gradient is None or _nonzero(gradient) for gradient in leaves)


def _nonzero(gradient: Any) -> bool:
    if isinstance(gradient, float):
        return gradient != 0
    return bool((gradient != 0).any())
