"""A grid to draw on: lines that join where they are said to and cross where they are not, and text beside them.

Rows and columns count from 0; columns are terminal cells, so text of any width can stand beside lines.
"""

from __future__ import annotations

from bpcli.render.cells import width
from bpcli.render.look import Look
from bpcli.render.paint import Role, paint

LEFT, RIGHT, UP, DOWN = 1, 2, 4, 8
_GLYPHS = " ───│┘└┴│┐┌┬│┤├┼"  # by the directions a line leaves the cell in
_ASCII = " ---|+++|+++|+++"


class Canvas:
    """What has been drawn so far."""

    def __init__(self) -> None:
        self._lines: dict[tuple[int, int], int] = {}
        self._joints: set[tuple[int, int]] = set()
        self._texts: dict[int, list[tuple[int, str, Role | None]]] = {}

    def text(self, row: int, column: int, text: str, role: Role | None = None) -> None:
        """Text from a column on; it must not overlap any other."""
        if text:
            self._texts.setdefault(row, []).append((column, text, role))

    def across(self, row: int, first: int, last: int) -> None:
        """A line from the cell `first` up to the cell `last`, both included."""
        for column in range(first, last + 1):
            alone = LEFT | RIGHT if first == last else 0
            self._add(row, column, (LEFT if column > first else alone) | (RIGHT if column < last else alone))

    def down(self, column: int, first: int, last: int) -> None:
        """A line from the row `first` to the row `last`, both included."""
        for row in range(first, last + 1):
            self._add(row, column, (UP if row > first else 0) | (DOWN if row < last else 0))

    def join(self, row: int, column: int) -> None:
        """Lines that meet in this cell are one; elsewhere the one across passes behind the one down."""
        self._joints.add((row, column))

    def _add(self, row: int, column: int, directions: int) -> None:
        self._lines[row, column] = self._lines.get((row, column), 0) | directions

    def lines(self, look: Look) -> list[str]:
        """The drawing, without blanks at the ends of its lines."""
        rows = max((row for row, _ in (*self._lines, *((row, 0) for row in self._texts))), default=-1) + 1
        placed: list[list[tuple[int, str, Role | None]]] = [list(self._texts.get(row, ())) for row in range(rows)]
        for (row, column), directions in self._lines.items():
            placed[row].append((column, self._glyph(row, column, directions, look), None))
        return [self._line(sorted(pieces, key=lambda piece: piece[0]), look) for pieces in placed]

    def _glyph(self, row: int, column: int, directions: int, look: Look) -> str:
        if directions == LEFT | RIGHT | UP | DOWN and (row, column) not in self._joints:
            directions = UP | DOWN
        return (_ASCII if look.ascii else _GLYPHS)[directions]

    @staticmethod
    def _line(pieces: list[tuple[int, str, Role | None]], look: Look) -> str:
        line, used = "", 0
        for column, text, role in pieces:
            line += " " * (column - used) + paint(text, role, look)
            used = column + width(text)
        return line.rstrip()

    def width(self) -> int:
        """How many columns the drawing takes."""
        texts = (column + width(text) for row in self._texts.values() for column, text, _ in row)
        return max((*texts, *(column + 1 for _, column in self._lines)), default=0)
