"""Turn the text of a YAML file into a small tree of our own, with a place for every part.

PyYAML is asked for its events only and never builds anything: depth, anchors, tags and the rest are
judged before there is an object. A scalar stays the text its author wrote; what it means (a number, a
date, `on`) is for the key that takes it to say, so YAML 1.1 never gets to turn `1:30` into 90.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from bpcli.core.findings import Faults, Finding
from bpcli.core.limits import STEPS, YAML_DEPTH, YAML_VALUES
from bpcli.core.source import Excerpt, Place, Source
from bpcli.exercise.telling import finding, on_lines, shortened
from bpcli.exercise.yaml_errors import misread

if TYPE_CHECKING:
    import yaml

# What YAML 1.2's core schema reads as something else than text, where it is not quoted.
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE = frozenset(("true", "True", "TRUE"))
_FALSE = frozenset(("false", "False", "FALSE"))
_NUMBER = re.compile(
    r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|0x[0-9a-fA-F]+|0o[0-7]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text; `plain` where it stands without quotes, `lines` one excerpt for each line of a block (`|`)."""

    excerpt: Excerpt
    plain: bool
    lines: tuple[Excerpt, ...] = ()

    @property
    def text(self) -> str:
        """What the author wrote, quotes and escapes undone."""
        return self.excerpt.text

    @property
    def place(self) -> Place:
        """Where it stands, quotes left out."""
        return self.excerpt.place

    @property
    def is_null(self) -> bool:
        """Whether YAML says that nothing stands here."""
        return self.plain and self.text in _NULL

    @property
    def truth(self) -> bool | None:
        """True or false where that is written, else None."""
        if not self.plain:
            return None
        return True if self.text in _TRUE else False if self.text in _FALSE else None

    @property
    def is_text(self) -> bool:
        """Whether YAML 1.2 reads it as text, not as a number, a truth value or nothing."""
        return not self.plain or not (self.is_null or self.truth is not None or _NUMBER.fullmatch(self.text))


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and what stands under it."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order they are written; no key stands twice."""

    entries: tuple[Entry, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Broken:
    """What stands here has a finding already: say no more about it."""

    place: Place


Node: TypeAlias = "Scalar | Sequence | Mapping | Broken"


def entries_of(node: Node | None) -> tuple[Entry, ...]:
    """The entries of a mapping; none of anything else."""
    return node.entries if isinstance(node, Mapping) else ()


def as_written(node: Node) -> Excerpt:
    """The text of whatever stands at a node: of a scalar what it says, of a list how it is written."""
    if isinstance(node, Scalar):
        return node.excerpt
    return Excerpt(node.place.source.text[node.place.start : node.place.end], node.place)


def read_yaml(source: Source) -> tuple[Node | None, list[Finding]]:
    """The tree of a file and what is wrong with its YAML; no tree where reading had to stop."""
    builder = _Builder(source)
    try:
        for event in _events(source):
            builder.take(event)
    except Faults as faults:
        return None, [*builder.findings, *faults.findings]
    if builder.root is None:
        builder.findings.append(finding("BP002", "empty-file", Place(source, 0, 0)))
    return builder.root, builder.findings


def _events(source: Source) -> Iterator[yaml.Event]:
    import yaml  # noqa: PLC0415  (20 ms that only files need)

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    last: yaml.Event | None = None
    try:
        for event in yaml.parse(source.text, Loader=loader):
            last = event
            yield event
    except Faults:
        raise
    except Exception as error:  # PyYAML lets ValueError, KeyError and others through
        raise Faults(misread(source, error, last)) from None


@dataclass(slots=True)
class _Frame:
    """A list or a mapping whose end has not been reached; keys and values alternate in a mapping."""

    start: int
    is_mapping: bool
    is_tagged: bool
    nodes: list[Node] = field(default_factory=list)


class _Builder:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.root: Node | None = None
        self.findings: list[Finding] = []
        self._frames: list[_Frame] = []
        self._values = 0
        self._documents = 0

    def take(self, event: Any) -> None:
        """Take the next event in; Faults where reading on would be unsafe or pointless."""
        kind = type(event).__name__
        start, end = event.start_mark.index, event.end_mark.index
        if kind == "ScalarEvent":
            tagged = self._refuse_properties(event, start, end)
            self._put(Broken(Place(self.source, start, end)) if tagged else _scalar(self.source, event, start, end))
        elif kind == "DocumentStartEvent":
            self._document(event, start, end)
        elif kind == "AliasEvent":
            self._refuse("alias", start, end, text=event.anchor)
            self._put(Broken(Place(self.source, start, end)))
        elif kind in ("SequenceStartEvent", "MappingStartEvent"):
            tagged = self._refuse_properties(event, start, end)
            self._open(_Frame(start, kind == "MappingStartEvent", tagged))
        elif kind in ("SequenceEndEvent", "MappingEndEvent"):
            self._put(self._closed(self._frames.pop(), end))

    def _document(self, event: Any, start: int, end: int) -> None:
        self._documents += 1
        if self._documents > 1:
            raise Faults(self._finding("second-document", start, end))
        if event.version or event.tags:
            self._refuse("directive", 0, len(self.source.line(1)))

    def _open(self, frame: _Frame) -> None:
        if len(self._frames) == YAML_DEPTH:
            place = Place(self.source, frame.start, frame.start + 1)
            raise Faults(finding("BP007", "nested-too-deeply", place, limit=YAML_DEPTH))
        self._frames.append(frame)

    def _put(self, node: Node) -> None:
        self._values += 1
        if self._values > YAML_VALUES:
            raise Faults(finding("BP108", "too-many-values", node.place, limit=f"{YAML_VALUES:,}"))
        if self._frames:
            self._frames[-1].nodes.append(node)
        else:
            self.root = node

    def _closed(self, frame: _Frame, end: int) -> Node:
        # libyaml ends a block at the next token, lines below: point at what is in it instead.
        last = frame.nodes[-1].place.end if frame.nodes else end
        closed = self.source.text[end - 1 : end] in ("]", "}")
        place = Place(self.source, frame.start, end if closed else max(last, frame.start))
        if frame.is_tagged:
            return Broken(place)
        if not frame.is_mapping:
            return Sequence(tuple(frame.nodes), place)
        return Mapping(tuple(self._entries(frame.nodes)), place)

    def _entries(self, nodes: list[Node]) -> Iterator[Entry]:
        seen: dict[str, Scalar] = {}
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if not isinstance(key, Scalar) or not key.is_text or key.text == "<<":
                self._refuse_key(key)
                continue
            name = unicodedata.normalize("NFC", key.text)
            if name in seen:
                self.findings.append(twice(seen[name], key))
                continue
            seen[name] = key
            yield Entry(key, value)

    def _refuse_key(self, key: Node) -> None:
        start, end = key.place.start, key.place.end
        if isinstance(key, Broken):
            return
        if isinstance(key, Scalar):
            self._refuse("merge-key" if key.text == "<<" else "key-not-text", start, end, text=key.text)
        elif self.source.text.startswith("{{", start - 1):
            self._refuse("template", start - 1, end)
        else:
            self._refuse("key-not-text", start, end, text=self.source.text[start:end])

    def _refuse_properties(self, event: Any, start: int, end: int) -> bool:
        """Note an anchor and a tag; whether there is a tag, which may mean anything."""
        if event.anchor is not None:
            self._refuse("anchor", start, end, text=event.anchor)
        if event.tag is not None:
            self._refuse("tag", start, end, text=event.tag)
        return event.tag is not None

    def _refuse(self, what: str, start: int, end: int, text: str = "") -> None:
        self.findings.append(self._finding(what, start, end, text))

    def _finding(self, what: str, start: int, end: int, text: str = "") -> Finding:
        code = "BP009" if what == "key-not-text" else "BP006"
        return finding(code, what, Place(self.source, start, end), text=shortened(text))


def twice(first: Scalar, second: Scalar) -> Finding:
    """The finding for a key that stands twice, with both of its lines."""
    what = "duplicate-key" if first.text == second.text else "duplicate-name"
    what, lines = on_lines(what, first.place, second.place)
    return finding("BP008", what, second.place, key=shortened(second.text), other=shortened(first.text), **lines)


def _scalar(source: Source, event: Any, start: int, end: int) -> Scalar:
    raw, text = source.text[start:end], event.value
    plain = event.style in (None, "")
    whole = Place(source, start, end)
    if plain and raw == text:
        return Scalar(Excerpt(text, whole), plain=True)
    if event.style in ("'", '"') and raw[1:-1] == text:
        return Scalar(Excerpt(text, Place(source, start + 1, end - 1)), plain=False)
    if event.style in ("|", ">"):
        return _block(Excerpt(raw, whole), text.rstrip("\n"))
    return Scalar(Excerpt(text, whole, verbatim=False), plain)


def _block(raw: Excerpt, text: str) -> Scalar:
    """A block scalar; each of its lines has its own place where it stands in the file as it is."""
    if text.count("\n") > STEPS:
        return Scalar(Excerpt(text, raw.place, verbatim=False), plain=False)
    lines: list[Excerpt] = []
    offset = raw.text.find("\n") + 1  # behind the line of the `|`
    for line in text.split("\n"):
        found = raw.text.find(line, offset)
        if found < 0:
            return Scalar(Excerpt(text, raw.place, verbatim=False), plain=False)
        lines.append(raw.part(found, found + len(line)))
        offset = found + len(line)
    whole = lines[0] if len(lines) == 1 else Excerpt(text, raw.place, verbatim=False)
    return Scalar(whole, plain=False, lines=tuple(lines))
