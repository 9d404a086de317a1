"""The last line of a check, which says how it ended: `3 errors and 1 warning in 2 of 200 files`."""

from __future__ import annotations

from bpcli.core.findings import Severity
from bpcli.core.say import say
from bpcli.render.look import Look
from bpcli.render.paint import Role, paint
from bpcli.report.checked import CheckReport


def summary(report: CheckReport, look: Look) -> str:
    """The line, without its end."""
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    role = Role.FAULT if errors else Role.WARNING if warnings else Role.VALUE
    files = len(report.files)
    what = _what(errors, warnings) or ("fine" if files else "nothing")
    key = f"check.{what}-alone" if files == 1 else f"check.{what}"
    text = say(key, errors=errors, warnings=warnings, odd=report.odd, files=f"{files:,}")
    return paint(look.text(text), role, look)


def _what(errors: int, warnings: int) -> str:
    """`errors-warning` for several errors and one warning: the part of a sentence's key that says how many."""
    counted = ((errors, "error", "errors"), (warnings, "warning", "warnings"))
    return "-".join(one if count == 1 else many for count, one, many in counted if count)
