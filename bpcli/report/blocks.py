"""The blocks a report is made of. A renderer knows how to show each of them and nothing else.

Mathematics stays mathematics here: a cell holds `Math`, not text, so that one report can become a
terminal's table, Markdown or LaTeX. Rows are made when they are asked for: a table of ten thousand
steps is a `Sequence` over the trace, not ten thousand rows in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bpcli.core.findings import Finding
from bpcli.core.numerals import Shape, Value
from bpcli.language.tree import Phrase


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value: a number, or an array that is shown in full when it is small, else by its shape."""

    value: Value


@dataclass(frozen=True, slots=True)
class Symbol:
    """The name of a node, with its shape beside it where it is an array (`W₁ [3×2]`)."""

    name: str
    shape: Shape = ()


@dataclass(frozen=True, slots=True)
class Partial:
    """∂of/∂wrt."""

    of: str
    wrt: str


@dataclass(frozen=True, slots=True)
class Product:
    """Factors of the chain rule, written apart: `∂loss/∂ŷ · x`."""

    factors: tuple[Math, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms of a sum over paths: `64 + 16`."""

    terms: tuple[Math, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """`Σ` over something named: the sum over a broadcast's axes, or over all paths."""

    of: Math


@dataclass(frozen=True, slots=True)
class Equation:
    """Sides that are equal: `∂r/∂ŷ = 1`."""

    sides: tuple[Math, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text where mathematics could stand."""

    text: str


Math: TypeAlias = "Quantity | Symbol | Partial | Phrase | Product | Sum | Total | Equation | Words"


@dataclass(frozen=True, slots=True)
class Heading:
    """A title, level 1 for the exercise and 2 for a part."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Prose:
    """A sentence or a paragraph. `note` marks what stands under the tables as a note."""

    text: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class Formula:
    """A line of mathematics on its own; `strong` where it is a result the reader came for."""

    math: Math
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    `key` tells renderers what is in it (`step`, `node`, `formula`, `numbers`, `value`, `locals`,
    `gradient`, `rule`); `under` names the column it is stacked under where there is little width.
    """

    key: str
    heading: str
    under: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row: for each column the lines of its cell, and the whole row as one equation for narrow places.

    `step` is the number of the step (shown as ①), None for a row that goes on with the step above it.
    `asides` follow the equation in brackets: the local gradients of a forward step.
    """

    step: int | None
    cells: tuple[tuple[Math, ...], ...]
    equation: Equation
    asides: tuple[Math, ...] = ()
    parameter: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading of its own."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Findings:
    """Findings, drawn with their carets."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A plain table of words, such as the list of exercises: column headings and rows of cells."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block: TypeAlias = "Heading | Prose | Formula | Table | Findings | Grid"


@dataclass(frozen=True, slots=True)
class Report:
    """Everything there is to say, in order."""

    blocks: tuple[Block, ...]
