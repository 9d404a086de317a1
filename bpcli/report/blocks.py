"""The blocks a report is made of. A renderer knows how to show each of them and nothing else.

Mathematics stays mathematics here: a cell holds `Math`, not text, so that one report can become a
terminal's table, Markdown or LaTeX. Rows are made when they are asked for: a table of ten thousand
steps is a `Sequence` over the trace, not ten thousand rows in memory. Blocks are named tuples, which Python makes
faster than frozen dataclasses; compare them by type first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from bpcli.core.findings import Finding
from bpcli.core.numerals import Number, Shape, Value
from bpcli.engine.trace import Trace
from bpcli.language.tree import Phrase


class Quantity(NamedTuple):
    """A value: a number, or an array that is shown in full when it is small, else by its shape."""

    value: Value | Blank


class Symbol(NamedTuple):
    """The name of a node, with its shape beside it where it is an array (`W₁ [3×2]`)."""

    name: str | Blank
    shape: Shape = ()


class Partial(NamedTuple):
    """∂of/∂wrt."""

    of: str | Blank
    wrt: str | Blank


class Product(NamedTuple):
    """Factors of the chain rule, written apart: `∂loss/∂ŷ · x`."""

    factors: tuple[Math, ...]


class Sum(NamedTuple):
    """Terms of a sum over paths: `64 + 16`."""

    terms: tuple[Math, ...]


class Total(NamedTuple):
    """`Σ` over something named: the sum over a broadcast's axes, or over all paths."""

    of: Math


class Equation(NamedTuple):
    """Sides that are equal: `∂r/∂ŷ = 1`."""

    sides: tuple[Math, ...]


class Words(NamedTuple):
    """Plain text where mathematics could stand."""

    text: str


Math: TypeAlias = "Quantity | Symbol | Partial | Phrase | Product | Sum | Total | Equation | Words"


class Heading(NamedTuple):
    """A title, level 1 for the exercise and 2 for a part."""

    text: str
    level: int = 1


class Prose(NamedTuple):
    """A sentence or a paragraph. `note` marks what stands under the tables as a note."""

    text: str
    note: bool = False


class Formula(NamedTuple):
    """A line of mathematics on its own; `strong` where it is a result the reader came for."""

    math: Math
    strong: bool = False


class Column(NamedTuple):
    """A column of a table.

    `key` tells renderers what is in it (`step`, `node`, `formula`, `numbers`, `value`, `locals`,
    `gradient`, `rule`); `under` names the column it is stacked under where there is little width.
    """

    key: str
    heading: str
    under: str | None = None


class Row(NamedTuple):
    """A row: for each column the lines of its cell, and the whole row as one equation for narrow places.

    `step` is the number of the step (shown as ①), None for a row that goes on with the step above it.
    `asides` follow the equation in brackets: the local gradients of a forward step.
    """

    step: int | None
    cells: tuple[tuple[Math, ...], ...]
    equation: Equation
    asides: tuple[Math, ...] = ()
    parameter: bool = False


class Blank(NamedTuple):
    """A place in a pattern, for the filling of that number: a name, or a value."""

    number: int


class FilledRow(NamedTuple):
    """A row whose structure others share: its pattern has blanks where its own names and values stand.

    It reads like a `Row`; a renderer that writes many of them writes each pattern once.
    """

    step: int | None
    pattern: Row
    fillings: tuple[str | Number, ...]

    @property
    def cells(self) -> tuple[tuple[Math, ...], ...]:
        """The cells with everything filled in."""
        cells: tuple[tuple[Math, ...], ...] = filled(self.pattern.cells, self.fillings)
        return cells

    @property
    def equation(self) -> Equation:
        """The row as one equation."""
        equation: Equation = filled(self.pattern.equation, self.fillings)
        return equation

    @property
    def asides(self) -> tuple[Math, ...]:
        """What follows the equation in brackets."""
        asides: tuple[Math, ...] = filled(self.pattern.asides, self.fillings)
        return asides

    @property
    def parameter(self) -> bool:
        """Whether the row is about a parameter."""
        return self.pattern.parameter


def filled(part: Any, fillings: Sequence[Any]) -> Any:
    """A part of a pattern with every blank in it filled."""
    if isinstance(part, Blank):
        return fillings[part.number]
    if isinstance(part, Phrase):
        return Phrase(part.tree, tuple(filled(blank, fillings) for blank in part.fillings))
    if type(part) is tuple:
        return tuple(filled(inner, fillings) for inner in part)
    if isinstance(part, tuple):
        return type(part)(*(filled(inner, fillings) for inner in part))
    return part


class Table(NamedTuple):
    """A table with a heading of its own."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row | FilledRow]


class Findings(NamedTuple):
    """Findings, drawn with their carets; `brief`: a line each."""

    findings: tuple[Finding, ...]
    brief: bool = False


class Grid(NamedTuple):
    """A plain table of words, such as the list of exercises: column headings and rows of cells."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Drawing(NamedTuple):
    """The graph with its values and gradients, where there is room to draw it."""

    trace: Trace


class Series(NamedTuple):
    """A curve: numbers over 0, 1, 2, …, such as the loss of each epoch; drawn where there is room for it."""

    title: str
    over: str
    values: Sequence[float]


class Mark(NamedTuple):
    """A judged answer: the question, the answer, verdict and credit in words, what a teacher would say of it.

    `is_right` is None where it is neither right nor wrong.
    """

    question: str
    answer: str
    verdict: str
    credit: str
    message: str
    is_right: bool | None


class Score(NamedTuple):
    """The answers of a submission, judged."""

    marks: tuple[Mark, ...]


class Listing(NamedTuple):
    """Mathematics one behind the other after a word: `known: x = 2, w = 1`."""

    label: str
    items: tuple[Math, ...]


class Bar(NamedTuple):
    """A bar: what it is of, how much of the whole, and the same in words."""

    label: str
    part: float
    text: str


class Bars(NamedTuple):
    """Bars under each other, each from nothing to the whole."""

    title: str
    bars: tuple[Bar, ...]


Block: TypeAlias = "Heading | Prose | Formula | Table | Drawing | Findings | Grid | Series | Score | Listing | Bars"


class Report(NamedTuple):
    """Everything there is to say, in order.

    `spellings`: how names that are formulas are written in ASCII, for a renderer that keeps to it.
    """

    blocks: tuple[Block, ...]
    spellings: Mapping[str, str] = {}
