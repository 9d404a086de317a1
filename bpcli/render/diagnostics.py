"""Findings as people read them: one headline, the source line with a caret under the place, what to do.

    exercises/neuron.yaml:9:13: error[BP204] stated dloss/dw is 55, computed 110
      |
    9 |   dloss/dw: 55
      |             ^^ off by a factor 2: the power's coefficient is missing
      = help: bpcli explain BP204

The caret stands under the right character whatever the line holds: tabs, wide characters, hidden characters
shown as escapes, or a hundred thousand characters, of which only those round the place are shown.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from bpcli.core.findings import Finding, Severity
from bpcli.core.say import say
from bpcli.core.source import Place
from bpcli.core.visible import visible
from bpcli.render.cells import width
from bpcli.render.characters import ascii_pieces
from bpcli.render.look import Look, finish
from bpcli.render.paint import Role, paint

TAB = "    "
WINDOW = 100  # cells of a source line that are shown where the look has no width
CHARACTERS = 400  # of a source line that are looked at on each side of the place, so that no line is slow


def diagnostics(findings: Iterable[Finding], look: Look) -> str:
    """All findings, in the order they come, a blank line between two."""
    lines: list[str] = []
    for finding in findings:
        lines += [""] * bool(lines) + diagnostic(finding, look)
    return finish(lines, look)


def diagnostic(finding: Finding, look: Look) -> list[str]:
    """The lines of one finding."""
    lines = [headline(finding, look)]
    gutter = " "
    if finding.place is not None:
        gutter = " " * len(str(finding.place.first.line))
        lines += _excerpt(finding, finding.place, gutter, look)
    if finding.help:
        lines.append(f"{gutter} = {say('render.help', text=look.text(finding.help))}")
    return lines


def headline(finding: Finding, look: Look, *, labelled: bool = False) -> str:
    """`path:line:column: error[BP204] message`: one finding on one line; labelled: with what stands at the caret."""
    role = Role.FAULT if finding.severity is Severity.ERROR else Role.WARNING
    kind = paint(f"{say(f'render.{finding.severity}')}[{finding.code}]", role, look)
    message = f"{kind} {labelled_message(finding, look) if labelled else look.text(finding.message)}"
    if finding.place is None:
        return message
    first = finding.place.first
    return f"{look.text(finding.place.source.name)}:{first.line}:{first.column}: {message}"


def labelled_message(finding: Finding, look: Look) -> str:
    """The message with its label behind it, for formats that show no source line and so no caret."""
    if not finding.label:
        return look.text(finding.message)
    return look.text(say("render.labelled", message=finding.message, label=finding.label))


def _excerpt(finding: Finding, place: Place, gutter: str, look: Look) -> list[str]:
    number = place.first.line
    room = (look.columns or WINDOW + len(gutter) + 3) - len(gutter) - 3
    shown = _shown(place, room, look)
    role = Role.FAULT if finding.severity is Severity.ERROR else Role.WARNING
    caret = paint("^" * shown.length, role, look)
    label = f" {look.text(finding.label)}" if finding.label else ""
    return [
        f"{gutter} |",
        f"{number} | {shown.text}",
        f"{gutter} | {' ' * shown.start}{caret}{label}",
    ]


class _Shown(NamedTuple):
    """A source line as it is shown, and where the place in it begins and how long it is, in cells."""

    text: str
    start: int
    length: int


def _shown(place: Place, room: int, look: Look) -> _Shown:
    line = place.source.line(place.first.line)
    first = place.first.column - 1
    last = place.last.column - 1 if place.last.line == place.first.line else len(line)
    cut = max(0, first - CHARACTERS)
    pieces = _pieces(line[cut : first + CHARACTERS], look)
    first, last = first - cut, max(first, last) - cut
    begin, end = _window(pieces, first, room)
    dots = look.pick("…", "...")
    before = dots if cut or begin else ""
    after = dots if end < len(pieces) or cut + len(pieces) < len(line) else ""
    start = width(before) + sum(map(width, pieces[begin:first]))
    length = sum(map(width, pieces[first : min(last, end)]))
    return _Shown(before + "".join(pieces[begin:end]) + after, start, max(1, length))


def _pieces(line: str, look: Look) -> list[str]:
    """What is shown for each character of a line; an accent goes with the letter it stands on."""
    shown = [TAB if c == "\t" else visible(c) for c in line]
    if look.ascii:
        spelled = ascii_pieces(line)
        shown = [text if text.isascii() else spelled[i] for i, text in enumerate(shown)]
    return shown


def _window(pieces: list[str], first: int, room: int) -> tuple[int, int]:
    """Which pieces to show: all where they fit, else as many as fit on both sides of the place."""
    edges = [0, *accumulate(map(width, pieces))]
    if edges[-1] <= room:
        return 0, len(pieces)
    room -= 6  # dots on both sides
    begin = bisect_left(edges, max(0, min(edges[first] - room // 3, edges[-1] - room)))
    return begin, bisect_right(edges, edges[begin] + room) - 1
