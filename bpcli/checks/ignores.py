"""Comments that silence a finding: `# bpcli: ignore[BP301]`, `# bpcli: ignore[BP304, BP305]  the notes' numbers`.

At the end of a line the comment holds for that line; on a line of its own for the next line that says
something; on a line of its own above the first key for the whole file. A code is required. What makes an exercise
unusable cannot be silenced. Only real comments count: a `#` inside of a text is text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bpcli.checks.rules import rule
from bpcli.core.findings import Finding, Severity
from bpcli.core.say import say
from bpcli.core.source import Place, Source
from bpcli.core.visible import visible

BAD_COMMENT = "BP110"
UNUSED = "BP111"
MOST_COMMENTS = 1_000  # that are looked at in one file
_COMMENT = re.compile(r"(?:^|(?<=[ \t\r\n]))#[ \t]*bpcli:[ \t]*([^\r\n]*)")
_IGNORE = re.compile(r"ignore(?:[ \t]*\[([^\]\r\n]*)\])?")
_CODE = re.compile(r"[^\s,]+")
_SAID = re.compile(r"^[ \t]*[^#\s]", re.MULTILINE)  # a line that is neither blank nor a comment alone
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Ignore:
    """One code that a comment silences, on one line, or everywhere where `line` is None."""

    code: str
    line: int | None
    place: Place


class Silences:
    """What the comments of a file silence, looked up by code and line."""

    def __init__(self, found: Iterable[Ignore] = ()) -> None:
        self.all = tuple(found)
        self._at: dict[tuple[str, int | None], list[Ignore]] = {}
        for one in self.all:
            self._at.setdefault((one.code, one.line), []).append(one)

    def of(self, code: str, place: Place | None) -> list[Ignore]:
        """The comments that silence a code at a place."""
        line = place.first.line if place is not None and self._at else None
        keys = {(code, None), (code, line)}
        return [one for key in keys for one in self._at.get(key, ())]

    def unused(self, findings: Iterable[Finding]) -> list[Ignore]:
        """The comments that silence none of these findings."""
        used = {one for found in findings for one in self.of(found.code, found.place)}
        return [one for one in self.all if one not in used]


def silences(source: Source) -> tuple[Silences, tuple[Finding, ...]]:
    """What the comments of a file silence, and what is wrong with these comments."""
    found: list[Ignore] = []
    faults: list[Finding] = []
    texts = None
    for number, comment in enumerate(_COMMENT.finditer(source.text)):
        texts = _texts(source) if texts is None else texts
        if _is_text(comment.start(), texts):
            continue
        if number == MOST_COMMENTS:
            faults.append(_bad("ignore-too-many", Place(source, comment.start(), comment.end())))
            break
        line = _line(source, comment.start(), texts)
        for one in _codes(source, comment):
            if isinstance(one, Finding):
                faults.append(one)
            else:
                found.append(Ignore(source.text[one.start : one.end], line, one))
    return Silences(found), tuple(faults)


def _is_text(offset: int, texts: list[tuple[int, int]]) -> bool:
    """Whether an offset lies in one of the texts, which come in their order."""
    before = bisect_right(texts, offset, key=lambda text: text[0])
    return before > 0 and offset < texts[before - 1][1]


def unused_findings(found: Iterable[Ignore]) -> Iterator[Finding]:
    """A warning for each code that silences nothing."""
    for one in found:
        message = say("checks.unused-ignore", code=one.code)
        yield Finding(UNUSED, message, one.place, help=say("checks.unused-ignore-help"), severity=Severity.WARNING)


def _codes(source: Source, comment: re.Match[str]) -> Iterator[Place | Finding]:
    """The places of the codes in a comment, or what is wrong with it."""
    start = comment.start(1)
    listed = _IGNORE.match(comment[1])
    if listed is None or not (listed[1] or "").strip():
        place = Place(source, comment.start(), start + (listed.end() if listed else len(comment[1].rstrip())))
        yield _bad("ignore-without-code" if listed else "unknown-comment", place)
        return
    for code in _CODE.finditer(listed[1]):
        begin = start + listed.start(1)
        place = Place(source, begin + code.start(), begin + code.end())
        known = rule(code[0])
        if known is None:
            yield _bad("ignore-unknown", place, code=code[0])
        elif not known.ignorable:
            yield _bad("ignore-refused", place, code=code[0])
        else:
            yield place


def _bad(what: str, place: Place, code: str = "") -> Finding:
    shown = visible(code[:_SHOWN])
    fields = {"code": shown, "limit": f"{MOST_COMMENTS:,}"}
    help_text = say(f"checks.{what}-help", **fields)
    return Finding(BAD_COMMENT, say(f"checks.{what}", **fields), place, help=help_text, severity=Severity.WARNING)


def _line(source: Source, offset: int, texts: list[tuple[int, int]]) -> int | None:
    """The line a comment holds for; None for the whole file."""
    position = source.position(offset)
    if source.line(position.line)[: position.column - 1].strip():
        return position.line
    if not texts or offset < texts[0][0]:
        return None
    following = _SAID.search(source.text, offset)
    return source.position(following.end() - 1).line if following else position.line


def _texts(source: Source) -> list[tuple[int, int]]:
    """Where the scalars of a file stand, from start to end, in their order; up to the first fault of the YAML.

    The first line of a block (`|`) may end with a comment, so the block begins below it.
    """
    import yaml  # noqa: PLC0415  (20 ms that only files need)

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: list[tuple[int, int]] = []
    with suppress(Exception):  # said by the reading; PyYAML raises more than YAMLError
        for event in yaml.parse(source.text, Loader=loader):
            if isinstance(event, yaml.ScalarEvent):
                found.append(_span(source.text, event))  # noqa: PERF401 - what was found before a fault counts
    return found


def _span(text: str, event: Any) -> tuple[int, int]:
    start, end = event.start_mark.index, event.end_mark.index
    if event.style in ("|", ">"):
        start = min(end, text.find("\n", start) + 1 or end)
    return start, end
