"""`bpcli draw`: the computational graph with its values and gradients, in a terminal or as a picture."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bpcli.cli import exercises, options
from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.guard import Stop
from bpcli.cli.languages import languages
from bpcli.cli.screen import Color, is_terminal, look_of, write, write_document
from bpcli.cli.solving import solved
from bpcli.core.numerals import DIGITS
from bpcli.core.say import listed, say
from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.render import formats
from bpcli.render.look import Look

TEXT = "text"  # drawn with characters
_TEXT_SUFFIXES = (".txt", "")
_NAMES = (TEXT, *formats.names(formats.PICTURES))

# Typer offers the members of an enumeration as choices, and these are the formats there are.
Form = StrEnum("Form", [(name.upper(), name) for name in _NAMES])  # type: ignore[misc]


def command(
    exercise: options.Exercise,
    form: Annotated[
        Form | None,
        typer.Option(
            "--format",
            help=say("draw.format", formats=listed(_NAMES)),
            show_default=False,
        ),
    ] = None,
    local: Annotated[bool, typer.Option("--local", help=say("draw.local"))] = False,
    forward: Annotated[bool, typer.Option("--forward", help=say("draw.forward"))] = False,
    blank: Annotated[bool, typer.Option("--blank", help=say("draw.blank"))] = False,
    settings: options.Set = [],  # noqa: B006 - Typer reads it, nobody writes it
    expand: options.Expand = None,
    digits: options.Digits = DIGITS,
    values: options.Values = False,
    plain: options.Plain = False,
    only_ascii: options.Ascii = False,
    color: options.ColorWhen = Color.AUTO,
    output: options.Output = None,
    debug: options.Debug = False,  # noqa: ARG001 - read by the guard
) -> None:
    """Draw the graph of an exercise, solved."""
    chosen = _format(form, output, details=local or forward or blank)
    named = exercises.load(exercise, settings)
    trace = solved(named, expand, changed=bool(settings))
    stream = None if output else sys.stdout
    if chosen is None:
        look = look_of(stream, color, plain=plain, ascii=only_ascii)
        write(_in_characters(trace, replace(look, digits=digits, values=values)), output)
        return
    # A picture that is handed on is no text for this terminal: only a wish makes it ASCII.
    look = Look(ascii=only_ascii, digits=digits, values=values, width=None)
    _write_picture(chosen, named.exercise, trace, look, (not forward, local, blank), output)


def _format(form: Form | None, output: Path | None, *, details: bool) -> formats.Format | None:
    """The picture's format that was asked for, None for characters."""
    if form == TEXT or (form is None and (output is None or output.suffix.lower() in _TEXT_SUFFIXES)):
        if details:
            names = listed(formats.names(formats.PICTURES))
            raise Stop(ExitCode.USAGE, say("draw.no-such-detail", formats=names))
        return None
    if form is None and output is not None:
        found = formats.of_file(output, formats.PICTURES)
        if found is None:
            suffixes = listed([*formats.suffixes(formats.PICTURES), ".txt"])
            raise Stop(ExitCode.USAGE, say("draw.unknown-suffix", file=output.name, suffixes=suffixes))
        return found
    if form == "png" and output is None and is_terminal(sys.stdout):
        raise Stop(ExitCode.USAGE, say("draw.picture-to-screen"))
    return formats.named(form or "", formats.PICTURES)


def _in_characters(trace: Trace, look: Look) -> str:
    """The circuit of a small graph, else the tape, else rails with values and gradients alone."""
    from bpcli.render.circuit import circuit  # noqa: PLC0415
    from bpcli.render.rail_list import rail_list  # noqa: PLC0415
    from bpcli.render.tape import tape  # noqa: PLC0415

    drawn = circuit(trace, look) or tape(trace, look)
    if drawn:
        return drawn
    narrow = rail_list(trace, look)
    if narrow is None:
        raise Stop(ExitCode.USAGE, say("draw.too-tangled"))
    text, needed = narrow
    if look.columns is not None and needed > look.columns:
        raise Stop(ExitCode.USAGE, say("draw.no-room", needed=needed, columns=look.columns))
    return text


def _write_picture(
    chosen: formats.Format,
    exercise: Exercise,
    trace: Trace,
    look: Look,
    details: tuple[bool, bool, bool],
    output: Path | None,
) -> None:
    from bpcli.render.captions import Showing  # noqa: PLC0415
    from bpcli.render.png import Unpainted  # noqa: PLC0415

    try:
        drawn = chosen.load().picture(trace, look, Showing(*details), exercise.title_in(languages()))
    except Unpainted as reason:
        raise Stop(ExitCode.USAGE, str(reason)) from None
    write_document(drawn, output)
