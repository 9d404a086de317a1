"""Where a piece of text came from.

With a `Source` you can turn an offset into a line and column as an editor shows them, and with an
`Excerpt` you can point from an offset inside a formula back to the file the formula was written in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Position:
    """A line and a column, both counted from 1; columns count code points."""

    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """A text with the name people know it by: a path, or `formula` for text from the command line.

    `begins` is the number of its first line: that of a piece of a longer stream is not 1.
    """

    name: str
    text: str = field(repr=False)
    begins: int = 1

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def position(self, offset: int) -> Position:
        """The position of the character at `offset`; the end of the text is a position too."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._starts, offset)
        return Position(line + self.begins - 1, offset - self._starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of line `number`, without its line end."""
        number -= self.begins - 1
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


@dataclass(frozen=True, slots=True)
class Place:
    """The characters `start` up to `end` of a source."""

    source: Source
    start: int
    end: int

    @property
    def first(self) -> Position:
        """Where the place begins."""
        return self.source.position(self.start)

    @property
    def last(self) -> Position:
        """Where it ends: the position just behind its last character."""
        return self.source.position(max(self.start, self.end))


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A text that was read out of a source, with the way back.

    `verbatim` is true where the text stands in the source character for character; where it does not
    (an escape in a quoted YAML scalar, say), every place is that of the whole excerpt.
    """

    text: str
    place: Place
    verbatim: bool = True

    @classmethod
    def of(cls, text: str, name: str = "formula") -> Excerpt:
        """The whole of a text that has no file, such as a formula on the command line."""
        return cls(text, Place(Source(name, text), 0, len(text)))

    def at(self, start: int, end: int) -> Place:
        """The place of `self.text[start:end]` in the source."""
        if not self.verbatim:
            return self.place
        return Place(self.place.source, self.place.start + start, self.place.start + end)

    def part(self, start: int, end: int) -> Excerpt:
        """The excerpt of `self.text[start:end]`."""
        return Excerpt(self.text[start:end], self.at(start, end), self.verbatim)
