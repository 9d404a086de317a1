"""The keys of a quiz: `Keys(problem).read("h")` is `hint`, and `named()` names them.

A key is typed as its letter or its word. Where that could be an answer, as `r` can where a node is called r, it is one,
and the key takes a colon: `:r`. With a colon every key is understood everywhere.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from bpcli.core.findings import Faults
from bpcli.core.say import say
from bpcli.core.source import Excerpt
from bpcli.language.names import Scope
from bpcli.tutor.grading.answers import read_answer


class Key(StrEnum):
    """What a learner can ask for instead of answering; the first letters are all different."""

    HINT = "hint"
    SKIP = "skip"
    BACK = "back"
    REVEAL = "reveal"
    GRAPH = "graph"
    QUIT = "quit"


_NOT_IN_AN_EXAM = (Key.HINT, Key.REVEAL)
_COLON = ":"


class UnknownKey(Exception):
    """Something with a colon before it that is no key."""


class Keys:
    """The keys of one quiz."""

    def __init__(self, scope: Scope, *, exam: bool = False) -> None:
        self._shown = [key for key in Key if not (exam and key in _NOT_IN_AN_EXAM)]
        self._keys = {spelling: key for key in Key for spelling in _spellings(key)}
        self._answers = {spelling for spelling in self._keys if _is_answer(spelling, scope)}

    def read(self, text: str) -> Key | None:
        """The key that was typed, None where it is an answer. Raises UnknownKey."""
        typed = unicodedata.normalize("NFKC", text).strip().lower()
        if typed.startswith(_COLON):
            try:
                return self._keys[typed.removeprefix(_COLON).strip()]
            except KeyError:
                raise UnknownKey(text.strip()) from None
        return None if typed in self._answers else self._keys.get(typed)

    @property
    def with_colon(self) -> tuple[str, ...]:
        """The letters that need one here."""
        return tuple(key[0] for key in self._shown if key[0] in self._answers)

    def named(self) -> list[str]:
        """The keys as they are typed, each with its word: `h hint`, `:r reveal`."""
        return [f"{_COLON if key[0] in self._answers else ''}{key[0]} {say(f'quiz.key-{key}')}" for key in self._shown]


def _spellings(key: Key) -> tuple[str, ...]:
    return key[0], key.value, say(f"quiz.key-{key}")


def _is_answer(text: str, scope: Scope) -> bool:
    """Whether a text can be read as an answer."""
    try:
        read_answer(Excerpt.of(text), scope)
    except Faults:
        return False
    return True
