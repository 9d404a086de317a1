"""A picture of both passes as SVG: values above the wires, gradients below them, parameters bold.

`picture(trace, look, showing, title)` is a whole document: nothing outside of it is needed, no text of a stranger is
markup in it, and the same trace gives the same bytes. It is dark on white, and light on dark where the screen is so.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from html import escape

from bpcli.core.say import say
from bpcli.core.visible import visible
from bpcli.engine.graph import Kind
from bpcli.engine.trace import Trace
from bpcli.render import extents
from bpcli.render.captions import Captions, Label, NodeCaption, Showing, captions
from bpcli.render.extents import ARROW, DROP, LINE, NAME, NUMBER, PAD, RISE, SIGMA, SMALL, TITLE
from bpcli.render.layout import Layout, Size, Way, lay_out
from bpcli.render.look import Look
from bpcli.render.mathematics import Scribe
from bpcli.render.measure import broken, measure
from bpcli.tutor.naming import ascii_spellings

FONTS = (
    "DejaVu Sans, Verdana, Noto Sans, Segoe UI, Helvetica Neue, Arial, Liberation Sans, Ubuntu, Cantarell, Roboto, "
    "FreeSans, Nimbus Sans, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
)
MARGIN = 22.0
NARROWEST = 460.0

# Each colour on white and on dark paper. As attributes they are understood by every program that reads SVG; only
# the dark ones need a style sheet.
_FILLS = {
    "paper": ("#ffffff", "#0d1117"),
    "ink": ("#1f2328", "#e6edf3"),
    "faint": ("#59636e", "#9198a1"),
    "value": ("#116329", "#56d364"),
    "gradient": ("#b3121d", "#ff7b72"),
    "local": ("#0550ae", "#79c0ff"),
    "wire-end": ("#6e7781", "#8b949e"),
}
_STROKES = {"wire": ("#6e7781", "#8b949e"), "value-blank": ("#116329", "#56d364")}
_STROKES |= {"gradient-blank": ("#b3121d", "#ff7b72"), "local-blank": ("#0550ae", "#79c0ff")}
_BOX = ("#f6f8fa", "#161b22")
# A parameter has a thick border, a target a dashed one.
_BORDERS = {Kind.PARAMETER: ' stroke-width="2.6"', Kind.TARGET: ' stroke-dasharray="5 3"'}


def picture(trace: Trace, look: Look, showing: Showing, title: str | None = None) -> str:
    """The picture as the text of an SVG file."""
    told = captions(trace, Scribe(look, ascii_spellings(trace)), showing)
    sizes = extents.sizes_of(trace.graph, told)
    return _Page(trace, look, showing, told, sizes).document(title)


class _Page:
    def __init__(self, trace: Trace, look: Look, showing: Showing, told: Captions, sizes: list[Size]) -> None:
        self.graph = trace.graph
        self.look = look
        self.showing = showing
        self.told = told
        self.sizes = sizes
        self.layout: Layout = lay_out(trace.graph, sizes)

    def document(self, title: str | None) -> str:
        """The whole file."""
        name = self.look.text(title or say("draw.untitled"))
        width = max(self.layout.width + 2 * MARGIN, NARROWEST)
        heading = broken(name, TITLE, width - 2 * MARGIN) if title else []
        top = MARGIN + len(heading) * TITLE * LINE + (8 if heading else 0)
        foot = top + self.layout.height + 30
        body = [
            *(_text(MARGIN, MARGIN + TITLE * (LINE * n + 0.8), line, TITLE, "ink") for n, line in enumerate(heading)),
            f'<g transform="translate({_n((width - self.layout.width) / 2)} {_n(top)})">',
            *self._wires(),
            *(part for index in range(len(self.told.nodes)) for part in self._node(index)),
            "</g>",
            *self._legend(foot),
        ]
        text = "\n".join(body)
        size = (width, foot + MARGIN - 4)
        # Several pictures may come to stand in one page: the names of their parts must differ.
        mark = f"{zlib.crc32(f'{name}{text}'.encode()):08x}"
        return "\n".join([*self._opening(name, size, mark), text, "</svg>", ""])

    def _opening(self, name: str, size: tuple[float, float], mark: str) -> Iterator[str]:
        width, height = map(_n, size)
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" role="img" aria-labelledby="title-{mark} about-{mark}" font-family="{FONTS}">'
        )
        yield f'<title id="title-{mark}">{_safe(name)}</title>'
        yield f'<desc id="about-{mark}">{_safe(self._description())}</desc>'
        yield f"<style>@media (prefers-color-scheme: dark) {{{_dark()}}}</style>"
        yield f'<rect width="{width}" height="{height}" rx="8" {_fill("paper")}/>'

    def _description(self) -> str:
        nodes, output = self.told.nodes, self.told.nodes[self.graph.output].name
        said = [say("draw.about", nodes=len(nodes), edges=len(self.told.edges), output=output)]
        for caption in nodes:
            value, gradient = caption.value, caption.gradient
            if value.blank or (gradient and gradient.blank):
                continue
            fields = {"name": caption.name, "value": value.text}
            more = say("draw.described", **fields, gradient=gradient.text) if gradient else ""
            said.append(more or say("draw.described-value", **fields))
        return " ".join(map(self.look.text, said))

    # Wires

    def _wires(self) -> Iterator[str]:
        yield f'<g fill="none" {_stroke("wire")} stroke-width="1.4">'
        for index, box in enumerate(self.layout.boxes):
            start = box.left + self.sizes[index].width
            # The output's value leaves the picture; any other wire goes on to its consumers.
            end = box.end if self.graph.consumers[index] else start + self.sizes[index].tail
            yield f'<path class="tail" d="M{_n(start)} {_n(box.middle)}H{_n(end)}"/>'
        for way in self.layout.ways:
            yield f'<path class="{"edge" if way.edge else "trunk"}" d="{_path(way)}"/>'
        yield "</g>"
        yield f"<g {_fill('wire-end')}>"
        for way in self.layout.ways:
            if way.edge:
                yield f'<path d="M{_n(way.end - ARROW)} {_n(way.height)}l-1.5 -3.6 9 3.6 -9 3.6z"/>'
        for index, box in enumerate(self.layout.boxes):
            if len(self.graph.consumers[index]) > 1:
                yield f'<circle cx="{_n(box.end)}" cy="{_n(box.middle)}" r="2.6"/>'
        yield "</g>"
        for way in self.layout.ways:
            if way.edge:
                told, at = self.told.edges[way.edge], (way.end - ARROW - PAD / 2, way.height)
                yield from _label(told.local, at, "local", above=True, ends=True)
                yield from _label(told.back, at, "gradient", above=False, ends=True)

    # Nodes

    def _node(self, index: int) -> Iterator[str]:
        caption, box, size = self.told.nodes[index], self.layout.boxes[index], self.sizes[index]
        height = extents.box_height(size, caption)
        yield f'<g class="node {caption.kind.value}">'
        yield (
            f'<rect class="box" x="{_n(box.left)}" y="{_n(box.middle - height / 2)}" width="{_n(size.width)}" '
            f'height="{_n(height)}" rx="{9 if self.graph.nodes[index].inputs else 16}" fill="{_BOX[0]}" '
            f'stroke="{_STROKES["wire"][0]}"{_BORDERS.get(caption.kind, "")}/>'
        )
        yield from self._box_text(caption, box.left + size.width / 2, box.middle)
        start = box.left + size.width + PAD
        yield from _label(caption.value, (start, box.middle), "value", above=True)
        before = SIGMA if caption.parted else ""
        if self.look.ascii:
            before = before and "sum "
        yield from _label(caption.gradient, (start, box.middle), "gradient", above=False, before=before)
        yield "</g>"

    def _box_text(self, caption: NodeCaption, middle: float, height: float) -> Iterator[str]:
        name, *about = extents.box_lines(caption)
        bold = caption.kind is Kind.PARAMETER
        line = height - extents.text_height(about) / 2 + NAME * 0.8
        yield _text(middle, line, name, NAME, "ink", "middle", bold=bold)
        for text in about:
            line += SMALL * LINE + (2 if text is about[0] else 0)
            yield _text(middle, line, text, SMALL, "faint", "middle")

    def _legend(self, height: float) -> Iterator[str]:
        """How to read the picture; its words are in the colours they speak of."""
        parts = [(say("draw.value-above"), "value")]
        if self.showing.gradients:
            parts.append((say("draw.gradient-below", top=self.told.top), "gradient"))
        if self.showing.locals:
            parts.append((say("draw.local-before"), "local"))
        x = MARGIN
        for text, role in parts:
            shown = self.look.text(text)
            yield _text(x, height, shown, SMALL, role)
            x += measure(shown, SMALL) + 18


def _path(way: Way) -> str:
    """Curved to its height, then straight, so that something may stand beside it."""
    end = way.end - ARROW if way.edge else way.end
    if abs(way.height - way.y) < 0.05:
        return f"M{_n(way.x)} {_n(way.y)}H{_n(end)}"
    middle, y = _n((way.x + way.start) / 2), _n(way.height)
    return f"M{_n(way.x)} {_n(way.y)}C{middle} {_n(way.y)} {middle} {y} {_n(way.start)} {y}H{_n(end)}"


# Labels


def _label(
    label: Label | None, at: tuple[float, float], role: str, *, above: bool, ends: bool = False, before: str = ""
) -> Iterator[str]:
    """A label beside a wire, its left edge (or its right one) at a place on the wire."""
    if label is None:
        return
    width, height = extents.label_width(label, before), extents.label_height(label)
    left = at[0] - width if ends else at[0]
    top = at[1] - RISE - height if above else at[1] + DROP
    base = top + NUMBER * 0.8
    if label.blank:
        yield from _blank(label, (left, top), role, before)
    elif label.rows:
        if before:
            yield _text(left, top + height / 2 + NUMBER * 0.36, before.strip(), NUMBER, role)
        yield from _matrix(label, left + measure(before, NUMBER), top, role)
    else:
        yield _text(left, base, f"{before}{label.text}", NUMBER, role)


def _blank(label: Label, at: tuple[float, float], role: str, before: str) -> Iterator[str]:
    left, top = at
    width, height = extents.blank_size(label.shape)
    said = label.lead or before.strip()
    if said:
        size = SMALL if label.lead else NUMBER
        yield _text(left, top + height / 2 + size * 0.36, said, size, role)
        left += measure(label.lead, SMALL) + 4 if label.lead else measure(before, NUMBER)
    yield (
        f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(width)}" height="{_n(height)}" rx="3" '
        f'fill="none" {_stroke(f"{role}-blank")} stroke-dasharray="3 2"/>'
    )


def _matrix(label: Label, left: float, top: float, role: str) -> Iterator[str]:
    """The entries in columns, between brackets."""
    widths = extents.column_widths(label.rows)
    height = extents.label_height(label)
    right = left + extents.label_width(label)
    for x, foot in ((left + 0.5, 3), (right - 0.5, -3)):
        yield (
            f'<path d="M{_n(x + foot)} {_n(top)}h{-foot}v{_n(height)}h{foot}" fill="none" {_stroke(f"{role}-blank")}/>'
        )
    for number, row in enumerate(label.rows):
        x = left + extents.BRACKET
        for cell, width in zip(row, widths, strict=True):
            x += width
            yield _text(x, top + NUMBER * (0.85 + LINE * number), cell, NUMBER, role, "end")
            x += extents.COLUMN_GAP


# Markup


def _text(  # noqa: PLR0913 - the attributes of a text
    x: float, y: float, text: str, size: float, role: str, anchor: str = "start", *, bold: bool = False
) -> str:
    placed = f' text-anchor="{anchor}"' if anchor != "start" else ""
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}"{placed}{weight} {_fill(role)}>{_safe(text)}</text>'


def _safe(text: str) -> str:
    return escape(visible(text))


def _fill(role: str) -> str:
    return f'class="{role}" fill="{_FILLS[role][0]}"'


def _stroke(role: str) -> str:
    return f'class="{role}" stroke="{_STROKES[role][0]}"'


def _dark() -> str:
    rules = [f".{role}{{fill:{dark}}}" for role, (_, dark) in _FILLS.items()]
    rules += [f".{role}{{stroke:{dark}}}" for role, (_, dark) in _STROKES.items()]
    return "".join(rules) + f".box{{fill:{_BOX[1]};stroke:{_STROKES['wire'][1]}}}"


def _n(number: float) -> str:
    """A coordinate, to a tenth."""
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
