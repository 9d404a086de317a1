"""`bpcli rules`: every code that `check` can report."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from bpcli.cli import options
from bpcli.cli.screen import Color, look_of, write
from bpcli.core.say import say
from bpcli.report.blocks import Grid, Report

if TYPE_CHECKING:
    from bpcli.checks.rules import Rule

FORMAT = "bpcli.rules/1"


def command(
    as_json: options.Json = False,
    plain: options.Plain = False,
    only_ascii: options.Ascii = False,
    color: options.ColorWhen = Color.AUTO,
    output: options.Output = None,
    debug: options.Debug = False,  # noqa: ARG001 - read by the guard
) -> None:
    """List the codes with what they say."""
    from bpcli.checks.rules import rules  # noqa: PLC0415

    look = look_of(None if output else sys.stdout, color, plain=plain, ascii=only_ascii)
    if as_json:
        from bpcli.render.json_document import document_text  # noqa: PLC0415

        document = {"format": FORMAT, "rules": list(map(_entry, rules()))}
        write(document_text(document, ascii=look.ascii), output)
        return
    from bpcli.render.terminal import render  # noqa: PLC0415

    headings = tuple(say(f"check.column-{name}") for name in ("code", "severity", "headline"))
    rows = tuple((rule.code, say(f"render.{rule.severity}"), rule.headline) for rule in rules())
    write(render(Report((Grid(headings, rows),)), look), output)


def _entry(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.value,
        "family": rule.family.value,
        "headline": rule.headline,
        "strict": rule.strict,
        "ignorable": rule.ignorable,
        "manual": rule.manual,
    }
