"""Rows as text, quickly: rows that share a pattern are written by one format, made once a pattern.

The format is made by writing the pattern with marks for fillings, so it is the same writing as any other row's;
a second writing, with marks that begin with a minus, shows where a negative number gets brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import NamedTuple

from bpcli.render.mathematics import Scribe, shown
from bpcli.report.blocks import FilledRow, Row, filled

Lines = tuple[str, ...]

_MARK = re.compile(r"\(?[−-]?Zq(\d+)qZ\)?")
_CELL, _LINE = "\x1e", "\x1f"


class _Format(NamedTuple):
    """How a pattern is written: `%s` where fillings go, and which go there.

    numbers: the fillings that stand in brackets somewhere when they are negative.
    pick: from the texts of all fillings, followed by those of `numbers` in brackets, the ones to put in, in order.
    lines: the cells that have several lines.
    """

    text: str
    numbers: tuple[int, ...]
    pick: Callable[[Sequence[str]], Sequence[str]]
    lines: frozenset[int]


class RowWriter:
    """Writes the cells of rows with one scribe."""

    def __init__(self, scribe: Scribe) -> None:
        self.scribe = scribe
        self._formats: dict[int, tuple[Row, _Format]] = {}

    def cells(self, row: Row | FilledRow) -> tuple[Lines, ...]:
        """The lines of every cell of a row; the cell of its number is empty."""
        write = self.scribe.write
        if isinstance(row, Row):
            return tuple(tuple(map(write, cell)) for cell in row.cells)
        known = self._formats.get(id(row.pattern))
        if known is None:
            # The pattern is kept with its format: its id is its own only as long as it lives.
            known = self._formats[id(row.pattern)] = (row.pattern, self._format(row))
        form = known[1]
        cells = (form.text % self._texts(row, form)).split(_CELL)
        lines = form.lines
        return tuple(
            [tuple(cell.split(_LINE)) if i in lines else (cell,) if cell else () for i, cell in enumerate(cells)]
        )

    def _texts(self, row: FilledRow, form: _Format) -> tuple[str, ...]:
        look = self.scribe.look
        digits, minus = look.digits, look.minus
        name = self.scribe.name if look.ascii else str
        texts = [name(part) if type(part) is str else shown(part, digits, minus) for part in row.fillings]
        for index in form.numbers:
            text = texts[index]
            texts.append(f"({text})" if text[0] == minus else text)
        return tuple(form.pick(texts))

    def _format(self, row: FilledRow) -> _Format:
        plain, negative = (self._marked(row, sign) for sign in ("", self.scribe.look.minus))
        marks = list(zip(_MARK.finditer(plain), _MARK.finditer(negative), strict=True))
        closed = [_bracketed(mark) and not _bracketed(same) for same, mark in marks]
        numbers = tuple({int(mark[1]): None for (_, mark), closes in zip(marks, closed, strict=True) if closes})
        behind = {index: len(row.fillings) + place for place, index in enumerate(numbers)}
        order = [
            behind[int(mark[1])] if closes else int(mark[1]) for (_, mark), closes in zip(marks, closed, strict=True)
        ]
        pick = itemgetter(*order) if len(order) > 1 else lambda texts: [texts[i] for i in order]
        lines = frozenset(i for i, cell in enumerate(plain.split(_CELL)) if _LINE in cell)
        return _Format(_MARK.sub(_hole, plain.replace("%", "%%")), numbers, pick, lines)

    def _marked(self, row: FilledRow, sign: str) -> str:
        """The pattern written with marks, those of values behind a sign."""
        marks = [
            f"Zq{index}qZ" if isinstance(part, str) else f"{sign}Zq{index}qZ" for index, part in enumerate(row.fillings)
        ]
        cells = filled(row.pattern.cells, marks)
        return _CELL.join(_LINE.join(map(self.scribe.write, cell)) for cell in cells)


def _bracketed(mark: re.Match[str]) -> bool:
    return mark[0].startswith("(") and mark[0].endswith(")")


def _hole(mark: re.Match[str]) -> str:
    """The mark as a place to fill; a bracket that closes or opens something else stays."""
    text = mark[0]
    before = "(" if text.startswith("(") else ""
    return f"{before}%s{')' if text.endswith(')') else ''}"
