"""The names of an exercise: one registry, filled while it is read.

`declare` what is computed or given before any formula is parsed; the parser then asks `find` and `spell`.
However a name is typed, trees hold its one display spelling, so the rest of the program compares names as
plain strings. `closed()` is the same registry for learners' answers, where unknown names are faults.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bpcli.language.spelling import accented, ascii_name, plain
from bpcli.language.tree import Tree
from bpcli.ops.table import FUNCTION_NAMES, OPERATIONS

__all__ = ["Function", "Scope", "ascii_name"]

RESERVED = frozenset(("nan", "inf", "infinity"))
CONSTANTS = {"pi": "pi", "π": "pi", "e": "e"}


@dataclass(frozen=True, slots=True)
class Function:
    """A function that the exercise defines: its body is a tree over the names of its parameters."""

    name: str
    parameters: tuple[str, ...]
    body: Tree


@dataclass(slots=True)
class _Known:
    """One name: the spelling it is shown in, and how it came to be known."""

    spelling: str
    declared: bool = False
    used: bool = False


@dataclass(slots=True)
class _Registry:
    """What an open scope and its closed views share."""

    known: dict[str, _Known] = field(default_factory=dict)  # by plain spelling, in order of appearance
    by_accent: dict[str, _Known] = field(default_factory=dict)
    by_ascii: dict[str, _Known] = field(default_factory=dict)  # names that are not ASCII
    functions: dict[str, Function] = field(default_factory=dict)
    keys: dict[str, str] | None = None  # display spelling → ASCII key; made when asked for
    by_key: dict[str, str] = field(default_factory=dict)


class Scope:
    """The names and functions that a formula may use.

    rule_words: also read the words that only the rules of `bpcli.ops` use, such as `spread`.
    """

    def __init__(self, *, rule_words: bool = False) -> None:
        self._registry = _Registry()
        self.rule_words = rule_words
        self.is_closed = False

    def closed(self) -> Scope:
        """The same names for a learner's answer: every known name counts as declared, none can be added."""
        return self._view(self._registry)

    def inner(self, *parameters: str) -> Scope:
        """The scope of a function's body: its parameters, the functions defined so far, and nothing else."""
        registry = _Registry(functions=self._registry.functions)
        view = self._view(registry)
        view.declare(*parameters)
        return view

    def _view(self, registry: _Registry) -> Scope:
        view = Scope(rule_words=self.rule_words)
        view._registry = registry
        view.is_closed = True
        return view

    def declare(self, *spellings: str) -> None:
        """Make names known before they are used. How they are shown is settled by their first use."""
        for spelling in spellings:
            (self._registry.known.get(plain(spelling)) or self._add(spelling)).declared = True

    def spell(self, spelling: str) -> str:
        """The one display spelling of a name: its first spelling used. A new name becomes known."""
        known = self._find(spelling) or self._add(spelling)
        if not known.used:
            known.used = True
            if known is not self._registry.by_ascii.get(spelling):
                known.spelling = spelling
                self._registry.keys = None
        return known.spelling

    def find(self, spelling: str) -> str | None:
        """The display spelling of a name that was declared or used, however it is typed here; else None."""
        known = self._find(spelling)
        return known.spelling if known else None

    def is_declared(self, spelling: str) -> bool:
        """Whether a name is computed or given; in a closed scope, whether it is known at all."""
        known = self._find(spelling)
        return known is not None and (known.declared or self.is_closed)

    def nearest(self, spelling: str) -> str | None:
        """The known name that looks most like a misspelt one; None where nothing is near."""
        return _nearest(spelling, list(self))

    def __iter__(self) -> Iterator[str]:
        """The display spellings of all known names, in the order they came up."""
        return (known.spelling for known in self._registry.known.values())

    def key(self, name: str) -> str:
        """The unique ASCII spelling of a known name. KeyError for a name that is not known."""
        spelling = self.find(name)
        if spelling is None:
            raise KeyError(name)
        return self._keys()[spelling]

    # Functions

    def define(self, name: str, parameters: tuple[str, ...], body: Tree) -> None:
        """Make a function of the exercise's own callable; calls are written out in the tree."""
        self._registry.functions[plain(name)] = Function(name, parameters, body)

    def function(self, name: str) -> Function | None:
        """The exercise's own function of that name."""
        return self._registry.functions.get(plain(name))

    def builtin(self, name: str) -> str | None:
        """The name under which `bpcli.ops.table` has a function, for that name as it is typed (`sigma` for `σ`)."""
        for spelling in (name, plain(name)):
            if spelling in FUNCTION_NAMES or (self.rule_words and _rule_word(spelling)):
                return spelling
        return None

    def is_function(self, name: str) -> bool:
        """Whether a name can be called."""
        return self.function(name) is not None or self.builtin(name) is not None

    def nearest_function(self, name: str) -> str | None:
        """The function that looks most like a misspelt one."""
        return _nearest(name, [*(own.name for own in self._registry.functions.values()), *sorted(FUNCTION_NAMES)])

    # Inside

    def _find(self, spelling: str) -> _Known | None:
        text = plain(spelling)
        registry = self._registry
        if found := registry.known.get(text) or registry.by_accent.get(accented(text)):
            return found
        return registry.by_ascii.get(spelling) or (self._of_key(spelling) if self.is_closed else None)

    def _of_key(self, key: str) -> _Known | None:
        # Only where nothing is added any more: the keys are made anew after each addition.
        keys = self._keys()
        name = self._registry.by_key.get(key)
        return self._find(name) if name in keys else None

    def _add(self, spelling: str) -> _Known:
        known = _Known(spelling)
        registry = self._registry
        registry.known[plain(spelling)] = known
        registry.by_accent.setdefault(accented(plain(spelling)), known)
        if not spelling.isascii():
            registry.by_ascii.setdefault(ascii_name(spelling), known)
        registry.keys = None
        return known

    def _keys(self) -> dict[str, str]:
        if self._registry.keys is None:
            self._registry.keys = _unique(tuple(self))
            self._registry.by_key = {key: name for name, key in self._registry.keys.items()}
        return self._registry.keys


def _unique(names: tuple[str, ...]) -> dict[str, str]:
    """An ASCII spelling for each name: ASCII names keep theirs, the others get a number where theirs is taken."""
    keys = {name: name for name in names if name.isascii()}
    taken = set(keys)
    for name in names:
        if name not in keys:
            key, number = ascii_name(name), 1
            while key in taken:
                number += 1
                key = f"{ascii_name(name)}_{number}"
            keys[name] = key
            taken.add(key)
    return keys


def _rule_word(name: str) -> bool:
    return any(name in row.names for row in OPERATIONS.values())


def _nearest(name: str, known: list[str]) -> str | None:
    from difflib import get_close_matches  # noqa: PLC0415  (only messages need it)

    by_lower = {candidate.lower(): candidate for candidate in reversed(known)}
    found = get_close_matches(name.lower(), by_lower, n=1)
    return by_lower[found[0]] if found else None
