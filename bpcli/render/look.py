"""How output should look: a `Look` says it once for every renderer.

`Look(width=60, ascii=True).text(title)` is a stranger's text as this look may show it; `finish(lines, look)`
is a whole output with its last guarantees: pure ASCII where that was asked, and no line that a CI runner
would take for a command.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bpcli.core.numerals import DIGITS, MINUS
from bpcli.core.visible import visible
from bpcli.render.characters import ascii_text

NARROWEST = 20  # a terminal that claims less (COLUMNS=0) is taken to have this many columns

# GitHub's runner obeys a line that begins with `::`, leading blanks or not.
_COMMAND = re.compile(r"^(\s*)::", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Look:
    """What a renderer may use.

    `width` is in terminal columns; None is a pipe or a file: nothing is wrapped. `values` shows large arrays
    in full, `digits` are the significant digits of what is not exact, `ascii` promises pure ASCII.
    """

    ascii: bool = False
    digits: int = DIGITS
    values: bool = False
    width: int | None = 80
    color: bool = False

    @property
    def columns(self) -> int | None:
        """The columns there are to fill, None where there is no limit."""
        return None if self.width is None else max(self.width, NARROWEST)

    @property
    def minus(self) -> str:
        """The minus sign of numbers."""
        return "-" if self.ascii else MINUS

    def text(self, text: str) -> str:
        """Any text on one line, with nothing hidden in it, and in ASCII where that was asked."""
        shown = visible(text)
        return ascii_text(shown) if self.ascii else shown

    def pick(self, unicode: str, ascii: str) -> str:  # noqa: A002 - the two spellings are best told apart by name
        """One of two spellings of the same sign."""
        return ascii if self.ascii else unicode


def finish(lines: Iterable[str], look: Look) -> str:
    """The lines as one text that ends with a line end (or is empty)."""
    text = "".join(f"{line.rstrip()}\n" for line in lines)
    text = _COMMAND.sub(r"\1: :", text)
    return ascii_text(text) if look.ascii else text
