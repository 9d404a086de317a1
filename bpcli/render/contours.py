"""Lines of equal height through a grid, by marching squares: `contour(xs, ys, heights, level)`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

Point = tuple[float, float]
Segment = tuple[Point, Point]

# For each corner pattern of a cell (1 left below, 2 right below, 4 right above, 8 left above) the edges a line joins:
# 0 below, 1 right, 2 above, 3 left.
_EDGES: tuple[tuple[tuple[int, int], ...], ...] = (
    (), ((3, 0),), ((0, 1),), ((3, 1),), ((1, 2),), ((3, 2), (0, 1)), ((0, 2),), ((3, 2),),
    ((2, 3),), ((2, 0),), ((3, 0), (1, 2)), ((2, 1),), ((1, 3),), ((1, 0),), ((0, 3),), (),
)  # fmt: skip


def contour(
    xs: Sequence[float], ys: Sequence[float], heights: Sequence[Sequence[float]], level: float
) -> Iterator[Segment]:
    """The pieces of the line at a level, cell by cell."""
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            corners = (
                (xs[column], ys[row], heights[row][column]),
                (xs[column + 1], ys[row], heights[row][column + 1]),
                (xs[column + 1], ys[row + 1], heights[row + 1][column + 1]),
                (xs[column], ys[row + 1], heights[row + 1][column]),
            )
            if all(math.isfinite(height) for *_, height in corners):
                yield from _cell(corners, level)


def _cell(corners: Sequence[tuple[float, float, float]], level: float) -> Iterator[Segment]:
    pattern = sum(1 << at for at, (*_, height) in enumerate(corners) if height > level)
    for start, end in _EDGES[pattern]:
        yield _crossing(corners, start, level), _crossing(corners, end, level)


def _crossing(corners: Sequence[tuple[float, float, float]], edge: int, level: float) -> Point:
    """Where the line crosses an edge."""
    (x0, y0, h0), (x1, y1, h1) = corners[edge], corners[(edge + 1) % 4]
    share = (level - h0) / (h1 - h0)
    return x0 + share * (x1 - x0), y0 + share * (y1 - y0)
