"""A training as an SVG picture: the loss over the epochs, and beside it the valley or the contours with the steps.

`plot_svg(plot, look)` is a whole document; it needs no font, style or script from outside.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

from bpcli.core.numerals import numeral
from bpcli.core.say import say
from bpcli.render.contours import contour
from bpcli.render.frame import HEIGHT, MARGIN, WIDTH, Frame, Scale
from bpcli.render.look import Look
from bpcli.render.svg import FONTS
from bpcli.report.landscape import Plot, Terrain, Valley

_TITLE = 40.0
_LEVELS = 12
_MOST_POINTS = 1_000
_STYLE = (
    "text{fill:#1f2328;font-size:12px}.title{font-size:16px;font-weight:bold}.axis{stroke:#59636e;fill:none}"
    ".grid{stroke:#d1d9e0;fill:none}.line{stroke:#0550ae;stroke-width:1.6;fill:none}"
    ".level{stroke:#818b98;fill:none}.way{stroke:#b3121d;stroke-width:1.2;fill:none}.step{fill:#b3121d}"
)


def plot_svg(plot: Plot, look: Look) -> str:
    """The picture as the text of an SVG file."""
    panels = [_losses(plot, look)]
    if plot.landscape is not None:
        panels.append(_landscape(plot.landscape, look))
    width, height = len(panels) * (WIDTH + MARGIN), HEIGHT + _TITLE
    title = escape(look.text(plot.title))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" font-family="{FONTS}">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}</style>",
        f'<rect width="{width:g}" height="{height:g}" fill="#ffffff"/>',
        f'<text class="title" x="{MARGIN:g}" y="26">{title}</text>',
    ]
    for number, panel in enumerate(panels):
        lines += [f'<g transform="translate({number * (WIDTH + MARGIN):g} {_TITLE:g})">', *panel, "</g>"]
    return "\n".join([*lines, "</svg>", ""])


def _losses(plot: Plot, look: Look) -> Iterator[str]:
    losses = plot.losses
    log = len(losses) > 0 and min(losses) > 0
    across = Scale.over([0, max(1, len(losses) - 1)])
    frame = Frame(across, Scale.over(losses or [0.0], log=log), (say("train.epoch"), plot.output), look)
    yield from frame.drawn()
    every = max(1, len(losses) // _MOST_POINTS)
    yield from _line(frame, [(number, losses[number]) for number in range(0, len(losses), every)], "line")


def _landscape(landscape: Valley | Terrain, look: Look) -> Iterator[str]:
    if isinstance(landscape, Valley):
        yield from _valley(landscape, look)
    else:
        yield from _terrain(landscape, look)


def _valley(valley: Valley, look: Look) -> Iterator[str]:
    across = Scale.over([x for x, _ in valley.curve], margin=0)
    up = Scale.over([y for _, y in (*valley.curve, *valley.steps)])
    frame = Frame(across, up, (valley.name, say("train.plot-cost")), look)
    yield from frame.drawn()
    yield from _line(frame, valley.curve, "line")
    yield from _way(frame, valley.steps)


def _terrain(terrain: Terrain, look: Look) -> Iterator[str]:
    across, up = (Scale.over([axis[0], axis[-1]], margin=0) for axis in (terrain.xs, terrain.ys))
    frame = Frame(across, up, terrain.names, look)
    yield from frame.drawn()
    for level in _levels(terrain):
        pieces = contour(terrain.xs, terrain.ys, terrain.heights, level)
        path = "".join(f"M{_at(frame, start)}L{_at(frame, end)}" for start, end in pieces)
        if path:
            yield f'<path class="level" d="{path}"><title>{escape(numeral(level, 3, look.minus))}</title></path>'
    yield from _way(frame, terrain.steps)


def _levels(terrain: Terrain) -> list[float]:
    """Heights closer together where the ground is low: each is a fixed share of the next."""
    known = [height for row in terrain.heights for height in row if math.isfinite(height)]
    if not known:
        return []
    low, high = min(known), max(known)
    return [low + (high - low) * (number / _LEVELS) ** 3 for number in range(1, _LEVELS)]


def _line(frame: Frame, points: Iterable[tuple[float, float]], kind: str) -> Iterator[str]:
    path = " ".join(_at(frame, point) for point in points)
    if path:
        yield f'<polyline class="{kind}" points="{path}"/>'


def _way(frame: Frame, steps: Sequence[tuple[float, float]]) -> Iterator[str]:
    yield from _line(frame, steps, "way")
    for number, step in enumerate(steps):
        x, y = _at(frame, step).split(",")
        yield f'<circle class="step" cx="{x}" cy="{y}" r="{4 if number == 0 else 2}"/>'


def _at(frame: Frame, point: tuple[float, float]) -> str:
    x, y = frame.place(*point)
    return f"{x:.2f},{y:.2f}"
