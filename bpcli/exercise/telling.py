"""Make a finding from a row of the catalogue `bpcli.core.texts.<language>.exercise`."""

from __future__ import annotations

from bpcli.core.findings import Finding, Severity
from bpcli.core.say import say
from bpcli.core.source import Place

_SHOWN = 40  # characters of a stranger's text in a message


def finding(
    code: str, what: str, place: Place | None, severity: Severity = Severity.ERROR, /, **fields: object
) -> Finding:
    """The sentence `what` at a place, with the help `what-help` where the catalogue has one."""
    message = say(f"exercise.{what}", **fields)
    return Finding(code, message, place, help=_help(what, fields), severity=severity)


def _help(what: str, fields: dict[str, object]) -> str:
    try:
        return say(f"exercise.{what}-help", **fields)
    except KeyError:
        return ""


def shortened(text: str, length: int = _SHOWN) -> str:
    """The text, or its beginning where it is too long to repeat in a message."""
    return text if len(text) <= length else text[:length] + "…"


def on_lines(what: str, first: Place, second: Place) -> tuple[str, dict[str, int]]:
    """The row for something that stands twice, with its two lines; `what-here` where they are the same line."""
    lines = {"first": first.first.line, "second": second.first.line}
    return (what if lines["first"] != lines["second"] else f"{what}-here"), lines
