"""Tables in the layout that fits: drawn with lines, stacked, one line a step, or aligned by blanks for a pipe.

A layout is chosen by measuring it, so nothing is ever cut off and no column dropped: what does not fit one
layout goes into the next narrower one, and the narrowest wraps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bpcli.render.boxes import boxed
from bpcli.render.cells import flow, pad, width, wrap
from bpcli.render.characters import step_number
from bpcli.render.mathematics import Scribe
from bpcli.render.paint import Role, paint
from bpcli.render.sheet import Sheet, joined, result_role, sheet_of, stacked, tight
from bpcli.report.blocks import FilledRow, Grid, Row, Table

TABLES_FROM = 80  # columns a terminal must have for the wide tables
STACKED_FROM = 60  # and for tables with formula and numbers on two lines
MOST_ROWS = 400  # rich takes a millisecond a row: longer tables are written line by line
GAP = "  "
HELD = "\N{NO-BREAK SPACE}"  # a blank that no line ends at


def table_lines(table: Table, scribe: Scribe) -> list[str]:
    """The table, without its title, in the layout that fits."""
    room = scribe.look.columns
    if room is None:
        return _aligned(joined(sheet_of(table, scribe)), scribe)
    if room >= STACKED_FROM and len(table.rows) <= MOST_ROWS:
        for sheet in _layouts(sheet_of(table, scribe), room):
            if sheet.width() <= room:
                return boxed(sheet, scribe.look)
    return [line for row in table.rows for line in _row_lines(row, result_role(table.columns), scribe)]


def _layouts(sheet: Sheet, room: int) -> Iterator[Sheet]:
    """The arrangements to try, the widest first."""
    if room >= TABLES_FROM:
        yield from _spacings(joined(sheet), sheet)
    yield from _spacings(joined(stacked(sheet)), stacked(sheet))


def _spacings(*sheets: Sheet) -> Iterator[Sheet]:
    for sheet in sheets:
        yield sheet
        yield tight(sheet)


def _row_lines(row: Row | FilledRow, role: Role, scribe: Scribe) -> list[str]:
    """One row as an equation with its asides, wrapped under itself."""
    look = scribe.look
    label = "" if row.step is None else f"{step_number(row.step, ascii=look.ascii)} "
    indent = max(width(label), 3)
    # A line may end between two sides, not within an array.
    sides = [scribe.write(side).replace(", ", f",{HELD}") for side in row.equation.sides]
    pieces: list[tuple[str, Role | None]] = [(pad(label, indent), None)]
    pieces.append((sides[0], Role.PARAMETER if row.parameter else None))
    pieces += [(f" ={HELD}{side}", None) for side in sides[1:-1]]
    if len(sides) > 1:
        pieces += [(f" ={HELD}", None), (sides[-1], role)]
    if row.asides:
        # A line may end between two asides, not within one.
        asides = (scribe.write(aside).replace(" ", HELD) for aside in row.asides)
        pieces.append((f"  ({', '.join(asides)})", None))
    return [line.replace(HELD, " ") for line in flow(pieces, look, indent + 2)]


def _aligned(sheet: Sheet, scribe: Scribe) -> list[str]:
    """The sheet with its columns aligned by blanks: nothing depends on a terminal."""
    sizes = sheet.widths()
    look = scribe.look

    def line(cells: Sequence[str], roles: Sequence[Role | None]) -> str:
        padded = [
            paint(cell, role, look) + " " * (size - width(cell))
            for cell, role, size in zip(cells, roles, sizes, strict=True)
        ]
        return GAP.join(padded).rstrip()

    columns = range(len(sizes))
    lines = [line([heading[0] for heading in sheet.headings], [None] * len(sizes))]
    for number, row in enumerate(sheet.rows):
        roles = [sheet.role(number, column) for column in columns]
        for i in range(max(map(len, row), default=0)):
            cells = [cell[i] if i < len(cell) else "" for cell in row]
            lines.append(line(cells, roles))
    return lines


def grid_lines(grid: Grid, scribe: Scribe) -> list[str]:
    """A grid of words, its columns aligned by blanks; where that is too wide its last column wraps."""
    look = scribe.look
    headed = any(grid.headings)
    rows = [tuple(map(look.text, row)) for row in ((grid.headings, *grid.rows) if headed else grid.rows)]
    *sizes, last = [max(map(width, column)) for column in zip(*rows, strict=True)] or [0]
    before = sum(sizes) + len(GAP) * len(sizes)
    room = look.columns
    if room is not None and before + last > room and before > room // 2:
        return [line for row in rows for line in wrap(GAP.join(filter(None, row)), look, 4)]
    lines = []
    for number, row in enumerate(rows):
        start = "".join(pad(cell, size) + GAP for cell, size in zip(row[:-1], sizes, strict=True))
        lines += wrap(start + row[-1], look, before, Role.PARAMETER if headed and number == 0 else None)
    return lines
