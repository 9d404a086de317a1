"""What a training looks like from above: the loss of each epoch, and what the data cost around the way down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Valley(NamedTuple):
    """The cost over one parameter: points of its curve, and the steps on it."""

    name: str
    curve: Sequence[tuple[float, float]]
    steps: Sequence[tuple[float, float]]


class Terrain(NamedTuple):
    """The cost over two parameters on a grid, a row for each of `ys`, and the way over it."""

    names: tuple[str, str]
    xs: Sequence[float]
    ys: Sequence[float]
    heights: Sequence[Sequence[float]]
    steps: Sequence[tuple[float, float]]


class Plot(NamedTuple):
    """A picture of a training: the curve of the loss, and, for one parameter or two, the landscape."""

    title: str
    output: str
    losses: Sequence[float]
    landscape: Valley | Terrain | None
