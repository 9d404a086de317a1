"""The manual of a code for a terminal: its headline, its paragraphs made to fit, its samples as they stand."""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.core.findings import Severity
from bpcli.core.say import say
from bpcli.render.cells import wrap
from bpcli.render.look import Look, finish
from bpcli.render.paint import Role, paint


def manual(code: str, severity: Severity, text: str, look: Look) -> str:
    """The manual of a code; its first line is the headline, what is indented is kept as it is."""
    role = Role.FAULT if severity is Severity.ERROR else Role.WARNING
    kind = paint(f"{say(f'render.{severity}')}[{code}]", role, look)
    head, _, rest = text.partition("\n")
    lines = wrap(f"{kind} {look.text(head)}", look)
    for part in _parts(rest):
        lines += ["", *_shown(part, look)]
    return finish(lines, look)


def _parts(text: str) -> Iterator[str]:
    """Paragraphs, and samples; blank lines in a sample do not part it."""
    part: list[str] = []
    for line in text.splitlines():
        indented = line.startswith(" ")
        if part and line.strip() and indented != part[0].startswith(" "):
            yield "\n".join(part).rstrip()
            part = []
        if not line.strip() and part and not part[0].startswith(" "):
            yield "\n".join(part)
            part = []
        elif line.strip() or part:
            part.append(line)
    if part:
        yield "\n".join(part).rstrip()


def _shown(part: str, look: Look) -> list[str]:
    if part.startswith(" "):
        return [look.text(line) for line in part.splitlines()]
    role = Role.HEADING if part.endswith(":") else None
    lines = part.splitlines() if look.columns is None else [" ".join(part.split())]
    return [shown for line in lines for shown in wrap(look.text(line), look, role=role)]
