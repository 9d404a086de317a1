"""Tables drawn with lines between their columns, by rich: `boxed(sheet, look)`.

Measure first with `Sheet.width`: rich would shorten what does not fit, so it is never given less.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from bpcli.render.look import Look
from bpcli.render.sheet import Lines, Sheet

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def boxed(sheet: Sheet, look: Look) -> list[str]:
    """The lines of the drawn sheet."""
    from rich import box  # noqa: PLC0415 - only drawn tables need rich
    from rich.table import Table  # noqa: PLC0415

    style = box.ASCII if look.ascii else box.SQUARE
    padding = (0, sheet.gap - 2, 0, 1)
    table = Table(box=style, padding=padding, show_edge=False, pad_edge=False, header_style="", safe_box=False)
    for heading in sheet.headings:
        table.add_column(_text(heading, ""), no_wrap=True, overflow="ignore")
    for number, row in enumerate(sheet.rows):
        cells = (_text(cell, sheet.role(number, at) or "") for at, cell in enumerate(row))
        table.add_row(*cells, end_section=sheet.parted(number))
    drawn = StringIO()
    _console(drawn, sheet.width(), look).print(table)
    return [line.rstrip() for line in drawn.getvalue().splitlines()]


def _text(lines: Lines, style: str) -> Text:
    from rich.text import Text  # noqa: PLC0415

    return Text("\n".join(lines), style, no_wrap=True, overflow="ignore")


def _console(file: StringIO, width: int, look: Look) -> Console:
    from rich.console import Console  # noqa: PLC0415

    return Console(
        file=file,
        width=width,
        color_system="standard" if look.color else None,
        force_terminal=look.color,
        no_color=not look.color,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )
