"""`bpcli export`: derivations and worksheets as documents, and exercises as programs."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bpcli.cli import exercises, options
from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.guard import Stop
from bpcli.cli.languages import languages
from bpcli.cli.screen import complain, complain_of, look_of, write_document
from bpcli.cli.solving import solved
from bpcli.core.numerals import DIGITS
from bpcli.core.say import listed, say
from bpcli.exercise.exercise import Exercise
from bpcli.render import formats
from bpcli.render.look import Look
from bpcli.render.program.style import NoProgram, Style
from bpcli.render.solved import Solved

if TYPE_CHECKING:
    from bpcli.tutor.training.plan import Plan

_FORMATS = (*formats.DOCUMENTS, *formats.PROGRAMS)
_NAMES = formats.names(_FORMATS)
FIRST = _NAMES[0]

# Typer offers the members of an enumeration as choices, and these are the formats there are.
To = StrEnum("To", [(name.upper(), name) for name in _NAMES])  # type: ignore[misc]


def command(
    exercise: Annotated[
        list[str], typer.Argument(metavar="EXERCISE", help=say("export.exercises"), show_default=False)
    ],
    to: Annotated[
        To | None,
        typer.Option("--to", help=say("export.to", formats=listed(_NAMES), first=FIRST), show_default=False),
    ] = None,
    worksheet: Annotated[bool, typer.Option("--worksheet", help=say("export.worksheet"))] = False,
    style: Annotated[Style | None, typer.Option("--style", help=say("export.style"), show_default=False)] = None,
    settings: options.Set = [],  # noqa: B006 - Typer reads it, nobody writes it
    expand: options.Expand = None,
    digits: options.Digits = DIGITS,
    values: options.Values = False,
    output: options.Output = None,
    debug: options.Debug = False,  # noqa: ARG001 - read by the guard
) -> None:
    """Write exercises as a document, solved or to be solved, or as a program."""
    chosen = _format(to, output)
    if chosen in formats.PROGRAMS:
        write_document(_program(chosen, exercise, settings, expand, style, worksheet=worksheet), output)
        return
    if style is not None:
        raise Stop(ExitCode.USAGE, say("export.style-of-program", formats=listed(formats.names(formats.PROGRAMS))))
    solved = [_solved(argument, settings, expand) for argument in exercise]
    look = Look(digits=digits, values=values, width=None)
    writer = chosen.load()
    write_document(writer.document(solved, look, worksheet=worksheet), output)
    if not worksheet:
        return
    if output is None:
        complain(say("export.key-needs-file"))
        return
    key = output.with_name(f"{output.stem}-key{output.suffix}")
    write_document(writer.document(solved, look, worksheet=False), key)
    # Where the files are is news for the person, and no part of a document.
    sys.stderr.write(look_of(sys.stderr).text(say("export.key-written", worksheet=output.name, key=key.name)) + "\n")


def _format(to: To | None, output: Path | None) -> formats.Format:
    if to is not None:
        return formats.named(to, _FORMATS)
    if output is None:
        return formats.DOCUMENTS[0]
    found = formats.of_file(output, _FORMATS)
    if found is None:
        suffixes = listed(formats.suffixes(_FORMATS))
        raise Stop(ExitCode.USAGE, say("export.unknown-suffix", file=output.name, suffixes=suffixes))
    return found


def _solved(argument: str, settings: list[str], expand: bool | None) -> Solved:
    named = exercises.load(argument, settings)
    trace = solved(named, expand, changed=bool(settings))
    from bpcli.tutor.telling import Telling  # noqa: PLC0415 - heavy imports wait until the text was read
    from bpcli.tutor.walkthrough import walkthrough  # noqa: PLC0415

    report = walkthrough(named.exercise, trace, Telling(languages=languages()))
    return Solved(named.exercise, trace, report, tuple(settings))


def _program(
    chosen: formats.Format,
    arguments: list[str],
    settings: list[str],
    expand: bool | None,
    style: Style | None,
    *,
    worksheet: bool,
) -> str:
    """The program of one exercise. Raises Stop."""
    if worksheet:
        raise Stop(ExitCode.USAGE, say("export.no-worksheet", format=chosen.name))
    if len(arguments) > 1:
        raise Stop(ExitCode.USAGE, say("export.one-program", count=len(arguments)))
    named = exercises.load(arguments[0])
    exercise = exercises.with_settings(named.exercise, settings)
    from bpcli.tutor.solution import solve  # noqa: PLC0415 - heavy imports wait until the text was read

    with exercises.reported(named.fault):
        trace = solve(exercise, expand=expand)
        plan = None if style is Style.TABLES else _plan(named.exercise, exercise, needed=style is not None)
    if exercise.warnings:
        complain_of(exercise.warnings)
    title = exercise.title_in(languages())
    with exercises.reported(named.fault):  # what is to be predicted may not fit the model
        try:
            program: str = chosen.load().program(exercise, trace, plan, title=title, style=style)
        except NoProgram as reason:
            raise Stop(ExitCode.USAGE, str(reason)) from None
    return program


def _plan(before: Exercise, changed: Exercise, *, needed: bool) -> Plan | None:
    """How an exercise is trained, from the values that were set; None where it is not.

    needed: whether a training that is impossible is a reason to stop. Raises Stop.
    """
    possible = changed.parameters and not changed.upstream
    if before.train is None or not (possible or needed):
        return None
    from bpcli.tutor.training.plan import NoTraining, Wishes, plan  # noqa: PLC0415

    values = {name: value for name, value in changed.givens.items() if before.givens.get(name) is not value}
    try:
        return plan(changed, Wishes(), values)
    except NoTraining as reason:
        raise Stop(ExitCode.USAGE, str(reason)) from None
