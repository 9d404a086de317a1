"""Options that several commands share, each written once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bpcli.cli.screen import Color
from bpcli.core.say import say

Exercise = Annotated[str, typer.Argument(metavar="EXERCISE", help=say("cli.exercise"), show_default=False)]
Set = Annotated[list[str], typer.Option("--set", metavar="NAME=VALUE", help=say("cli.set"), show_default=False)]
Json = Annotated[bool, typer.Option("--json", help=say("cli.json"))]
Plain = Annotated[bool, typer.Option("--plain", help=say("cli.plain"))]
Ascii = Annotated[bool, typer.Option("--ascii", help=say("cli.ascii"))]
Digits = Annotated[int, typer.Option("--digits", min=1, max=17, help=say("cli.digits"))]
Values = Annotated[bool, typer.Option("--values", help=say("cli.values"))]
Expand = Annotated[bool | None, typer.Option("--expand/--no-expand", help=say("cli.expand"), show_default=False)]
ColorWhen = Annotated[Color, typer.Option("--color", help=say("cli.color"))]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help=say("cli.output"), show_default=False)
]
Debug = Annotated[bool, typer.Option("--debug", help=say("cli.debug"))]
