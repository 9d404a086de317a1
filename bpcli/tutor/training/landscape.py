"""The cost around the way that a training took, for one parameter (a valley) or two (a terrain)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bpcli.engine.descent.numbers import Numbers, Precision
from bpcli.engine.descent.prediction import Cost
from bpcli.report.landscape import Plot, Terrain, Valley
from bpcli.tutor.training.trained import Trained

_MOST_STEPS = 400  # points of the way that are drawn
_POINTS = 121  # of the curve over one parameter
_GRID = (49, 37)
_AROUND = 0.35  # how far beyond the way the picture reaches, in lengths of the way


def plot(trained: Trained, title: str) -> Plot:
    """What is to be drawn of a training."""
    return Plot(title, trained.output, trained.run.losses(), _landscape(trained))


def _landscape(trained: Trained) -> Valley | Terrain | None:
    run = trained.run
    sizes = [math.prod(shape) for shape in run.task.shapes]
    if sizes not in ([1], [1, 1]) or any(run.task.shapes):
        return None
    cost = _Ground(trained)
    every = max(1, len(run) // _MOST_STEPS)
    way = [tuple(map(float, run.parameters(number))) for number in range(0, len(run) + 1, every)]
    if len(sizes) == 1:
        return _valley(trained, cost, [point[0] for point in way])
    return _terrain(trained, cost, [(point[0], point[1]) for point in way])


class _Ground:
    """The cost at a point; infinite where it does not exist."""

    def __init__(self, trained: Trained) -> None:
        self._cost = Cost(trained.plan.task)
        self._numbers = Numbers(Precision.DOUBLE, trained.plan.task.numbers.arrays)

    def __call__(self, *point: float) -> float:
        try:
            return self._cost(tuple(map(self._numbers.constant, point)))[0]
        except (ValueError, ZeroDivisionError, OverflowError):
            return math.inf


def _valley(trained: Trained, cost: _Ground, way: Sequence[float]) -> Valley:
    low, high = _range(way)
    xs = [low + (high - low) * number / (_POINTS - 1) for number in range(_POINTS)]
    curve = [(x, y) for x in xs if math.isfinite(y := cost(x))]
    steps = [(x, y) for x in way if math.isfinite(y := cost(x))]
    return Valley(trained.parameters[0], curve, steps)


def _terrain(trained: Trained, cost: _Ground, way: Sequence[tuple[float, float]]) -> Terrain:
    across, up = (_spaced(*_range([point[axis] for point in way]), _GRID[axis]) for axis in (0, 1))
    heights = [[cost(x, y) for x in across] for y in up]
    first, second = trained.parameters
    return Terrain((first, second), across, up, heights, way)


def _range(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    length = (high - low) or max(abs(low), 1.0)
    # A way that runs towards a point ends near it: the other side of the valley is shown too.
    return low - _AROUND * length, high + _AROUND * length


def _spaced(low: float, high: float, count: int) -> list[float]:
    return [low + (high - low) * number / (count - 1) for number in range(count)]
