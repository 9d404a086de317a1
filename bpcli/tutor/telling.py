"""How much of a solved exercise is told. Light enough for a command to make before anything is worked out."""

from __future__ import annotations

from typing import NamedTuple


class Telling(NamedTuple):
    """What a report has besides the tables: closed forms, a drawing; and the languages titles are liked in."""

    symbolic: bool = False
    drawn: bool = False
    languages: tuple[str, ...] = ()


TABLES_ONLY = Telling()
