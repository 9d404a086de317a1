"""A curve in characters: `curve_lines(series, look)`, on a log scale where all its numbers are above zero.

plotille draws it in Braille, eight dots a character; a look that keeps to ASCII has one sign a character instead.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from bpcli.core.numerals import numeral
from bpcli.render.cells import lead, width
from bpcli.render.look import Look
from bpcli.render.paint import Role, paint
from bpcli.report.blocks import Series

_HEIGHT = 10  # lines of the drawing
_WIDEST = 72
_BRAILLE = 0x2800
_UPPER, _MIDDLE, _LOWER = 0x01 | 0x08, 0x02 | 0x04 | 0x10 | 0x20, 0x40 | 0x80  # the dots of a character


def curve_lines(series: Series, look: Look) -> list[str]:
    """The lines, which fit the look's width; none for a pipe."""
    if look.columns is None or len(series.values) < 2:
        return []
    log = min(series.values) > 0
    heights = [math.log10(value) for value in series.values] if log else list(series.values)
    labels = _labels(min(heights), max(heights), look, log=log)
    margin = max(map(width, labels.values()))
    room = min(look.columns, _WIDEST) - margin - 2
    drawing = _drawn(heights, room, look)
    axis = look.pick("│", "|")
    lines = [
        f"{lead(labels.get(row, ''), margin)} {axis}{paint(line, Role.VALUE, look)}" for row, line in enumerate(drawing)
    ]
    return [*lines, *_foot(series, margin, room, look)]


def _labels(low: float, high: float, look: Look, *, log: bool) -> dict[int, str]:
    """Numbers beside the top line, the bottom one and one between."""
    found = {}
    for row in (0, _HEIGHT // 2, _HEIGHT - 1):
        # The middle of the line, as the top and the bottom lines reach from the largest to the smallest number.
        height = high - (high - low) * row / (_HEIGHT - 1)
        found[row] = numeral(10**height if log else height, 3, look.minus)
    return found


def _drawn(heights: Sequence[float], room: int, look: Look) -> list[str]:
    from plotille import Canvas  # noqa: PLC0415 - only a curve needs it

    low, high = min(heights), max(heights)
    spread = (high - low) or 1.0
    canvas = Canvas(room, _HEIGHT, xmin=0, ymin=low - 0.02 * spread, xmax=len(heights) - 1, ymax=high + 0.02 * spread)
    # More points than dots would only cost time.
    step = max(1, len(heights) // (4 * room))
    places = [*range(0, len(heights) - 1, step), len(heights) - 1]
    for start, end in pairwise(places):
        canvas.line(start, heights[start], end, heights[end])
    lines = [line.replace(chr(_BRAILLE), " ").rstrip() for line in canvas.plot(linesep="\n").split("\n")]
    return [line.translate(_AsAscii()) for line in lines] if look.ascii else lines


class _AsAscii(dict[int, str]):
    """Braille to the sign that has its weight where the dots are."""

    def __missing__(self, code: int) -> str:
        dots = code - _BRAILLE
        if not 0 < dots < 256:
            return chr(code)
        upper, middle, lower = dots & _UPPER, dots & _MIDDLE, dots & _LOWER
        if upper and lower:
            return "|"
        if middle:
            return "-" if not upper and not lower else ":"
        return "'" if upper else "."


def _foot(series: Series, margin: int, room: int, look: Look) -> list[str]:
    last = str(len(series.values) - 1)
    name = look.text(series.over)
    corner, line = look.pick("└", "+"), look.pick("─", "-")
    between = room - 1 - len(last) - width(name)
    numbers = f"0{' ' * (between // 2)}{name}{' ' * (between - between // 2)}{last}"
    return [f"{' ' * (margin + 1)}{corner}{line * room}", f"{' ' * (margin + 2)}{numbers}"]
