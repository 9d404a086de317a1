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
from bpcli.render.rows import RowWriter
from bpcli.render.sheet import Sheet, joined, painted, result_role, row_cells, sheet_of, stacked, tight
from bpcli.report.blocks import FilledRow, Grid, Row, Table

TABLES_FROM = 80  # columns a terminal must have for the wide tables
STACKED_FROM = 60  # and for tables with formula and numbers on two lines
MOST_ROWS = 400  # rich takes a millisecond a row: longer tables are written line by line
GAP = "  "
HELD = "\N{NO-BREAK SPACE}"  # a blank that no line ends at


def table_lines(table: Table, scribe: Scribe) -> Iterator[str]:
    """The table, without its title, in the layout that fits."""
    room = scribe.look.columns
    if room is None:
        yield from _aligned(table, scribe)
        return
    if room >= STACKED_FROM and len(table.rows) <= MOST_ROWS:
        for sheet in _layouts(sheet_of(table, scribe), room):
            if sheet.width() <= room:
                yield from boxed(sheet, scribe.look)
                return
    for row in table.rows:
        yield from _row_lines(row, result_role(table.columns), scribe)


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


def _aligned(table: Table, scribe: Scribe) -> Iterator[str]:
    """The columns aligned by blanks: nothing depends on a terminal.

    The rows are written twice, once to be measured: a table of ten thousand steps is never in memory as a whole.
    """
    sheet = joined(sheet_of(table._replace(rows=()), scribe))
    writer = RowWriter(scribe)
    sizes = sheet.widths()
    for row in table.rows:
        for at, lines in enumerate(row_cells(row, table.columns, writer)):
            sizes[at] = max(sizes[at], *map(width, lines), 0)
    yield _aligned_line([heading[0] for heading in sheet.headings], [None] * len(sizes), sizes, scribe)
    for row in table.rows:
        cells = row_cells(row, table.columns, writer)
        roles = [painted(column.key, result_role(table.columns), bold=row.parameter) for column in table.columns]
        for i in range(max(map(len, cells), default=0)):
            line = [cell[i] if i < len(cell) else "" for cell in cells]
            yield _aligned_line(line, roles, sizes, scribe)


def _aligned_line(cells: Sequence[str], roles: Sequence[Role | None], sizes: Sequence[int], scribe: Scribe) -> str:
    padded = (
        paint(cell, role, scribe.look) + " " * (size - width(cell))
        for cell, role, size in zip(cells, roles, sizes, strict=True)
    )
    return GAP.join(padded).rstrip()


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
