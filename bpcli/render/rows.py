"""Rows as text, quickly: rows that share a pattern are written by one format.

A format is made by writing the pattern with marks for its fillings, so it is the same writing as any other row's. What
gets brackets depends on what a filling looks like (`−4`, `1/3`), so there is a format for each combination met, and
each mark looks like the filling it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from bpcli.language.binding import Shape, shape_of
from bpcli.render.mathematics import Scribe, shown
from bpcli.report.blocks import FilledRow, Row, filled

Lines = tuple[str, ...]

_CELL, _LINE = "\x1e", "\x1f"
# What a mark looks like that stands for a text of such a shape; other shapes are rare and written the long way.
_MARKS = {
    Shape.WHOLE: "Zq{index}qZ",
    Shape.NEGATIVE: "{minus}Zq{index}qZ",
    Shape.PRODUCT: "Zq{index}qZ/7",
    Shape.NEGATIVE_PRODUCT: "{minus}Zq{index}qZ/7",
}
_shape = lru_cache(maxsize=8_192)(shape_of)


class _Format(NamedTuple):
    """How rows of one pattern and one look of fillings are written: `%s` where fillings go.

    pick: those fillings in the order of their places. lines: the cells that have several lines.
    """

    text: str
    pick: Callable[[Sequence[str]], Sequence[str]]
    lines: frozenset[int]


class RowWriter:
    """Writes the cells of rows with one scribe."""

    def __init__(self, scribe: Scribe) -> None:
        self.scribe = scribe
        # The patterns are kept with their formats: an id is a row's own only as long as it lives.
        self._formats: dict[tuple[int, tuple[Shape, ...]], tuple[Row, _Format | None]] = {}

    def cells(self, row: Row | FilledRow) -> tuple[Lines, ...]:
        """The lines of every cell of a row; the cell of its number is empty."""
        if isinstance(row, Row):
            return self._written(row)
        texts = self._texts(row)
        key = (id(row.pattern), tuple(map(_shape, texts)))
        known = self._formats.get(key)
        if known is None:
            known = self._formats[key] = (row.pattern, self._format(row, key[1]))
        form = known[1]
        if form is None:
            return self._written(row)
        cells = (form.text % tuple(form.pick(texts))).split(_CELL)
        lines = form.lines
        return tuple(
            [tuple(cell.split(_LINE)) if i in lines else (cell,) if cell else () for i, cell in enumerate(cells)]
        )

    def _written(self, row: Row | FilledRow) -> tuple[Lines, ...]:
        return tuple(tuple(map(self.scribe.write, cell)) for cell in row.cells)

    def _texts(self, row: FilledRow) -> list[str]:
        look = self.scribe.look
        digits, minus = look.digits, look.minus
        name = self.scribe.name if look.ascii else str
        return [name(part) if type(part) is str else shown(part, digits, minus) for part in row.fillings]

    def _format(self, row: FilledRow, shapes: Sequence[Shape]) -> _Format | None:
        """The format for fillings of these shapes; None where there is no mark for one of them."""
        if not all(shape in _MARKS for shape in shapes):
            return None
        minus = self.scribe.look.minus
        marks = {_MARKS[shape].format(index=index, minus=minus): index for index, shape in enumerate(shapes)}
        cells = filled(row.pattern.cells, tuple(marks))
        written = _CELL.join(_LINE.join(map(self.scribe.write, cell)) for cell in cells)
        places = re.compile("|".join(map(re.escape, marks)))
        order = [marks[place] for place in places.findall(written)]
        text = places.sub("%s", written.replace("%", "%%"))
        pick = itemgetter(*order) if len(order) > 1 else lambda texts: [texts[i] for i in order]
        return _Format(text, pick, frozenset(i for i, cell in enumerate(written.split(_CELL)) if _LINE in cell))
