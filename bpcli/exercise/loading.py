"""Load exercises: `load_file(path)`, `load_source(source)`, or `load_text(excerpt)` for the short form.

Each gives an `Exercise` or raises `Faults` with everything that is wrong with the text at once; a path
that cannot be read raises `Unreadable`. `load_partly(source)` gives what can be made of a file that has faults
in it, so that more can be said about it. Nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from bpcli.core.findings import Faults, Finding, Severity
from bpcli.core.say import say
from bpcli.core.source import Excerpt, Source
from bpcli.exercise.draft import Draft
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.keys import KEYS
from bpcli.exercise.library import name_of
from bpcli.exercise.mathematics import read_mathematics
from bpcli.exercise.reader import Reader
from bpcli.exercise.reading import read_file
from bpcli.exercise.short_form import read_short_form
from bpcli.exercise.teaching import read_teaching
from bpcli.exercise.yaml_tree import Node, entries_of, read_yaml
from bpcli.language.names import Scope

FOREIGN_YAML = "BP006"
UNKNOWN_KEY = "BP101"
MATHEMATICS = ("model", "formula", "loss", "upstream", "given", "parameters", "functions", "train")
_MOST_UNKNOWN = 20
MOST_FOREIGN = 3  # findings that say so before the rest is counted


def load_file(path: Path) -> Exercise:
    """The exercise in a file. Raises Unreadable or Faults."""
    return load_source(read_file(path))


def load_text(excerpt: Excerpt) -> Exercise:
    """The exercise that a short form describes. Raises Faults."""
    reader, scope = Reader(), Scope()
    draft = Draft(reader, scope)
    draft.take(read_short_form(reader, scope, [excerpt]))
    draft.check(is_sound=not reader.has_errors)
    return draft.exercise(excerpt.place.source)


def load_source(source: Source) -> Exercise:
    """The exercise in the text of a file. Raises Faults."""
    loaded = load_partly(source)
    if loaded.exercise is None or loaded.findings:
        raise Faults(loaded.findings)
    return loaded.exercise


class Loaded(NamedTuple):
    """What could be made of a file.

    exercise: None where its mathematics is at fault; questions, hints and the like that are at fault are left out.
    findings: everything that was found, errors first; () where there is no error, as the exercise has the warnings.
    """

    exercise: Exercise | None
    findings: tuple[Finding, ...]


def load_partly(source: Source) -> Loaded:
    """The exercise in the text of a file as far as it can be read, with everything that is wrong with it."""
    root, findings = read_yaml(source)
    reader = Reader(findings)
    if any(found.code == FOREIGN_YAML for found in findings):
        # Anchors, aliases and tags come in hundreds or not at all: what else is odd about such a file says nothing.
        return Loaded(None, reader.faults(most=MOST_FOREIGN).findings)
    nodes = reader.fields(root, KEYS, say("exercise.the-file")) if root is not None else None
    if nodes is None:
        return Loaded(None, reader.faults().findings)
    reader.exclusive(nodes)
    before = tuple(reader.findings)
    draft = read_mathematics(reader, nodes)
    is_sound = not _errors(reader.findings[len(before) :]) and _is_harmless(root, before)
    said = read_teaching(draft, nodes)
    try:
        exercise = draft.exercise(source)
    except Faults as faults:
        if not is_sound or not draft.steps:
            return Loaded(None, faults.findings)
        return Loaded(_named(draft.made(source), nodes, said), faults.findings)
    return Loaded(_named(exercise, nodes, said), ())


def _named(exercise: Exercise, nodes: Mapping[str, Node], said: Mapping[str, Any]) -> Exercise:
    name = name_of(Path(exercise.source.name))
    return replace(exercise, name=name, whole_formula="formula" not in nodes, **said)


def _is_harmless(root: Node | None, findings: Iterable[Finding]) -> bool:
    """Whether what was found at the top leaves the mathematics alone: unknown keys that resemble none of it."""
    if any(found.code != UNKNOWN_KEY for found in _errors(findings)):
        return False
    known = {key.name for key in KEYS}
    unknown = [entry.key.text[:60].lower() for entry in entries_of(root) if entry.key.text not in known]
    return not any(get_close_matches(key, MATHEMATICS, 1) for key in unknown[:_MOST_UNKNOWN])


def _errors(findings: Iterable[Finding]) -> list[Finding]:
    return [found for found in findings if found.severity is Severity.ERROR]
