"""Both passes in one table beside the graph, drawn as rails: forward down the left half, backward up the right.

    graph   #  node  forward ↓      value │ via local · upstream ↑        ∂loss/∂·
    ──────────────────────────────────────┼────────────────────────────────────────
    ○       1  x     input              2 │ #2  2·x = 4  ·  6 → 24
    ├─╮                                   │ #6  w₂ = 1   ·  6 →  6
    │ │                                   │ Σ 2 paths                           30
    □ │     2  u     x² = 2²            4 │ #4  w₁ = 1   ·  6                    6

`tape(trace, look)` is None where that does not fit: on a terminal of less than 80 columns, or with more rails
than can be followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from bpcli.core.numerals import Value
from bpcli.core.say import say
from bpcli.engine.trace import Path, Trace
from bpcli.language.tree import Phrase
from bpcli.render import rails
from bpcli.render.cells import lead, pad, width
from bpcli.render.look import Look, finish
from bpcli.render.mathematics import Scribe
from bpcli.render.paint import Role, paint
from bpcli.render.signs import mark_of
from bpcli.report.blocks import Total, Words
from bpcli.tutor.naming import ascii_spellings

NARROWEST = 80  # columns; what is narrower is better read line by line
UNREACHED = ("·", ".")  # a gradient that there is none of


class _Left(NamedTuple):
    """A line of the left half, without its rails."""

    number: str = ""
    node: str = ""
    forward: str = ""
    value: str = ""
    parameter: bool = False


class _Right(NamedTuple):
    """A line of the right half."""

    via: str = ""
    local: str = ""
    upstream: str = ""
    product: str = ""
    total: str = ""


class _Line(NamedTuple):
    graph: str
    left: _Left
    right: _Right


@dataclass(frozen=True, slots=True)
class _Density:
    """How the table saves width.

    inline: numbers stand behind their formula, else under it. arrays: in full, else by shape.
    flat: a path on one line, else its upstream gradient under its local one. gap: cells between two columns.
    """

    inline: bool = True
    arrays: bool = True
    flat: bool = True
    gap: int = 2


_DENSITIES = (
    _Density(),
    _Density(inline=False),
    _Density(inline=False, gap=1),
    _Density(inline=False, flat=False, gap=1),
    _Density(arrays=False),
    _Density(inline=False, arrays=False, gap=1),
    _Density(inline=False, arrays=False, flat=False, gap=1),
)


def tape(trace: Trace, look: Look) -> str | None:
    """The table as text, or None where it does not fit."""
    room = look.columns
    if room is not None and room < NARROWEST:
        return None
    sequence = rails.order(trace.graph)
    stops = list(rails.lay(trace.graph, sequence))
    if len(stops) < len(sequence):
        return None
    for density in _DENSITIES:
        lines = list(_Tape(trace, stops, Scribe(look, ascii_spellings(trace)), density).lines())
        sheet = _Sheet(lines, trace, look, density.gap)
        if room is None or sheet.width() <= room:
            return finish(sheet.written(), look)
    return None


class _Tape:
    """The lines of the table, before they are aligned."""

    def __init__(self, trace: Trace, stops: list[rails.Stop], scribe: Scribe, density: _Density) -> None:
        self.trace = trace
        self.stops = stops
        self.scribe = scribe
        self.density = density
        self.pen = rails.Pen.of(scribe.look)
        self.numbers = {stop.node: number for number, stop in enumerate(stops, start=1)}

    def lines(self) -> Iterator[_Line]:
        """Every line, from the top."""
        for stop in self.stops:
            if len(stop.merged) > 1:
                yield _Line(rails.merging(stop, self.pen), _Left(), _Right())
            yield from self._block(stop)

    def _block(self, stop: rails.Stop) -> Iterator[_Line]:
        node = self.trace.graph.nodes[stop.node]
        graph = [rails.standing(stop, mark_of(node, self.scribe), self.pen)]
        if len(stop.parted) > 1:
            graph.append(rails.parting(stop, self.pen))
        on = rails.upright(stop.after, self.pen)
        halves = zip_longest(graph, self._left(stop.node), self._right(stop.node))
        for drawn, left, right in halves:
            yield _Line(on if drawn is None else drawn, left or _Left(), right or _Right())

    def _left(self, index: int) -> list[_Left]:
        node = self.trace.graph.nodes[index]
        number, name = str(self.numbers[index]), self.scribe.name(node.name)
        value = self._value(self.trace.value(index))
        if node.rule is None:
            parameter = node.kind.value == "parameter"
            return [_Left(number, name, say(f"render.{node.kind.value}"), value, parameter)]
        # The name of an unnamed node is its formula already.
        formula = self.scribe.write(self.trace.formula(index)) if node.named else ""
        numbers = self._numbers(self.trace.formula_with_numbers(index))
        numbers = f"= {numbers}" if numbers else ""
        if self.density.inline or not formula:
            return [_Left(number, name, f"{formula} {numbers}".strip(), value)]
        return [_Left(number, name, formula, value), *([_Left(forward=numbers)] if numbers else [])]

    def _numbers(self, phrase: Phrase) -> str:
        """A formula with its numbers, unless it has none, or arrays where those are shown by shape."""
        scalars = all(not hasattr(filling, "shape") for filling in phrase.fillings)
        return self.scribe.phrase(phrase) if phrase.fillings and (scalars or self.density.arrays) else ""

    def _value(self, value: Value) -> str:
        if hasattr(value, "shape") and not self.density.arrays:
            return f"[{self.scribe.shape(value.shape)}]"
        return self.scribe.value(value)

    def _right(self, index: int) -> list[_Right]:
        gradient = self.trace.gradient(index)
        if gradient is None:
            return [_Right(total=self.scribe.look.pick(*UNREACHED))]
        total = self._value(gradient)
        paths = self.trace.paths(index)
        if not paths:
            return [_Right(total=total)]
        if len(paths) == 1:
            return self._path(paths[0], product="", total=total)
        count = self.scribe.write(Total(Words(say("render.paths", count=len(paths)))))
        lines = [line for path in paths for line in self._path(path, self._value(path.product))]
        return [*lines, _Right(via=count, total=total)]

    def _path(self, path: Path, product: str, total: str = "") -> list[_Right]:
        via, local = f"#{self.numbers[path.edge.consumer]}", self.scribe.write(path.local)
        if path.local_value is None:
            return [_Right(via, local, "", product, total)]
        value, upstream = self._value(path.local_value), self._value(path.upstream)
        local = value if value == local else f"{local} = {value}"
        if self.density.flat:
            return [_Right(via, local, upstream, product, total)]
        pick = self.scribe.look.pick
        second = f"{' ' * width(via)} {pick('·', '*')} {upstream}" + (
            f" {pick('→', '->')} {product}" if product else ""
        )
        return [_Right(via, local), _Right(via=second, total=total)]


class _Sheet:
    """The lines with their columns aligned."""

    def __init__(self, lines: list[_Line], trace: Trace, look: Look, gap: int) -> None:
        self.look = look
        self.gap = gap
        titles = _titles(trace, look)
        self.lines = lines
        self.titles = titles
        self.graph = max(width(line.graph) for line in (titles, *lines))
        self.left = _sizes([line.left[:4] for line in (titles, *lines)])
        # A title, and `Σ 2 paths`, stand over all columns of the right half, so they are left out here.
        self.right = _sizes([line.right[:4] for line in lines if line.right.local] or [("",) * 4])
        self.middle = max(width(self._middle(line.right)) for line in (titles, *lines))
        self.total = max(width(line.right.total) for line in (titles, *lines))

    def width(self) -> int:
        """How many columns the table takes."""
        return self._left_width() + 1 + self._right_width()

    def _left_width(self) -> int:
        return 1 + self.graph + sum(self.gap + size for size in self.left) + 1

    def _right_width(self) -> int:
        return 1 + self.middle + self.gap + self.total

    def written(self) -> list[str]:
        """The table, line by line."""
        across = self.look.pick("─", "-")
        rule = across * self._left_width() + self.look.pick("┼", "+") + across * self._right_width()
        return [self._line(self.titles, titles=True), rule, *map(self._line, self.lines)]

    def _line(self, line: _Line, *, titles: bool = False) -> str:
        look, left = self.look, line.left
        value, gradient = (None, None) if titles else (Role.VALUE, Role.GRADIENT)
        cells = (
            pad(line.graph, self.graph),
            lead(left.number, self.left[0]),
            paint(pad(left.node, self.left[1]), Role.PARAMETER if left.parameter else None, look),
            pad(left.forward, self.left[2]),
            paint(lead(left.value, self.left[3]), value, look),
        )
        total = paint(lead(line.right.total, self.total), gradient, look)
        middle = pad(self._middle(line.right), self.middle)
        return f" {(' ' * self.gap).join(cells)} {look.pick('│', '|')} {middle}{' ' * self.gap}{total}"

    def _middle(self, right: _Right) -> str:
        if not right.local:
            return right.via
        text = f"{pad(right.via, self.right[0])} {pad(right.local, self.right[1])}"
        if right.upstream:
            text += f" {self.look.pick('·', '*')} {lead(right.upstream, self.right[2])}"
        if right.product:
            text += f" {self.look.pick('→', '->')} {lead(right.product, self.right[3])}"
        return text


def _titles(trace: Trace, look: Look) -> _Line:
    number, node, passed, value = (look.text(say(f"render.{key}")) for key in ("number", "node", "forward", "value"))
    name = "L" if trace.upstream_given else trace.graph.nodes[trace.graph.output].name
    total = look.pick(f"∂{name}/∂·", f"d{Scribe(look).name(name)}/d.")
    left = _Left(number, node, passed, value)
    return _Line(look.text(say("render.graph")), left, _Right(look.text(say("render.backward")), total=total))


def _sizes(rows: list[tuple[str, ...]]) -> list[int]:
    return [max(map(width, column)) for column in zip(*rows, strict=True)]
