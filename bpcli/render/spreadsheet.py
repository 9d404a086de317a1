"""Lines of CSV that a spreadsheet opens without harm: `line(["student", "−8", "=cmd|…"])`.

A cell that a spreadsheet would work out as a formula gets an apostrophe in front, which spreadsheets take for "this is
text". A number keeps its sign: `-8` and `+0.5` are what they are. Characters that show nothing are shown as escapes,
so that a record stays on its line.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from io import StringIO

from bpcli.core.visible import visible

_BEGINS = tuple("=+-@＝＋－＠")  # the wide ones count where spreadsheets speak Chinese or Japanese
_NUMBER = re.compile(r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf|nan)")


def line(cells: Iterable[str]) -> str:
    """The cells as one line, quoted where they must be."""
    written = StringIO()
    csv.writer(written, lineterminator="\n").writerow(map(cell, cells))
    return written.getvalue()


def cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    shown = visible(text)
    is_formula = shown.lstrip().startswith(_BEGINS) and not _NUMBER.fullmatch(shown)
    return f"'{shown}" if is_formula else shown
