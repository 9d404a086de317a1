"""Mend what can be mended without asking: an absent `expect` is filled in with what was worked out.

`fixed(checked)` is the new text of a checked file, everything else in it as it was, comments, layout and line ends
included; `difference(checked, text)` shows the change as a unified diff; `encoded(before, text)` are the bytes
to write. What was filled in is read back first: a file that would not be clean afterwards is left alone.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

from bpcli.checks.checking import Checked
from bpcli.checks.figures import typed
from bpcli.core.findings import Faults
from bpcli.core.source import Source
from bpcli.core.visible import visible
from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.loading import load_source
from bpcli.exercise.yaml_tree import entries_of, read_yaml
from bpcli.tutor.aims import Aim, Wanted, asked_name, truth
from bpcli.tutor.expectations import disagreements

KEY = "expect"
MOST_ENTRIES = 12  # of an array that is written out
MOST_VALUES = 20  # steps whose values are stated; of more, the output's only
# `expect` stands behind the last of these, as in the order of docs/exercise-file.md.
_BEFORE = frozenset(
    "title about level tags model formula loss upstream given parameters functions expand".split()  # noqa: SIM905
)
_BOM = b"\xef\xbb\xbf"
_QUOTED = frozenset(("null", "true", "false"))


def fixed(checked: Checked) -> str | None:
    """The mended text of a checked file; None where there is nothing to mend, or where it has errors."""
    exercise, trace, source = checked.exercise, checked.trace, checked.source
    if exercise is None or trace is None or source is None or checked.has_errors:
        return None
    at = _place_for(source)
    if at is None:
        return None
    lines = [f"{KEY}:", *(f"  {asked}: {value}" for asked, value in _statements(trace))]
    text = _inserted(source.text, at, lines)
    return text if len(lines) > 1 and _is_clean(Source(source.name, text), exercise) else None


def difference(checked: Checked, text: str) -> str:
    """The change as a unified diff, `a/path` against `b/path`; "" where there is none."""
    if checked.source is None:
        return ""
    name = visible(checked.name).lstrip("/")
    before, after = (each.splitlines(keepends=True) for each in (checked.source.text, text))
    lines = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def encoded(before: bytes, text: str) -> bytes:
    """The bytes of a mended file; a byte order mark that it began with is kept."""
    return (_BOM if before.startswith(_BOM) else b"") + text.encode()


def _statements(trace: Trace) -> Iterator[tuple[str, str]]:
    """What is stated, as it is typed: the values of the steps, and the gradients of the parameters."""
    graph = trace.graph
    steps = [index for index, node in enumerate(graph.nodes) if node.rule is not None and node.named]
    values = steps if len(steps) <= MOST_VALUES else [graph.output]
    learnt = [index for index, node in enumerate(graph.nodes) if node.kind == "parameter"]
    for aim in (*(Aim(Wanted.VALUE, step) for step in values), *(Aim(Wanted.TOTAL, leaf) for leaf in learnt)):
        found = truth(trace, aim)
        if found is not None and getattr(found, "size", 1) <= MOST_ENTRIES:
            asked = asked_name(trace, aim)
            yield f'"{asked}"' if asked.lower() in _QUOTED else asked, typed(found)


def _place_for(source: Source) -> int | None:
    """The offset of the line that `expect` is to stand before; None where it is there, or nothing can be put in."""
    root, findings = read_yaml(source)
    entries = {entry.key.text: entry for entry in entries_of(root)}
    if findings or root is None or KEY in entries or not entries:
        return None
    if any(source.position(entry.key.place.start).column != 1 for entry in entries.values()):
        return None  # a mapping in { }, or one that is indented as a whole
    before = [entry for name, entry in entries.items() if name in _BEFORE]
    end = max(entry.value.place.end for entry in before)
    return _line_behind(source.text, end)


def _line_behind(text: str, end: int) -> int:
    """The offset of the first line behind a value that ends here; blank lines behind it stay where they are."""
    said = len(text[:end].rstrip())
    found = text.find("\n", said)
    return len(text) if found < 0 else found + 1


def _inserted(text: str, at: int, lines: list[str]) -> str:
    line_end = "\r\n" if "\r\n" in text else "\n"
    new = "".join(line + line_end for line in lines)
    before = text[:at] if text[:at].endswith("\n") else text[:at] + line_end
    return before + new + text[at:]


def _is_clean(source: Source, before: Exercise) -> bool:
    """Whether the new text is the same exercise, and what it states is right."""
    from bpcli.tutor.solution import solve  # noqa: PLC0415 - the derivatives are known: this takes little

    try:
        exercise = load_source(source)
        return _says(exercise) == _says(before) and not disagreements(exercise, solve(exercise))
    except Faults:
        return False


def _says(exercise: Exercise) -> tuple[Any, ...]:
    """What an exercise says, wherever it stands in the file."""
    steps = tuple((step.name, step.tree, step.part) for step in exercise.steps)
    return steps, dict(exercise.givens), exercise.upstream, exercise.kinds
