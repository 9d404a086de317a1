"""What the arguments of `grade` mean: `understood(["linear", "dloss/dw=-8"])`.

The rules, in this order, for the first argument and then for each of the others:

- `-` is standard input, and what exists as a file or folder is one, whatever it is called;
- a name of a listed exercise, and a file that holds an exercise, is the exercise if it stands first;
- text with `=` in it is an answer; if it stands first and something follows it, it is a formula, and so the exercise.

`--exercise` says what the exercise is, and then everything else is answers.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from bpcli.cli import exercises
from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.gathering import STANDARD_INPUT, files_below
from bpcli.cli.guard import Stop
from bpcli.core.findings import Finding
from bpcli.core.limits import FILE_BYTES, SUBMISSIONS
from bpcli.core.say import say
from bpcli.core.visible import visible
from bpcli.exercise import library
from bpcli.exercise.submission import Piece, looks_like_one, pieces, too_long

STREAMS = (".jsonl", ".ndjson")
SUFFIXES = (*library.SUFFIXES, ".json", *STREAMS)
_EQUALS = re.compile("[=＝]")
_HEAD = 64 * 1024  # bytes of a file that tell what it holds


class Handed(NamedTuple):
    """A submission that has not been read: a file, a piece of a stream, or answers as they were typed."""

    name: str
    piece: Piece | None = None
    typed: tuple[str, ...] = ()


@dataclass(slots=True)
class Request:
    """What is to be judged.

    exercise: for all submissions, None where each names its own. several: whether a class hands in, if only of one.
    complaints, faults: what could not be taken, in whole sentences and with places.
    """

    exercise: exercises.Reference | None = None
    handed: list[Handed] = field(default_factory=list)
    several: bool = False
    complaints: list[str] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)


def understood(arguments: Sequence[str], exercise: str | None) -> Request:
    """What the arguments ask for. Raises Stop where they ask for nothing that can be done."""
    rest, request = list(arguments), Request()
    if exercise is not None:
        request.exercise = exercises.reference(exercise)
    elif rest and _is_exercise(rest[0], rest[1:]):
        request.exercise = exercises.reference(rest.pop(0))
    typed = [text for text in rest if _is_answer(text)]
    if not rest:
        raise Stop(ExitCode.USAGE, say("grade.nothing"))
    if typed and len(typed) < len(rest):
        other = next(text for text in rest if not _is_answer(text))
        raise Stop(ExitCode.USAGE, say("grade.mixed", answer=visible(typed[0]), other=visible(other)))
    if typed:
        if request.exercise is None:
            raise Stop(ExitCode.USAGE, say("grade.no-exercise", answer=visible(typed[0])))
        request.handed.append(Handed("", typed=tuple(typed)))
    else:
        _take(request, rest)
    return request


def _is_answer(text: str) -> bool:
    return _EQUALS.search(text) is not None and not exercises.exists(Path(text))


def _is_exercise(first: str, others: Sequence[str]) -> bool:
    """Whether the first argument is the exercise, and no answers."""
    path = Path(first)
    if first == STANDARD_INPUT:
        return False
    if library.find(first) is not None:
        return True
    if not exercises.exists(path):
        return bool(others) or not (_EQUALS.search(first) or path.suffix in SUFFIXES)
    if path.is_dir() or (path.suffix in SUFFIXES and path.suffix not in library.SUFFIXES):
        return False
    head = _head(path)
    if looks_like_one(head):
        return False
    # What tells nothing of itself, such as an empty file, can only be the exercise that typed answers are to.
    holds_one = exercises.KEY.search(head.decode("utf-8", "replace")) is not None
    return holds_one or (bool(others) and all(map(_is_answer, others)))


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD) if path.is_file() else b""
    except OSError:
        return b""


def _take(request: Request, arguments: Sequence[str]) -> None:
    seen: set[str] = set()
    request.several = len(arguments) > 1
    for argument in arguments:
        for handed in _handed(request, argument):
            name = os.path.abspath(handed.name)  # noqa: PTH100 - compared only; where a link leads is no matter
            if handed.piece is not None or name not in seen:
                seen.add(name)
                request.handed.append(handed)
            if len(request.handed) > SUBMISSIONS:
                raise Stop(ExitCode.USAGE, say("grade.too-many", limit=f"{SUBMISSIONS:,}"))


def _handed(request: Request, argument: str) -> Iterator[Handed]:
    if argument == STANDARD_INPUT:
        if sys.stdin is None:
            request.complaints.append(say("cli.no-input"))
        else:
            yield from _stream(request, STANDARD_INPUT, _lines(request, sys.stdin.buffer, STANDARD_INPUT))
    elif argument and os.path.isdir(argument):  # noqa: PTH112 - Path.is_dir raises where a name has a NUL in it
        yield from _folder(request, argument)
    elif not exercises.exists(Path(argument)) and Path(argument).suffix not in SUFFIXES:
        request.complaints.append(say("grade.no-answer", argument=visible(argument)))
    else:
        yield from _file(request, Path(argument))


def _folder(request: Request, folder: str) -> Iterator[Handed]:
    request.several, found = True, False
    for path in files_below(folder, SUFFIXES, request.complaints):
        found = True
        yield from _file(request, path)
    if not found:
        request.complaints.append(say("grade.no-files", path=folder))


def _file(request: Request, path: Path) -> Iterator[Handed]:
    if path.suffix not in STREAMS or not path.is_file():
        yield Handed(str(path))
        return
    try:
        with path.open("rb") as file:
            yield from _stream(request, str(path), _lines(request, file, str(path)))
    except OSError as error:
        request.complaints.append(say("exercise.unreadable-file", path=path, reason=error.strerror or str(error)))


def _stream(request: Request, name: str, data: bytes) -> Iterator[Handed]:
    found = list(pieces(data))
    # One document is one submission, as in a file; lines of JSON are a class, however many there are.
    request.several |= len(found) > 1 or name != STANDARD_INPUT
    return (Handed(name, piece) for piece in found)


def _lines(request: Request, file: object, name: str) -> bytes:
    """All of a stream up to a line that is longer than a file may be, or that is one too many."""
    lines: list[bytes] = []
    while line := file.readline(FILE_BYTES + 1):  # type: ignore[attr-defined]  # a binary file
        if len(line) > FILE_BYTES:
            request.faults.append(too_long(name, len(lines) + 1))
            break
        lines.append(line)
        if len(lines) > 2 * SUBMISSIONS:
            raise Stop(ExitCode.USAGE, say("grade.too-many", limit=f"{SUBMISSIONS:,}"))
    return b"".join(lines)
