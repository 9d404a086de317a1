"""`bpcli export`: derivations and worksheets as documents."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bpcli.cli import exercises, options
from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.guard import Stop
from bpcli.cli.languages import languages
from bpcli.cli.screen import complain, complain_of, look_of, write, write_bytes
from bpcli.core.numerals import DIGITS
from bpcli.core.say import say
from bpcli.render import formats
from bpcli.render.look import Look
from bpcli.render.solved import Solved

_NAMES = formats.names(formats.DOCUMENTS)
FIRST = _NAMES[0]

# Typer offers the members of an enumeration as choices, and these are the formats there are.
To = StrEnum("To", [(name.upper(), name) for name in _NAMES])  # type: ignore[misc]


def command(
    exercise: Annotated[
        list[str], typer.Argument(metavar="EXERCISE", help=say("export.exercises"), show_default=False)
    ],
    to: Annotated[
        To | None,
        typer.Option("--to", help=say("export.to", formats=", ".join(_NAMES), first=FIRST), show_default=False),
    ] = None,
    worksheet: Annotated[bool, typer.Option("--worksheet", help=say("export.worksheet"))] = False,
    settings: options.Set = [],  # noqa: B006 - Typer reads it, nobody writes it
    expand: options.Expand = None,
    digits: options.Digits = DIGITS,
    values: options.Values = False,
    output: options.Output = None,
    debug: options.Debug = False,  # noqa: ARG001 - read by the guard
) -> None:
    """Write exercises, solved or to be solved, as a document."""
    chosen = _format(to, output)
    solved = [_solved(argument, settings, expand) for argument in exercise]
    look = Look(digits=digits, values=values, width=None)
    writer = chosen.load()
    _put(writer.document(solved, look, worksheet=worksheet), output)
    if not worksheet:
        return
    if output is None:
        complain(say("export.key-needs-file"))
        return
    key = output.with_name(f"{output.stem}-key{output.suffix}")
    _put(writer.document(solved, look, worksheet=False), key)
    # Where the files are is news for the person, and no part of a document.
    sys.stderr.write(look_of(sys.stderr).text(say("export.key-written", worksheet=output.name, key=key.name)) + "\n")


def _format(to: To | None, output: Path | None) -> formats.Format:
    if to is not None:
        return formats.named(to, formats.DOCUMENTS)
    if output is None:
        return formats.DOCUMENTS[0]
    found = formats.of_file(output, formats.DOCUMENTS)
    if found is None:
        suffixes = ", ".join(formats.suffixes(formats.DOCUMENTS))
        raise Stop(ExitCode.USAGE, say("export.unknown-suffix", file=output.name, suffixes=suffixes))
    return found


def _solved(argument: str, settings: list[str], expand: bool | None) -> Solved:
    named = exercises.load(argument, settings)
    from bpcli.tutor.solution import solve  # noqa: PLC0415 - heavy imports wait until the text was read
    from bpcli.tutor.telling import Telling  # noqa: PLC0415
    from bpcli.tutor.walkthrough import walkthrough  # noqa: PLC0415

    with exercises.reported(named.fault):
        trace = solve(named.exercise, expand=expand)
    if named.exercise.warnings:
        complain_of(named.exercise.warnings)
    report = walkthrough(named.exercise, trace, Telling(languages=languages()))
    return Solved(named.exercise, trace, report, tuple(settings))


def _put(document: str | bytes, output: Path | None) -> None:
    if isinstance(document, bytes):
        write_bytes(document, output)
    else:
        write(document, output)
