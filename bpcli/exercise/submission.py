"""Read what a learner hands in: `read_submission(source)` for an answers file, `typed(["dloss/dw=-8"])` for arguments.

An answers file is YAML, and so JSON too; of JSON Lines every line is one, `pieces(name, data)` takes them apart. An
answer stays the text its author typed: whether it is right, or can be read at all, is not asked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from bpcli.core.findings import Faults, Finding, Severity
from bpcli.core.limits import ANSWERS, FILE_BYTES
from bpcli.core.source import Excerpt, Place, Source
from bpcli.exercise.keys import Key, Takes
from bpcli.exercise.reader import Reader
from bpcli.exercise.reading import decode
from bpcli.exercise.telling import finding, shortened
from bpcli.exercise.yaml_tree import Broken, Entry, Node, Scalar, as_written, read_yaml
from bpcli.exercise.yaml_tree import Mapping as Table

EMPTY, UNKNOWN_KEY, MISSING, TOO_MANY, TWICE = "BP002", "BP101", "BP102", "BP108", "BP008"

EXERCISE = Key("exercise", Takes.TEXT)
STUDENT = Key("student", Takes.TEXT)
NAME = Key("name", Takes.TEXT)  # the same by another word
ANSWERED = Key("answers", Takes.STATEMENTS, required=True)
KEYS = (EXERCISE, STUDENT, NAME, ANSWERED)
_MOST_FAULTS = 3  # of a file that cannot be used; the rest is counted

_SAYS_SO = re.compile(rb"""(?:^|[{,])\s*["']?(?:answers|exercise)["']?\s*:""", re.MULTILINE)
_PAIR = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
_EQUALS = re.compile("[=＝]")


@dataclass(frozen=True, slots=True)
class Submission:
    """Answers of one learner to one exercise.

    answers: by question, both as they were typed; places: where the questions stand.
    student: who handed it in, any text; exercise: which one it names; None where it does not say.
    warnings: what is odd about it and does no harm.
    """

    answers: Mapping[str, Excerpt] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    student: str | None = None
    exercise: Excerpt | None = None
    warnings: tuple[Finding, ...] = ()


class Piece(NamedTuple):
    """A submission that has not been read, and the number of its first line in what it was taken from."""

    data: bytes
    begins: int = 1


def looks_like_one(data: bytes) -> bool:
    """Whether a file says of itself that it holds answers: it has a key `answers` or `exercise`, readable or not."""
    return _SAYS_SO.search(data) is not None


def pieces(data: bytes) -> Iterator[Piece]:
    """The submissions of a stream: one a line where its lines are JSON objects, else it is one as a whole."""
    lines = data.split(b"\n")
    first = next((line.strip() for line in lines if line.strip()), b"")
    if not (first.startswith(b"{") and first.endswith(b"}")):
        yield Piece(data)
        return
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield Piece(line.strip(), number)


def read_piece(piece: Piece, name: str) -> Submission:
    """The submission in a piece of the file or stream of that name. Raises Faults."""
    try:
        source = decode(piece.data, name)
    except Faults as faults:
        return nothing_or(Faults(tuple(_moved(found, piece.begins) for found in faults.findings)))
    return read_submission(replace(source, begins=piece.begins))


def read_submission(source: Source) -> Submission:
    """The submission in the text of a file. Raises Faults with everything that is wrong with it.

    A file without anything in it is a submission without answers.
    """
    if source.text.lstrip().startswith("{"):
        source = replace(source, text=_PAIR.sub(_character, source.text))
    root, findings = read_yaml(source)
    reader = Reader(findings)
    if reader.has_errors or root is None:
        return nothing_or(reader.faults(most=_MOST_FAULTS))
    nodes = _nodes(reader, root)
    submission = _read(reader, nodes) if nodes is not None else Submission()
    if reader.has_errors:
        raise reader.faults(most=_MOST_FAULTS)
    return replace(submission, warnings=tuple(reader.findings))


def typed(arguments: Sequence[str]) -> Submission:
    """The submission that arguments such as `dloss/dw=-8` make. Raises Faults.

    The first `=` parts the question from its answer.
    """
    reader, answers, places = Reader(), dict[str, Excerpt](), dict[str, Place]()
    for argument in arguments:
        whole = Excerpt.of(argument, "answer")
        equals = _EQUALS.search(argument)
        start, end = equals.span() if equals else (len(argument), len(argument))
        asked = argument[:start].strip()
        if not asked:
            reader.fault(MISSING, "answer-unasked", whole.at(0, end))
        elif asked in answers:
            reader.fault(TWICE, "answer-twice", whole.at(0, start), asked=shortened(asked))
        answers[asked], places[asked] = _trimmed(whole.part(end, len(argument))), whole.at(0, start)
    _check_number(reader, list(places.values()))
    if reader.has_errors:
        raise reader.faults()
    return Submission(answers, places)


def nothing_or(faults: Faults) -> Submission:
    """A submission without answers where all that is wrong is that nothing is there. Raises the faults otherwise."""
    if all(found.code == EMPTY for found in faults.findings):
        return Submission()
    raise faults


def _read(reader: Reader, nodes: Mapping[str, Entry]) -> Submission:
    answers, places = _answers(reader, nodes[ANSWERED.name].value) if ANSWERED.name in nodes else ({}, {})
    texts = {key.name: reader.scalar(nodes[key.name].value, key) for key in KEYS[:3] if key.name in nodes}
    student, exercise = texts.get(STUDENT.name) or texts.get(NAME.name), texts.get(EXERCISE.name)
    return Submission(
        answers,
        places,
        student.text.strip() or None if student is not None else None,
        exercise.excerpt if exercise is not None else None,
    )


def _nodes(reader: Reader, root: Node) -> dict[str, Entry] | None:
    """The entries of the known keys; the others are warned about."""
    if not isinstance(root, Table):
        reader.fault("BP103", "not-a-submission", root.place)
        return None
    known = {key.name for key in KEYS}
    found = {entry.key.text: entry for entry in root.entries if entry.key.text in known}
    for entry in root.entries:
        if entry.key.text not in known:
            _warn(reader, entry)
    if ANSWERED.name not in found:
        reader.fault(MISSING, "no-answers", Place(root.place.source, root.place.start, root.place.start))
    return found


def _warn(reader: Reader, entry: Entry) -> None:
    from difflib import get_close_matches  # noqa: PLC0415  (6 ms that only messages need)

    near = get_close_matches(entry.key.text[:60].lower(), [key.name for key in KEYS], 1)
    key, nearest = shortened(entry.key.text), "".join(near)
    reader.warn(UNKNOWN_KEY, "ignored-key-near" if near else "ignored-key", entry.key.place, key=key, nearest=nearest)


def _answers(reader: Reader, node: Node) -> tuple[dict[str, Excerpt], dict[str, Place]]:
    entries = reader.entries(node, ANSWERED)
    _check_number(reader, [entry.key.place for entry in entries])
    answers = {entry.key.text: _answer(entry.value) for entry in entries if not isinstance(entry.value, Broken)}
    return answers, {entry.key.text: entry.key.place for entry in entries}


def _answer(node: Node) -> Excerpt:
    """What was answered; nothing where YAML says so."""
    if isinstance(node, Scalar) and node.is_null:
        return Excerpt("", node.place, verbatim=False)
    return as_written(node)


def _check_number(reader: Reader, places: Sequence[Place]) -> None:
    if len(places) > ANSWERS:
        reader.fault(TOO_MANY, "too-many-answers", places[ANSWERS], limit=f"{ANSWERS:,}", found=f"{len(places):,}")


def _trimmed(excerpt: Excerpt) -> Excerpt:
    text = excerpt.text
    return excerpt.part(len(text) - len(text.lstrip()), len(text.rstrip()) or len(text))


def _moved(found: Finding, begins: int) -> Finding:
    """A finding in a text that begins at another line of what it was taken from."""
    if found.place is None:
        return found
    return replace(found, place=replace(found.place, source=replace(found.place.source, begins=begins)))


def _character(pair: re.Match[str]) -> str:
    r"""The one character that two `\uXXXX` of JSON stand for, which YAML does not put together."""
    return bytes.fromhex(pair[1] + pair[2]).decode("utf-16-be")


def too_long(name: str, line: int) -> Finding:
    """The finding for a line of a stream that goes on beyond what a file may have."""
    place = Place(Source(name, "", line), 0, 0)
    return finding("BP004", "too-large", place, Severity.ERROR, limit=FILE_BYTES // 2**20)
