"""Bars in characters: `bar_lines(bars, look)`, a line each, its length what there is of the whole."""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.render.cells import pad, width, wrap
from bpcli.render.look import Look
from bpcli.render.paint import Role, paint
from bpcli.report.blocks import Bars

_LONGEST = 30
_SHORTEST = 5
_USUAL = 20  # where there is no width to fill
_FULL, _EMPTY = ("█", "#"), ("░", ".")


def bar_lines(bars: Bars, look: Look) -> Iterator[str]:
    """The title, and a line a bar: label, bar and words, which stand under it where there is no room beside it."""
    if bars.title:
        yield from wrap(look.text(bars.title), look, role=Role.HEADING)
    labels = [look.text(bar.label) for bar in bars.bars]
    texts = [look.text(bar.text) for bar in bars.bars]
    room = max(map(width, labels), default=0)
    length = _length(room, max(map(width, texts), default=0), look)
    for bar, label, text in zip(bars.bars, labels, texts, strict=True):
        yield from wrap(f"{pad(label, room)}  {_bar(bar.part, length, look)}  {text}", look, 2)


def _length(label: int, text: int, look: Look) -> int:
    if look.columns is None:
        return _USUAL
    return max(_SHORTEST, min(_LONGEST, look.columns - label - text - 4))


def _bar(part: float, length: int, look: Look) -> str:
    """Full only where everything is there, and empty only where nothing is."""
    filled = round(part * length)
    filled = min(max(filled, 1 if part > 0 else 0), length if part >= 1 else length - 1)
    full, empty = look.pick(*_FULL) * filled, look.pick(*_EMPTY) * (length - filled)
    return paint(full, Role.VALUE, look) + empty
