"""`bpcli reset`: delete what was kept of an exercise, or everything. A copy of it stays."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bpcli.cli import options
from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.guard import Stop
from bpcli.cli.learner import existing, now
from bpcli.cli.lines import typed_line
from bpcli.cli.screen import is_terminal, look_of, write
from bpcli.core.say import say
from bpcli.core.visible import visible
from bpcli.store.records import Unusable

if TYPE_CHECKING:
    from bpcli.store.store import Store


def command(
    exercise: Annotated[
        str, typer.Argument(metavar="EXERCISE", help=say("progress.reset-exercise"), show_default=False)
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help=say("progress.yes"))] = False,
    debug: options.Debug = False,  # noqa: ARG001 - read by the guard
) -> None:
    """Forget an exercise, or everything."""
    try:
        store = existing()
        if store is None:
            _tell(say("progress.nothing-kept"))
            return
        with store:
            _forget(store, _key(store, exercise), yes=yes)
    except Unusable as reason:
        raise Stop(ExitCode.USAGE, visible(str(reason))) from None


def _key(store: Store, exercise: str) -> str | None:
    """What the exercise is kept as; None for all of them. Raises Stop."""
    if not exercise:
        return None
    for key in (exercise.strip(), str(Path(exercise).resolve())):
        if store.knows(key):
            return key
    raise Stop(ExitCode.USAGE, say("progress.unknown", name=visible(exercise)))


def _forget(store: Store, key: str | None, *, yes: bool) -> None:
    count = store.count(key)
    if not yes and not _agreed(key, count):
        _tell(say("progress.kept"))
        return
    copy = store.forget(key, now())
    _tell(say("progress.forgotten", count=count, path=copy))


def _agreed(key: str | None, count: int) -> bool:
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        raise Stop(ExitCode.USAGE, say("progress.needs-yes"))
    if key is None:
        question = say("progress.ask-all", count=count)
    else:
        question = say("progress.ask-one", count=count, name=visible(key))
    write(look_of(sys.stdout).text(question) + " ")
    sys.stdout.flush()
    answer = typed_line(sys.stdin.buffer)
    return answer is not None and answer.strip().lower() in ("y", "yes", say("progress.agree"))


def _tell(text: str) -> None:
    write(look_of(sys.stdout).text(visible(text)) + "\n")
