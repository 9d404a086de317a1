"""Say what PyYAML could not read in the words of someone who writes exercises.

The few mistakes authors really make (a colon in a title, `|x|`, `%`, a tab, a quote that never closes)
are named with their cure; the rest keeps the reader's own words.
"""

from __future__ import annotations

import re
from typing import Any

from bpcli.core.findings import Finding
from bpcli.core.source import Place, Source
from bpcli.exercise.telling import finding

# What the reader in C and the one in Python say within [ ] and { }.
_IN_BRACKETS = re.compile(r"expected ',' or '([]}])'")


def misread(source: Source, error: Exception, last: Any) -> Finding:
    """The finding for whatever PyYAML raised; `last` is the last event it had read."""
    problem = getattr(error, "problem", None) or ""
    at = _offset(error, "problem_mark")
    if at is None:
        at = last.end_mark.index if last is not None else 0
    if "quoted scalar" in (getattr(error, "context", None) or "") and "end of stream" in problem:
        opened = _offset(error, "context_mark") or 0
        return _finding(source, "unterminated-quote", opened, quote=source.text[opened : opened + 1])
    if "block scalar" in (getattr(error, "context", None) or ""):
        return _finding(source, "bar-starts-block", _offset(error, "context_mark") or at)
    if "mapping values are not allowed" in problem:
        return _colon(source, at)
    if "cannot start any token" in problem:
        return _bad_start(source, at)
    return _other(source, problem, at, last)


def _offset(error: Exception, mark: str) -> int | None:
    found = getattr(error, mark, None)
    return None if found is None else int(found.index)


def _finding(source: Source, what: str, at: int, **fields: object) -> Finding:
    at = min(at, len(source.text))
    place = Place(source, at, min(at + 1, len(source.text)))
    return finding("BP005", what, place, line=source.position(at).line, **fields)


def _colon(source: Source, at: int) -> Finding:
    line = source.line(source.position(at).line)
    if line.count(":") > 1:
        return _finding(source, "unquoted-colon", at)
    return _finding(source, "wrong-indentation", at)


def _bad_start(source: Source, at: int) -> Finding:
    character = source.text[at : at + 1]
    if character == "\t":
        return _finding(source, "tab", at)
    return _finding(source, "bad-start", at, character=character)


def _other(source: Source, problem: str, at: int, last: Any) -> Finding:
    if "incompatible YAML document" in problem or (source.text.startswith("%") and at == 0):
        return _finding(source, "unknown-version", at)
    opened = _long_quote(source, last)
    if opened is not None:
        return _finding(source, "unterminated-quote", opened, quote=source.text[opened])
    if "did not find expected key" in problem or "expected <block end>" in problem:
        return _finding(source, "text-after-value", at)
    if (closing := _IN_BRACKETS.search(problem)) is not None:
        return _finding(source, "missing-comma", at, closing=closing[1])
    if not problem:
        return _finding(source, "yaml-gave-up", at)
    return _finding(source, "unreadable-yaml", at, problem=problem)


def _long_quote(source: Source, last: Any) -> int | None:
    """Where a quoted text opens that ran on over lines and so swallowed what follows it."""
    if getattr(last, "style", None) not in ("'", '"') or last.start_mark.line == last.end_mark.line:
        return None
    offset: int = last.start_mark.index
    return offset if offset < len(source.text) else None
