"""The axes of a plot: scales with round numbers on them, drawn as the parts of an SVG picture."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from bpcli.core.numerals import numeral
from bpcli.render.look import Look

WIDTH, HEIGHT, MARGIN = 460.0, 330.0, 24.0  # of a frame with its labels, and between frames
_LEFT, _RIGHT, _TOP, _BOTTOM = 76.0, 8.0, 8.0, 44.0
_TICKS = 5
_BEYOND = 0.04  # how far a scale reaches beyond its numbers


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high`; `log` where equal steps are equal ratios (both are logarithms then)."""

    low: float
    high: float
    log: bool = False

    @classmethod
    def over(cls, values: Sequence[float], *, log: bool = False, margin: float = _BEYOND) -> Scale:
        """The scale that these values fit on."""
        heights = [math.log10(value) for value in values] if log else values
        low, high = min(heights), max(heights)
        spread = (high - low) or abs(high) or 1.0
        return cls(low - margin * spread, high + margin * spread, log)

    def share(self, value: float) -> float:
        """How far along the scale a value stands, from 0 to 1; values beyond it stand a little outside."""
        height = (math.log10(value) if value > 0 else self.low) if self.log else value
        return min(1.5, max(-0.5, (height - self.low) / (self.high - self.low)))

    def ticks(self) -> list[float]:
        """Round numbers on the scale."""
        step = _round_step((self.high - self.low) / _TICKS)
        if self.log:
            step = max(1, round(step))
        first = math.ceil(self.low / step)
        found = [number * step for number in range(first, math.floor(self.high / step) + 1)]
        return [10**height for height in found] if self.log else found


def _round_step(step: float) -> float:
    power = 10 ** math.floor(math.log10(step))
    return float(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= step * 0.999))


@dataclass(frozen=True, slots=True)
class Frame:
    """Two scales and what is written on them."""

    across: Scale
    up: Scale
    names: tuple[str, str]
    look: Look

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a point stands in the picture."""
        wide, high = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
        return _LEFT + self.across.share(x) * wide, _TOP + (1 - self.up.share(y)) * high

    def drawn(self) -> Iterator[str]:
        """The frame, its lines and its numbers."""
        bottom, right = HEIGHT - _BOTTOM, WIDTH - _RIGHT
        for value in self.up.ticks():
            _, y = self.place(0, value)
            yield f'<path class="grid" d="M{_LEFT:g} {y:.1f}H{right:g}"/>'
            yield f'<text x="{_LEFT - 6:g}" y="{y + 4:.1f}" text-anchor="end">{self._number(value)}</text>'
        for value in self.across.ticks():
            x, _ = self.place(value, self.up.low)
            yield f'<path class="grid" d="M{x:.1f} {_TOP:g}V{bottom:g}"/>'
            yield f'<text x="{x:.1f}" y="{bottom + 16:g}" text-anchor="middle">{self._number(value)}</text>'
        yield f'<path class="axis" d="M{_LEFT:g} {_TOP:g}V{bottom:g}H{right:g}"/>'
        below, beside = (escape(self.look.text(name)) for name in self.names)
        yield f'<text x="{(_LEFT + right) / 2:g}" y="{HEIGHT - 8:g}" text-anchor="middle">{below}</text>'
        middle = (_TOP + bottom) / 2
        yield f'<text transform="translate(14 {middle:g}) rotate(-90)" text-anchor="middle">{beside}</text>'

    def _number(self, value: float) -> str:
        return escape(numeral(value, 4, self.look.minus))
