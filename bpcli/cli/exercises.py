"""What a person names as an exercise: a file, a formula, the name of a shipped one, or `-` for standard input."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.guard import Stop
from bpcli.cli.screen import complain_of
from bpcli.core.findings import Faults
from bpcli.core.limits import FILE_BYTES
from bpcli.core.say import say
from bpcli.core.source import Excerpt
from bpcli.core.visible import visible
from bpcli.exercise import library, loading
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.reading import Unreadable, decode

KEY = re.compile(r"^(?:title|about|model|loss|formula|given|upstream)\s*:", re.MULTILINE)
_Loader: TypeAlias = Callable[[str], Exercise]

_FORMULA = re.compile(r"[=+*·^()√|＝（）]|\s")


@dataclass(frozen=True, slots=True)
class Named:
    """An exercise, and the exit code of faults that are found in it later on."""

    exercise: Exercise
    fault: ExitCode


@dataclass(frozen=True, slots=True)
class Reference:
    """An exercise that has not been read yet, as it was named: a file, or without a path a formula."""

    name: str
    path: Path | None

    @property
    def fault(self) -> ExitCode:
        """The exit code of faults in it."""
        return ExitCode.USAGE if self.path is None else ExitCode.FAULT_IN_FILE

    def load(self) -> Exercise:
        """The exercise. Raises Faults or Unreadable."""
        return loading.load_text(Excerpt.of(self.name)) if self.path is None else loading.load_file(self.path)


def load(argument: str, settings: Sequence[str] = ()) -> Named:
    """The exercise that an argument names, with the values of `--set name=value`. Raises Stop or Unreadable."""
    kind, fault = _kind(argument)
    with reported(fault):
        exercise = kind(argument)
    return Named(with_settings(exercise, settings), fault)


def with_settings(exercise: Exercise, settings: Sequence[str]) -> Exercise:
    """The exercise with the values of `--set name=value`. Raises Stop."""
    with reported(ExitCode.USAGE):
        return exercise.with_values(dict(map(_setting, settings))) if settings else exercise


@contextmanager
def reported(code: ExitCode) -> Iterator[None]:
    """Print the findings of Faults and stop with this code."""
    try:
        yield
    except Faults as faults:
        complain_of(faults.findings)
        raise Stop(code) from None


def _kind(argument: str) -> tuple[_Loader, ExitCode]:
    if argument == "-":
        return _from_stdin()
    found = reference(argument)
    return lambda _: found.load(), found.fault


def reference(argument: str) -> Reference:
    """Where the exercise is that an argument names. Raises Stop where that is nowhere."""
    path = Path(argument)
    if (shipped := library.find(argument)) is not None:
        return Reference(argument, shipped)
    if argument and (path.suffix in library.SUFFIXES or exists(path)):
        return Reference(argument, path)
    if _FORMULA.search(argument) or not argument:
        return Reference(argument, None)
    raise Stop(ExitCode.USAGE, _unknown(argument))


def _from_stdin() -> tuple[_Loader, ExitCode]:
    if sys.stdin is None:
        raise Unreadable(say("cli.no-input"))
    with reported(ExitCode.USAGE):
        source = decode(sys.stdin.buffer.read(FILE_BYTES + 1), "-")
    if KEY.search(source.text):
        return lambda _: loading.load_source(source), ExitCode.FAULT_IN_FILE
    return lambda _: loading.load_text(Excerpt.of(source.text, "-")), ExitCode.USAGE


def exists(path: Path) -> bool:
    """Whether there is anything of that name, if only a link that leads nowhere."""
    try:
        return path.is_symlink() or path.exists()
    except (OSError, ValueError):
        return False


def _unknown(argument: str) -> str:
    near = library.nearest(argument)
    name = visible(argument)
    return say("cli.unknown-exercise-near", name=name, near=near) if near else say("cli.unknown-exercise", name=name)


def _setting(text: str) -> tuple[str, Excerpt]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise Stop(ExitCode.USAGE, say("cli.bad-setting", text=visible(text)))
    start = len(name) + 1
    return name.strip(), Excerpt.of(text, "--set").part(start, len(text))
