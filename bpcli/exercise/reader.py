"""Read the parts of a YAML tree as what their keys take, noting every fault on the way.

Each reader returns what it read, or None after it has noted why it could not; so one pass over a file
finds everything that is wrong with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from bpcli.core.findings import Faults, Finding, Severity
from bpcli.core.limits import TITLE_CHARACTERS
from bpcli.core.say import listed, say
from bpcli.core.source import Excerpt, Place
from bpcli.exercise.keys import EXCLUSIVE, INSTEAD, KEYS, USUAL, Key
from bpcli.exercise.telling import finding, shortened
from bpcli.exercise.wording import Wording
from bpcli.exercise.yaml_tree import Broken, Entry, Mapping, Node, Scalar, Sequence

P = ParamSpec("P")
T = TypeVar("T")

ABOUT_CHARACTERS = 2_000
_MOST_FINDINGS = 100
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_CONTROL = frozenset(("Cc", "Cs", "Zl", "Zp"))
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # they reorder what a reader sees
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}(?:\.0*)?")  # 3.0 is a whole number to JSON Schema too


@dataclass(slots=True)
class Reader:
    """Gathers the findings of one file while its parts are read."""

    findings: list[Finding] = field(default_factory=list)

    def fault(self, code: str, what: str, place: Place, /, **fields: object) -> None:
        """Note a fault."""
        self.findings.append(finding(code, what, place, **fields))

    def warn(self, code: str, what: str, place: Place, /, **fields: object) -> None:
        """Note something that is odd but does no harm."""
        self.findings.append(finding(code, what, place, Severity.WARNING, **fields))

    def attempt(self, call: Callable[P, T], *args: P.args, **named: P.kwargs) -> T | None:
        """What the call returns, or None after its faults have been noted."""
        try:
            return call(*args, **named)
        except Faults as faults:
            self.findings.extend(faults.findings)
            return None

    @property
    def has_errors(self) -> bool:
        """Whether something was found that makes the file unusable."""
        return any(found.severity is Severity.ERROR for found in self.findings)

    def faults(self, most: int = _MOST_FINDINGS) -> Faults:
        """What was found, errors first and by place; of very many, the first ones and a count of the rest."""
        found = sorted(self.findings, key=_order)
        rest = found[most:]
        if rest:
            found[most:] = [finding("BP108", "more-findings", rest[0].place, count=len(rest))]
        return Faults(found)

    def wrong(self, node: Node, key: Key) -> None:
        """Note that something of the wrong kind stands under a key."""
        if not isinstance(node, Broken):
            choices = listed(key.choices)
            fields = {"key": key.name, "low": key.low, "high": key.high, "choices": choices, "found": _found(node)}
            self.fault("BP103", f"wrong-{key.takes}", node.place, **fields)

    def scalar(self, node: Node, key: Key) -> Scalar | None:
        """A single text, which may be a number too."""
        if isinstance(node, Scalar) and not node.is_null:
            return node
        self.wrong(node, key)
        return None

    def entries(self, node: Node, key: Key) -> tuple[Entry, ...]:
        """The keys and values of a mapping; none where nothing is written."""
        if isinstance(node, Mapping):
            return node.entries
        if not (isinstance(node, Scalar) and node.is_null):
            self.wrong(node, key)
        return ()

    def items(self, node: Node) -> tuple[Node, ...]:
        """The items of a list, or the one thing that stands for a list of one."""
        if isinstance(node, Sequence):
            return node.items
        if isinstance(node, Scalar) and node.is_null:
            return ()
        return (node,)

    def table(self, node: Node, keys: tuple[Key, ...], name: str) -> dict[str, Node] | None:
        """What stands under each of the known keys of a mapping; None where one that must be there is not."""
        found = self.fields(node, keys, name)
        return found if found is not None and not self._missing(found, keys) else None

    def fields(self, node: Node, keys: tuple[Key, ...], name: str) -> dict[str, Node] | None:
        """The same where something can be made of what is there although keys are missing."""
        if not isinstance(node, Mapping):
            if not isinstance(node, Broken):
                top = keys is KEYS
                self.fault(
                    "BP103", "not-an-exercise" if top else "wrong-table", node.place, key=name, found=_found(node)
                )
            return None
        known = {key.name for key in keys}
        found: dict[str, Node] = {}
        for entry in node.entries:
            if entry.key.text in known:
                found[entry.key.text] = entry.value
            else:
                self._unknown(entry, known, name)
        if missing := self._missing(found, keys):
            lacking = [*missing, *(key for key in USUAL if key not in found)] if keys is KEYS else missing
            first = Place(node.place.source, node.place.start, node.place.start)
            what = "missing-key" if len(lacking) == 1 else "missing-keys"
            self.fault("BP102", what, first, keys=listed(f"`{key}`" for key in lacking), name=name)
        return found

    def _missing(self, found: dict[str, Node], keys: tuple[Key, ...]) -> list[str]:
        missing = (key.name for key in keys if key.required and key.name not in found)
        return [name for name in missing if INSTEAD.get(name) not in found]

    def _unknown(self, entry: Entry, known: Iterable[str], name: str) -> None:
        from difflib import get_close_matches  # noqa: PLC0415  (6 ms that only messages need)

        many = len(self.findings) > _MOST_FINDINGS
        nearest = [] if many else get_close_matches(entry.key.text[:60].lower(), list(known), 1)
        what = "unknown-key-near" if nearest else "unknown-key"
        key = shortened(entry.key.text)
        choices = listed(sorted(known))
        self.fault("BP101", what, entry.key.place, key=key, nearest="".join(nearest), name=name, choices=choices)

    def exclusive(self, found: dict[str, Node]) -> None:
        """Note the keys that cannot stand together."""
        for one, other in EXCLUSIVE:
            if one in found and other in found:
                self.fault("BP109", "exclusive-keys", found[other].place, one=one, other=other)

    def text(self, node: Node, key: Key, limit: int = TITLE_CHARACTERS) -> str | None:
        """A text on one line without control characters."""
        scalar = self.scalar(node, key)
        return None if scalar is None else self._line(scalar, key.name, limit)

    def _line(self, scalar: Scalar, name: str, limit: int) -> str | None:
        text = unicodedata.normalize("NFC", scalar.text)
        bad = next((c for c in text if unicodedata.category(c) in _CONTROL or c in _TURNING), None)
        if len(text) > limit:
            self.fault("BP105", "text-too-long", _head(scalar.excerpt), key=name, limit=limit, length=len(text))
        elif not text.strip():
            self.fault("BP105", "empty-text", scalar.place, key=name)
        elif bad in ("\n", "\r", "\u2028", "\u2029"):
            self.fault("BP105", "several-lines", scalar.place, key=name)
        elif bad is not None:
            self.fault("BP105", "control-character", scalar.place, key=name, code=f"U+{ord(bad):04X}")
        else:
            return text.strip()
        return None

    def wording(self, node: Node, key: Key, limit: int = TITLE_CHARACTERS) -> Wording | None:
        """A text, or a text for each language; where `limit` is that of a paragraph, it may run over lines."""
        pairs: list[tuple[str, Node]] = [] if isinstance(node, Mapping) else [("", node)]
        for entry in node.entries if isinstance(node, Mapping) else ():
            if LANGUAGE.fullmatch(entry.key.text):
                pairs.append((entry.key.text, entry.value))
            else:
                self.fault("BP103", "not-a-language", entry.key.place, text=shortened(entry.key.text), key=key.name)
        texts = [(language, self._worded(value, key, limit)) for language, value in pairs]
        return Wording(tuple((language, text) for language, text in texts if text is not None)) if texts else None

    def _worded(self, node: Node, key: Key, limit: int) -> str | None:
        scalar = self.scalar(node, key)
        if scalar is None:
            return None
        if limit == TITLE_CHARACTERS:
            return self._line(scalar, key.name, limit)
        flowing = Excerpt(" ".join(scalar.text.split()), scalar.place, verbatim=False)
        return self._line(Scalar(flowing, scalar.plain), key.name, limit)

    def words(self, node: Node, key: Key) -> Iterator[Scalar]:
        """The texts of a list of texts, or of one text."""
        for item in self.items(node):
            if (scalar := self.scalar(item, key)) is not None:
                yield scalar

    def truth(self, node: Node, key: Key) -> bool | None:
        """True or false."""
        if isinstance(node, Scalar) and node.truth is not None:
            return node.truth
        self.wrong(node, key)
        return None

    def whole(self, node: Node, key: Key) -> int | None:
        """A whole number within the key's bounds."""
        if isinstance(node, Scalar) and not node.is_text and _WHOLE.fullmatch(node.text):
            number = int(node.text.partition(".")[0])
            if (key.low is None or number >= key.low) and (key.high is None or number <= key.high):
                return number
        self.wrong(node, key)
        return None

    def choice(self, node: Node, key: Key) -> str | None:
        """One of the words the key takes."""
        if isinstance(node, Scalar) and node.text in key.choices:
            return node.text
        self.wrong(node, key)
        return None


def _order(found: Finding) -> tuple[bool, int]:
    return found.severity is not Severity.ERROR, found.place.start if found.place else 0


def _found(node: Node) -> str:
    """What stands in a place, as a person would say it."""
    if isinstance(node, Sequence):
        return say("exercise.found-list")
    if isinstance(node, Mapping):
        return say("exercise.found-mapping")
    if isinstance(node, Scalar) and not node.is_null:
        text = shortened(node.text)
        return say("exercise.found-text", text=text if node.plain else f'"{text}"')
    return say("exercise.found-nothing")


def _head(excerpt: Excerpt) -> Place:
    """The beginning of a long text, so that its caret line stays short."""
    return Place(excerpt.place.source, excerpt.place.start, min(excerpt.place.start + 1, excerpt.place.end))
