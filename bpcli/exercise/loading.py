"""Load exercises: `load_file(path)`, `load_source(source)`, or `load_text(excerpt)` for the short form.

Each gives an `Exercise` or raises `Faults` with everything that is wrong with the text at once; a path
that cannot be read raises `Unreadable`. Nothing is computed here.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

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
from bpcli.exercise.yaml_tree import read_yaml
from bpcli.language.names import Scope

FOREIGN_YAML = "BP006"
MOST_FOREIGN = 3  # findings that say so before the rest is counted


def load_file(path: Path) -> Exercise:
    """The exercise in a file. Raises Unreadable or Faults."""
    return load_source(read_file(path))


def load_text(excerpt: Excerpt) -> Exercise:
    """The exercise that a short form describes. Raises Faults."""
    reader, scope = Reader(), Scope()
    draft = Draft(reader, scope)
    draft.take(read_short_form(reader, scope, [excerpt]))
    draft.check()
    return draft.exercise(excerpt.place.source)


def load_source(source: Source) -> Exercise:
    """The exercise in the text of a file. Raises Faults."""
    root, findings = read_yaml(source)
    reader = Reader(findings)
    if any(found.code == FOREIGN_YAML for found in findings):
        # Anchors, aliases and tags come in hundreds or not at all: what else is odd about such a file says nothing.
        raise reader.faults(most=MOST_FOREIGN)
    nodes = reader.fields(root, KEYS, say("exercise.the-file")) if root is not None else None
    if nodes is None:
        raise reader.faults()
    reader.exclusive(nodes)
    draft = read_mathematics(reader, nodes)
    said = read_teaching(draft, nodes)
    return replace(
        draft.exercise(source), name=name_of(Path(source.name)), whole_formula="formula" not in nodes, **said
    )
