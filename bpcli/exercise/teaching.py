"""Read the keys of a file that say how it is taught: title, level, questions, hints, variants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpcli.exercise.draft import Draft
from bpcli.exercise.keys import key_of
from bpcli.exercise.questions import OUTPUT, Questions
from bpcli.exercise.reader import ABOUT_CHARACTERS, Reader
from bpcli.exercise.variants import read_variants
from bpcli.exercise.yaml_tree import Node


def read_teaching(draft: Draft, nodes: Mapping[str, Node]) -> dict[str, Any]:
    """The fields of `Exercise` that these keys fill."""
    return {**_card(draft.reader, nodes), **_questions(draft, nodes)}


def _card(reader: Reader, nodes: Mapping[str, Node]) -> dict[str, Any]:
    """What a listing shows of an exercise, and how it is to be shown itself."""
    card: dict[str, Any] = {}
    if "title" in nodes:
        card["title"] = reader.wording(nodes["title"], key_of("title"))
    if "about" in nodes:
        card["about"] = reader.wording(nodes["about"], key_of("about"), ABOUT_CHARACTERS)
    if "level" in nodes:
        card["level"] = reader.whole(nodes["level"], key_of("level"))
    if "tags" in nodes:
        key = key_of("tags")
        card["tags"] = tuple(filter(None, (reader.text(word, key) for word in reader.words(nodes["tags"], key))))
    if "expand" in nodes:
        card["expand"] = reader.truth(nodes["expand"], key_of("expand"))
    return card


def _questions(draft: Draft, nodes: Mapping[str, Node]) -> dict[str, Any]:
    questions = Questions(draft.reader, draft.scope, _outputs(draft))
    read = {
        "expect": ("expectations", questions.expectations),
        "ask": ("asks", questions.asks),
        "hints": ("hints", questions.hints),
        "tests": ("tests", questions.trials),
    }
    said: dict[str, Any] = {}
    for name, (part, reading) in read.items():
        if name in nodes:
            said[part] = tuple(reading(nodes[name], key_of(name)))
    if "variants" in nodes:
        said["variants"] = read_variants(
            draft.reader, nodes["variants"], key_of("variants"), draft.leaf_reader(), draft.scope
        )
    return said


def _outputs(draft: Draft) -> frozenset[str]:
    """The spellings that mean the output: L and loss where no node is called so, and the last step's name.

    Where a gradient comes back into the last step, that name is its own: `dz/dx` is local there.
    """
    free = {name for name in OUTPUT if draft.scope.find(name) is None}
    own = {draft.steps[-1].name} if draft.steps and not draft.upstream else set()
    return frozenset(free | own)
