"""Colour: what a piece of output is (its `Role`) decides how it is painted, and only where the look has colour.

Colour is never the only sign: whatever is painted can be told by its place or its words too.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpcli.render.look import Look


class Role(StrEnum):
    """What a piece of output is; the value is its style in the words of rich."""

    VALUE = "green"
    GRADIENT = "red"
    PARAMETER = "bold"
    TITLE = "bold underline"
    HEADING = "bold cyan"
    FAULT = "bold red"
    WARNING = "bold yellow"


_CODES = {"bold": "1", "underline": "4", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


def paint(text: str, role: Role | None, look: Look) -> str:
    """The text in the colour of its role."""
    if role is None or not look.color or not text.strip():
        return text
    return f"\x1b[{';'.join(_CODES[word] for word in role.split())}m{text}\x1b[0m"
