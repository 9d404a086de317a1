"""Both passes of a learner who writes down a few digits of every step and goes on with those."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpcli.tutor.mistakes.ground import Ground
from bpcli.tutor.mistakes.point import Point, as_doubles, is_finite
from bpcli.tutor.mistakes.tape import NO_VALUE


def rounded(ground: Ground, givens: Mapping[str, Any], seed: Any, digits: int, *, backward: bool) -> Point | None:
    """The passes with so many significant digits kept of every shown step; None where a step has no value then.

    backward: whether the gradients are rounded too before they are handed on. Whole numbers are never rounded.
    """
    graph, owners = ground.graph, ground.owners
    values: list[Any] = []
    results: list[Any] = []
    try:
        for index, node in enumerate(graph.nodes):
            rule = node.rule
            if rule is None:
                result = kept = as_doubles(givens[node.name])
            else:
                result = rule.forward(*(values[source] for source in node.inputs))
                kept = _kept(result, digits) if owners[index] == index else result
            results.append(result)
            values.append(kept)
        found = _Rounded(ground, values, as_doubles(seed), digits if backward else None)
    except NO_VALUE:
        return None
    found.results = results
    return found if all(map(is_finite, results)) else None


class _Rounded(Point):
    """Passes that hand on rounded gradients; the gradients themselves are kept as they came out."""

    def __init__(self, ground: Ground, values: list[Any], seed: Any, digits: int | None) -> None:
        self._digits = digits
        self._owners = ground.owners
        super().__init__(ground.graph, values, seed, exact=False)

    def _send_back(self, index: int, gradient: Any) -> None:
        if self._digits is not None and self._owners[index] == index:
            gradient = _kept(gradient, self._digits)
        super()._send_back(index, gradient)


def _kept(value: Any, digits: int) -> Any:
    if isinstance(value, float):
        return value if value.is_integer() else float(f"{value:.{digits}g}")
    import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

    array = np.asarray(value, dtype=float)
    entries = [_kept(float(entry), digits) for entry in array.flat]
    return np.array(entries).reshape(array.shape) if array.shape else entries[0]
