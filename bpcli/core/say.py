"""Every sentence the program says, by key.

`say("language.unknown-name", name="q")` gives the sentence `unknown-name` of the room `language`, in the
language chosen with `speak`. A sentence is whole in its catalogue (`bpcli.core.texts`), never glued from
pieces, so that it can be translated.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module

_FALLBACK = "en"
_languages = [_FALLBACK]


def speak(*languages: str) -> None:
    """Choose the languages of what is said from now on, the one liked best first; English is the last resort."""
    _languages[:] = [*languages, _FALLBACK]


def say(key: str, /, **fields: object) -> str:
    """The sentence `room.name` with its fields filled in. KeyError where no catalogue has it."""
    room, name = key.split(".", 1)
    for language in _languages:
        if name in (texts := _texts(language, room)):
            return texts[name].format(**fields)
    raise KeyError(key)


def listed(words: Iterable[str], most: int | None = None) -> str:
    """The words one behind the other, as the language parts them: `x, w, y`, in Chinese `x、w、y`; `most` at most."""
    shown = list(words)
    if most is not None and len(shown) > most:
        shown[most:] = ["…"]
    return say("lists.between").join(shown)


@cache
def _texts(language: str, room: str) -> dict[str, str]:
    try:
        module = import_module(f"bpcli.core.texts.{language}.{room}")
    except ModuleNotFoundError:
        return {}
    texts: dict[str, str] = module.TEXTS
    return texts
