"""A picture of both passes as PNG: the SVG picture, painted by resvg with the fonts of this machine."""

from __future__ import annotations

import re

from bpcli.core.say import say
from bpcli.engine.trace import Trace
from bpcli.render.captions import Showing
from bpcli.render.look import Look
from bpcli.render.svg import FONTS
from bpcli.render.svg import picture as svg

SHARPNESS = 2.0  # pixels for each unit of the picture, where that is not too many
MOST_PIXELS = 60_000_000
LONGEST = 30_000  # many programs open no longer side
LEAST_SHARPNESS = 0.6  # below, numbers cannot be read

_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')
_LETTER = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" font-family="{FONTS}">'
    '<text x="2" y="18">{}</text></svg>'
)


class Unpainted(Exception):
    """No PNG can be made here; the message says why and what to do instead."""


def picture(trace: Trace, look: Look, showing: Showing, title: str | None = None) -> bytes:
    """The picture as the bytes of a PNG file, on white. Raises Unpainted."""
    return painted(svg(trace, look, showing, title))


def painted(text: str) -> bytes:
    """Any SVG file of ours as the bytes of a PNG file. Raises Unpainted."""
    try:
        from resvg_py import svg_to_bytes  # noqa: PLC0415 - heavy, and only a PNG needs it
    except ImportError:
        raise Unpainted(say("draw.png-missing")) from None
    if svg_to_bytes(svg_string=_LETTER.format("M")) == svg_to_bytes(svg_string=_LETTER.format("")):
        raise Unpainted(say("draw.png-no-font"))
    width, height = _pixels(text)
    return bytes(svg_to_bytes(svg_string=text, background="#ffffff", width=width, height=height))


def _pixels(text: str) -> tuple[int, int]:
    """How large to paint it: twice its size, less where that would be very large."""
    found = _SIZE.search(text)
    width, height = (float(side) for side in found.groups()) if found else (1.0, 1.0)
    sharpness = min(SHARPNESS, LONGEST / max(width, height), (MOST_PIXELS / (width * height)) ** 0.5)
    if sharpness < LEAST_SHARPNESS:
        raise Unpainted(say("draw.png-too-large", width=round(width), height=round(height)))
    return round(width * sharpness), round(height * sharpness)
