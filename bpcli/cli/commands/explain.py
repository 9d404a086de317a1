"""`bpcli explain BP204`: the manual of a code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bpcli.cli import options
from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.guard import Stop
from bpcli.cli.screen import Color, look_of, write
from bpcli.core.say import say
from bpcli.core.visible import visible

if TYPE_CHECKING:
    from bpcli.checks.rules import Rule

Codes = Annotated[list[str], typer.Argument(metavar="CODE...", help=say("check.codes"), show_default=False)]


def command(
    codes: Codes,
    plain: options.Plain = False,
    only_ascii: options.Ascii = False,
    color: options.ColorWhen = Color.AUTO,
    output: options.Output = None,
    debug: options.Debug = False,  # noqa: ARG001 - read by the guard
) -> None:
    """Tell what codes mean, why they matter, and what to do."""
    from bpcli.render.manual import manual  # noqa: PLC0415

    rules = list(map(_rule, codes))
    look = look_of(None if output else sys.stdout, color, plain=plain, ascii=only_ascii)
    write("\n".join(manual(rule.code, rule.severity, rule.manual, look) for rule in rules), output)


def _rule(text: str) -> Rule:
    """The rule of a code as it is typed. Raises Stop, with the nearest code there is."""
    from difflib import get_close_matches  # noqa: PLC0415

    from bpcli.checks.rules import codes, rule  # noqa: PLC0415

    code = text.strip().upper()
    found = rule(code)
    if found is None:
        near = get_close_matches(code[:20], sorted(codes()), 1, 0.5)
        shown = visible(text[:20])
        message = (
            say("check.unknown-code-near", code=shown, near=near[0]) if near else say("check.unknown-code", code=shown)
        )
        raise Stop(ExitCode.USAGE, message)
    return found
