"""A table written out as text: a `Sheet` has the lines of every cell; it can be measured and rearranged.

`sheet_of(table, scribe)` writes every cell once; `joined` and `stacked` give the same sheet in other arrangements.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest

from bpcli.render.cells import width
from bpcli.render.characters import step_number
from bpcli.render.mathematics import Scribe
from bpcli.render.paint import Role
from bpcli.render.rows import RowWriter
from bpcli.report.blocks import Column, FilledRow, Row, Table

Lines = tuple[str, ...]
Cells = tuple[Lines, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of every cell of a table.

    `keys` tell what is in a column, `under` the key of the column it may be stacked under; `roles` how a
    column is painted; `bold` which rows are about parameters; `gap` the cells between two columns.
    """

    keys: tuple[str, ...]
    under: tuple[str | None, ...]
    headings: Cells
    rows: tuple[Cells, ...]
    roles: tuple[Role | None, ...]
    bold: tuple[bool, ...]
    gap: int = 3

    def width(self) -> int:
        """How many columns of a terminal the drawn sheet takes."""
        sizes = self.widths()
        return sum(sizes) + self.gap * (len(sizes) - 1)

    def widths(self) -> list[int]:
        """The widest line of each column, in cells."""
        lines = zip(self.headings, *self.rows, strict=True)
        return [max((width(line) for cell in column for line in cell), default=0) for column in lines]

    def parted(self, row: int) -> bool:
        """Whether a line is drawn under a row: where rows of more than one line could be taken for one another's."""
        below = self.rows[row + 1 : row + 2]
        goes_on = "step" in self.keys and any(not cells[self.keys.index("step")] for cells in below)
        return not goes_on and any(len(cell) > 1 for cells in (self.rows[row], *below) for cell in cells)

    def role(self, row: int, column: int) -> Role | None:
        """How a cell is painted."""
        return painted(self.keys[column], self.roles[column], bold=self.bold[row])


def sheet_of(table: Table, scribe: Scribe) -> Sheet:
    """The table with every cell written."""
    columns = table.columns
    result = result_role(columns)
    writer = RowWriter(scribe)
    return Sheet(
        tuple(column.key for column in columns),
        tuple(column.under for column in columns),
        tuple((scribe.look.text(column.heading),) for column in columns),
        tuple(_cells(row, columns, writer) for row in table.rows),
        tuple(result if column.key == "value" else None for column in columns),
        tuple(row.parameter for row in table.rows),
    )


def result_role(columns: tuple[Column, ...]) -> Role:
    """Whether the values of a table are gradients, which it is known by their own column, or values."""
    return Role.GRADIENT if any(column.key in ("gradient", "rule") for column in columns) else Role.VALUE


def painted(key: str, result: Role | None, *, bold: bool) -> Role | None:
    """How a cell of a column is painted: names of parameters, and results."""
    if key in ("node", "gradient"):
        return Role.PARAMETER if bold else None
    return result if key == "value" else None


def _cells(row: Row | FilledRow, columns: tuple[Column, ...], writer: RowWriter) -> Cells:
    return tuple(
        _step(row, writer.scribe) if column.key == "step" else cell
        for column, cell in zip(columns, writer.cells(row), strict=True)
    )


def row_cells(row: Row | FilledRow, columns: tuple[Column, ...], writer: RowWriter) -> Cells:
    """The cells of a row, its local gradients on one line."""
    cells = _cells(row, columns, writer)
    return tuple(
        (", ".join(lines),) if column.key == "locals" and lines else lines
        for column, lines in zip(columns, cells, strict=True)
    )


def _step(row: Row | FilledRow, scribe: Scribe) -> Lines:
    return () if row.step is None else (step_number(row.step, ascii=scribe.look.ascii),)


def joined(sheet: Sheet) -> Sheet:
    """The sheet with the local gradients of a step on one line."""
    if "locals" not in sheet.keys:
        return sheet
    at = sheet.keys.index("locals")

    def cell(column: int, lines: Lines) -> Lines:
        return (", ".join(lines),) if column == at and lines else lines

    return replace(sheet, rows=tuple(tuple(cell(i, lines) for i, lines in enumerate(row)) for row in sheet.rows))


def tight(sheet: Sheet) -> Sheet:
    """The sheet with its columns closer together."""
    return replace(sheet, gap=2)


def stacked(sheet: Sheet) -> Sheet:
    """The sheet with each column that may be stacked put under the one it names, line under line."""
    while (lower := next((i for i, key in enumerate(sheet.under) if key in sheet.keys), None)) is not None:
        sheet = _stack(sheet, lower, sheet.keys.index(sheet.under[lower] or ""))
    return sheet


def _stack(sheet: Sheet, lower: int, upper: int) -> Sheet:
    kept = [i for i in range(len(sheet.keys)) if i != lower]

    def cells(row: Cells) -> Cells:
        blocks = [
            tuple(line for line in pair if line) or ("",) for pair in zip_longest(row[upper], row[lower], fillvalue="")
        ]
        tall = tuple(line for block in blocks for line in block)
        beside = {i: _beside_the_last(row[i], blocks) for i in kept if sheet.keys[i] == "value"}
        return tuple(beside.get(i, tall if i == upper else row[i]) for i in kept)

    return Sheet(
        tuple(sheet.keys[i] for i in kept),
        tuple(sheet.under[i] for i in kept),
        cells(sheet.headings),
        tuple(map(cells, sheet.rows)),
        tuple(sheet.roles[i] for i in kept),
        sheet.bold,
    )


def _beside_the_last(lines: Lines, blocks: list[Lines]) -> Lines:
    """The lines of the value, each beside the last line of its formula."""
    spread: list[str] = []
    for line, block in zip_longest(lines, blocks):
        spread += [""] * (len(block or ("",)) - 1) + [line or ""]
    return tuple(spread)
