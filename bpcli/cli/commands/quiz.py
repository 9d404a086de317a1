"""`bpcli quiz`: an exercise asked question by question, with hints made from its graph."""

from __future__ import annotations

import sys
from random import SystemRandom
from typing import TYPE_CHECKING, Annotated

import typer

from bpcli.cli import options
from bpcli.cli.exercises import reference
from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.guard import Stop
from bpcli.cli.learner import Keeper
from bpcli.cli.lines import piped_lines, typed_line
from bpcli.cli.screen import Color, is_terminal, look_of, write
from bpcli.core.say import say

if TYPE_CHECKING:
    from bpcli.cli.quizzing import Quiz


def command(
    exercise: Annotated[str, typer.Argument(metavar="EXERCISE", help=say("quiz.exercise"), show_default=False)] = "",
    exam: Annotated[bool, typer.Option("--exam", help=say("quiz.exam"))] = False,
    random: Annotated[bool, typer.Option("--random", help=say("quiz.random"))] = False,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="NUMBER", help=say("quiz.seed"), show_default=False)
    ] = None,
    level: Annotated[
        int | None, typer.Option("--level", min=1, max=5, help=say("quiz.level"), show_default=False)
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help=say("quiz.fresh"))] = False,
    no_save: Annotated[bool, typer.Option("--no-save", help=say("quiz.no-save"))] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help=say("quiz.no-input"))] = False,
    plain: options.Plain = False,
    only_ascii: options.Ascii = False,
    color: options.ColorWhen = Color.AUTO,
    debug: options.Debug = False,  # noqa: ARG001 - read by the guard
) -> None:
    """Ask the questions of an exercise."""
    if exercise == "-":
        raise Stop(ExitCode.USAGE, say("quiz.dash"))
    if exercise and level is not None:
        raise Stop(ExitCode.USAGE, say("quiz.level-alone"))
    if random and seed is None:
        seed = SystemRandom().randrange(1, 10_000)
    asks = is_terminal(sys.stdin) and not no_input
    first = None if asks else _first_line(exercise, no_input=no_input)
    from bpcli.cli.beginning import Wish, begun  # noqa: PLC0415 - heavy; the options were looked at first

    look = look_of(sys.stdout, color, plain=plain, ascii=only_ascii)
    keeper = Keeper(save=not no_save)
    try:
        wish = Wish(exam, None if seed is None else str(seed), level, fresh or not asks)
        quiz = begun(exercise, wish, keeper, look)
        if first is None:
            _ask(quiz)
        else:
            _transcribe(quiz, first)
    finally:
        keeper.close()


def _first_line(exercise: str, *, no_input: bool) -> str:
    """The first line on standard input. Raises Stop where there is none, and where the exercise is nowhere."""
    if sys.stdin is None:
        raise Stop(ExitCode.USAGE, say("cli.no-input"))
    line = None if no_input and is_terminal(sys.stdin) else typed_line(sys.stdin.buffer)
    if line is None:
        if exercise:
            reference(exercise)  # of a misspelt name that is said, and not that answers are missing
        raise Stop(ExitCode.USAGE, say("quiz.no-lines"))
    return line.removeprefix("\ufeff")


def _ask(quiz: Quiz) -> None:
    from bpcli.cli.quizzing import at_terminal  # noqa: PLC0415

    try:
        at_terminal(quiz, sys.stdin.buffer)
    except KeyboardInterrupt:
        write("\n")
        quiz.say(quiz.where())
        raise Stop(ExitCode.INTERRUPTED) from None


def _transcribe(quiz: Quiz, first: str) -> None:
    from bpcli.cli.transcript import transcribe  # noqa: PLC0415

    if not transcribe(quiz, piped_lines(first, sys.stdin.buffer)):
        raise Stop(ExitCode.FAULT_IN_FILE)
