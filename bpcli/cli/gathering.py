"""Which files a check is about: `gather(["exercises", "mine.yaml", "-"], settings_for)`.

A folder stands for the exercise files in it and below, sorted by name. Hidden files and folders are passed by, and
so are links that lead out of the folder: what a stranger's link points at is not for printing. A file that is named
by itself is always taken.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from bpcli.core.limits import FILE_BYTES
from bpcli.core.say import say

STANDARD_INPUT = "-"


class Found(NamedTuple):
    """A file to check; `data` is what standard input held, in place of a file."""

    path: Path
    data: bytes | None = None


@dataclass(slots=True)
class Gathered:
    """The files in the order they were named, each once; and what is wrong with the paths, in whole sentences."""

    files: list[Found] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def take(self, path: Path, data: bytes | None = None) -> None:
        """Take a file, if it is not there yet."""
        name = os.path.abspath(path)  # noqa: PTH100 - a path is compared here, and where a link leads is no matter
        if name not in self._seen:
            self._seen.add(name)
            self.files.append(Found(path, data))


def gather(paths: Sequence[str], is_excluded: Callable[[Path], bool]) -> Gathered:
    """The files that the paths stand for; those that a folder stands for unless they are excluded."""
    gathered = Gathered()
    for text in paths:
        if text == STANDARD_INPUT:
            _take_standard_input(gathered)
        elif text and os.path.isdir(text):  # noqa: PTH112 - Path.is_dir raises where a name has a NUL in it
            _take_folder(gathered, text, is_excluded)
        else:
            _take_file(gathered, text)
    return gathered


def _take_standard_input(gathered: Gathered) -> None:
    if sys.stdin is None:
        gathered.complaints.append(say("cli.no-input"))
    else:
        gathered.take(Path(STANDARD_INPUT), sys.stdin.buffer.read(FILE_BYTES + 1))


def _take_file(gathered: Gathered, text: str) -> None:
    """A file, or the name of a shipped exercise; what cannot be read is told when it is read."""
    if text and os.path.lexists(text):
        gathered.take(Path(text))
        return
    from bpcli.exercise import library  # noqa: PLC0415 - 20 ms that a file which is there needs not

    if shipped := library.find(text):
        gathered.take(shipped)
    else:
        near = library.nearest(text) if text and "/" not in text else None
        key = "check.missing-near" if near else "check.missing"
        gathered.complaints.append(say(key, path=text or '""', **({"near": near} if near else {})))


def _take_folder(gathered: Gathered, folder: str, is_excluded: Callable[[Path], bool]) -> None:
    found = False
    for path in _exercise_files(gathered, folder):
        found = True
        if not is_excluded(path):
            gathered.take(path)
    if not found:
        gathered.complaints.append(say("check.no-files", path=folder))


def _exercise_files(gathered: Gathered, folder: str) -> Iterator[Path]:
    """The exercise files in a folder and below; links that lead outside are complained of."""
    from bpcli.exercise.library import SUFFIXES  # noqa: PLC0415

    return files_below(folder, SUFFIXES, gathered.complaints)


def files_below(folder: str, suffixes: Sequence[str], complaints: list[str]) -> Iterator[Path]:
    """The files in a folder and below whose names end so, by name; what cannot be read is added to the complaints."""
    root = os.path.realpath(folder)

    def complain(error: OSError) -> None:
        reason = error.strerror or str(error)
        complaints.append(say("check.unreadable-folder", path=error.filename, reason=reason))

    for place, folders, files in os.walk(folder, onerror=complain):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(place, name)
            if name.startswith(".") or path.suffix not in suffixes:
                continue
            if path.is_symlink() and not _is_inside(path, root):
                complaints.append(say("check.leads-outside", path=path))
            else:
                yield path


def _is_inside(path: Path, root: str) -> bool:
    real = os.path.realpath(path)
    return real.startswith(os.path.join(root, ""))  # noqa: PTH118 - the root with a separator behind it
