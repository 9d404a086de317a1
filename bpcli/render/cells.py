"""The width of text in a terminal, and text made to fit one.

Widths are terminal cells: `重` takes two, the accent of a decomposed `ŷ` none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bpcli.render.breaks import parted
from bpcli.render.look import Look
from bpcli.render.paint import Role, paint

Piece = tuple[str, Role | None]


_HELD = "\N{NO-BREAK SPACE}"  # a blank that lines end at only where they must
_SEAMS = frozenset(",;·*⊙/")
_SIGNS = ("=", "+", "−", "-", "·", "*", "⊙", "/", "")


def width(text: str) -> int:
    """How many cells the text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415 - ASCII needs no tables of widths

    return cell_len(text)


def pad(text: str, cells: int) -> str:
    """The text with blanks behind it, to fill the cells."""
    return text + " " * (cells - width(text))


def lead(text: str, cells: int) -> str:
    """The text with blanks before it, to fill the cells."""
    return " " * (cells - width(text)) + text


def wrap(text: str, look: Look, hang: int = 0, role: Role | None = None) -> list[str]:
    """The text broken into lines that fit, at blanks and between Chinese characters; all but the first indented."""
    return flow([(text, role)], look, hang)


def flow(pieces: Sequence[Piece], look: Look, hang: int = 0) -> list[str]:
    """Pieces of text, each with its role, one behind the other; broken into lines like `wrap`."""
    room = look.columns
    if room is None or sum(width(text) for text, _ in pieces) <= room:
        return ["".join(paint(text, role, look) for text, role in pieces)]
    hang = min(hang, room // 2)
    lines: list[list[Piece]] = [[]]
    used = 0
    for blank, word in _words(pieces, room - hang):
        cells = sum(width(text) for text, _ in word)
        if used + len(blank) + cells > room and lines[-1]:
            lines.append([(" " * hang, None), *word])
            used = hang + cells
        else:
            before = blank if used + len(blank) + cells <= room else ""
            lines[-1] += [(before, None), *word]
            used += len(before) + cells
    return ["".join(paint(text, role, look) for text, role in _merged(line)) for line in lines]


def _words(pieces: Iterable[Piece], room: int) -> Iterator[tuple[str, list[Piece]]]:
    """Each word with the blanks before it; pieces may meet within a word. A word too long for a line in several."""
    blank, word = "", list[Piece]()
    for text, role in pieces:
        for run in re.findall(r" +|[^ ]+", text):
            if run[0] != " ":
                word.append((run, role))
                continue
            yield from _parts(blank, word, room)
            blank, word = (run, []) if word else (blank + run, [])
    yield from _parts(blank, word, room)


def _parts(blank: str, word: list[Piece], room: int) -> Iterator[tuple[str, list[Piece]]]:
    """The word in the parts between which a line may end, the first with the blanks before it."""
    left = list(reversed(word))
    for part in parted("".join(text for text, _ in word)):
        pieces, lacking = list[Piece](), len(part)
        while lacking:
            text, role = left.pop()
            if len(text) > lacking:
                left.append((text[lacking:], role))
            pieces.append((text[:lacking], role))
            lacking -= len(pieces[-1][0])
        yield from _fitted(blank, pieces, room)
        blank = ""


def _fitted(blank: str, word: list[Piece], room: int) -> Iterator[tuple[str, list[Piece]]]:
    if not word:
        return
    if sum(width(text) for text, _ in word) <= room:
        yield blank, word
        return
    for text, role in word:
        for part in _broken(text, room):
            yield blank, [(part, role)]
            blank = ""


def _broken(word: str, room: int) -> Iterator[str]:
    """A word in parts that fit, broken behind commas and signs, and before a sign with blanks; never behind a minus."""
    part, size, seam = "", 0, 0
    for character in word:
        cells = width(character)
        if size + cells > room and part:
            cut = seam if seam > len(part) // 2 else len(part)
            yield part[:cut]
            part = part[cut:]
            size, seam = width(part), 0
        part += character
        size += cells
        if character in _SEAMS or (character == _HELD and part.rstrip(_HELD)[-1:] not in _SIGNS):
            seam = len(part)
    yield part


def _merged(line: Iterable[Piece]) -> list[Piece]:
    """Neighbours of one role as one piece, so that a line has few escape codes."""
    merged: list[Piece] = []
    for text, role in line:
        if merged and merged[-1][1] == role:
            merged[-1] = (merged[-1][0] + text, role)
        else:
            merged.append((text, role))
    return merged
