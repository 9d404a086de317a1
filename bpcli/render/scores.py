"""Judged answers as a table: `score_lines(score, look)`; where there is little room, messages stand under answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bpcli.core.say import say
from bpcli.render.cells import Piece, flow, pad, width, wrap
from bpcli.render.look import Look
from bpcli.render.paint import Role
from bpcli.report.blocks import Mark, Score

GAP = "  "
_ROOM = 30  # columns that a message wants to stand beside its answer
_HANG = 4
_COLUMNS = ("question", "answer", "verdict", "credit", "message")


def score_lines(score: Score, look: Look) -> Iterator[str]:
    """The lines of the table."""
    question, answer, verdict, credit, message = (look.text(say(f"grade.column-{key}")) for key in _COLUMNS)
    heading = Mark(question, answer, verdict, credit, message, None)
    marks = [_shown(mark, look) for mark in score.marks]
    sizes = [max(map(width, column)) for column in zip(*(mark[:4] for mark in (heading, *marks)), strict=True)]
    before = sum(sizes) + len(GAP) * len(sizes)
    if look.columns is None or look.columns - before >= _ROOM:
        for mark, role in ((heading, Role.PARAMETER), *((mark, None) for mark in marks)):
            yield from flow([*_cells(mark, sizes, role), (GAP + mark.message, role)], look, before)
        return
    narrow = (heading, Role.PARAMETER), *((mark, None) for mark in marks)
    for number, (mark, role) in enumerate(narrow):
        yield from (line.rstrip() for line in flow(_cells(mark, sizes, role), look, _HANG))
        if number:
            yield from wrap(" " * _HANG + mark.message, look, _HANG)


def _shown(mark: Mark, look: Look) -> Mark:
    question, answer, verdict, credit, message = map(look.text, mark[:5])
    return Mark(question, answer, verdict, credit, message, mark.is_right)


def _cells(mark: Mark, sizes: Sequence[int], role: Role | None) -> list[Piece]:
    """The cells of a row but the message, padded to their columns."""
    roles = (role, role, role or _role(mark), role)
    padded = [pad(cell, size) for cell, size in zip(mark[:4], sizes, strict=True)]
    return [(GAP * bool(at) + cell, roles[at]) for at, cell in enumerate(padded)]


def _role(mark: Mark) -> Role:
    return Role.WARNING if mark.is_right is None else Role.VALUE if mark.is_right else Role.FAULT
