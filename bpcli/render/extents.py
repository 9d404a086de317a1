"""How much room the captions of a picture take: font sizes, distances, and the `Size` of every node."""

from __future__ import annotations

from collections.abc import Sequence

from bpcli.core.numerals import Shape
from bpcli.engine.graph import Edge, Graph, Kind
from bpcli.render.captions import Captions, EdgeCaption, Label, NodeCaption
from bpcli.render.layout import Size
from bpcli.render.measure import broken, measure

TITLE, NAME, SMALL, NUMBER = 17.0, 15.0, 11.5, 13.0  # font sizes
LINE = 1.35  # from one line of text to the next, in font sizes
PAD = 9.0  # between a text and what it stands in or beside
RISE = 5.0  # between a wire and the text above it
DROP = 4.0  # and the text below it
ARROW = 8.0
BLANK = (46.0, 19.0)  # a box to write a number into
BLANK_ENTRY = (34.0, 17.0)  # and what each entry of an array adds to it
BRACKET = 5.0  # a bracket of a matrix, with the distance to its entries
COLUMN_GAP = 10.0
SIGMA = "Σ "
PORTS_APART = 18.0
WIDEST_TEXT = 190.0  # a longer formula is broken into lines


def sizes_of(graph: Graph, told: Captions) -> list[Size]:
    """For each node the room it takes with everything that is written around it."""
    return [_size(told.nodes[index], _edges(graph, told, index)) for index in range(len(graph.nodes))]


def label_width(label: Label | None, before: str = "") -> float:
    """The width of a label, with a text before it."""
    if label is None:
        return 0.0
    if label.blank:
        lead = measure(label.lead, SMALL) + 4 if label.lead else 0.0
        return lead + measure(before, NUMBER) + blank_size(label.shape)[0]
    if label.rows:
        columns = column_widths(label.rows)
        return measure(before, NUMBER) + sum(columns) + COLUMN_GAP * (len(columns) - 1) + 2 * BRACKET
    return measure(before + label.text, NUMBER)


def label_height(label: Label | None) -> float:
    """The height of a label, without its distance from the wire."""
    if label is None:
        return 0.0
    if label.blank:
        return blank_size(label.shape)[1]
    return NUMBER + (len(label.rows) - 1) * NUMBER * LINE if label.rows else NUMBER


def blank_size(shape: Shape) -> tuple[float, float]:
    """The box that an array of a shape can be written into: a column where it is flat."""
    if not shape or max(shape) > 4:
        return BLANK
    rows, columns = (shape[0], 1) if len(shape) == 1 else shape
    width, height = BLANK_ENTRY
    return max(BLANK[0], columns * width), max(BLANK[1], rows * height)


def column_widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """Of each column of a matrix."""
    return [max(measure(cell, NUMBER) for cell in column) for column in zip(*rows, strict=True)]


def box_lines(caption: NodeCaption) -> list[str]:
    """What stands in a box: the name with its shape, then in small lines what computes it or what it is."""
    name = f"{caption.name} [{caption.shape}]" if caption.shape else caption.name
    return [name, *(broken(caption.about, SMALL, WIDEST_TEXT) if caption.about else ())]


def text_height(about: Sequence[str]) -> float:
    """The height of a name with so many small lines under it."""
    return NAME + len(about) * SMALL * LINE + (2 if about else 0)


def box_size(caption: NodeCaption) -> tuple[float, float]:
    """The width and the height of a box, if no more than one wire leads into it."""
    name, *about = box_lines(caption)
    bold = caption.kind is Kind.PARAMETER
    widths = [measure(name, NAME, bold=bold), *(measure(line, SMALL) for line in about), 20.0]
    return max(widths) + 2 * PAD, text_height(about) + 2 * PAD - 2


def _edges(graph: Graph, told: Captions, index: int) -> list[EdgeCaption]:
    return [told.edges[Edge(index, number)] for number in range(len(graph.nodes[index].inputs))]


def _size(caption: NodeCaption, edges: Sequence[EdgeCaption]) -> Size:
    up = max((_beside(edge.local, RISE) for edge in edges), default=0.0)
    down = max((_beside(edge.back, DROP) for edge in edges), default=0.0)
    # Which edge comes to which port is known only when the order is.
    step = max(up + down + 2, PORTS_APART)
    ports = tuple((number - (len(edges) - 1) / 2) * step for number in range(len(edges)))
    width, height = box_size(caption)
    reach = max(height / 2, -ports[0] + PAD if ports else 0.0)
    above = max(reach, _beside(caption.value, RISE), up - ports[0] if ports else 0.0)
    below = max(reach, _beside(caption.gradient, DROP), down + ports[-1] if ports else 0.0)
    written = max((label_width(label) for edge in edges for label in edge), default=0.0)
    lead = written + PAD if written else 0.0
    tail = max(label_width(caption.value), label_width(caption.gradient, SIGMA if caption.parted else "")) + 2 * PAD
    return Size(lead + ARROW + 2, width, tail, above, below, ports)


def box_height(size: Size, caption: NodeCaption) -> float:
    """The height of a box, with room for all its ports."""
    return max(box_size(caption)[1], size.ports[-1] - size.ports[0] + 2 * PAD if size.ports else 0.0)


def _beside(label: Label | None, distance: float) -> float:
    return label_height(label) + distance if label else 0.0
