"""`bpcli solve`: both passes of an exercise, step by step."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from typing import Annotated

import typer

from bpcli.cli import exercises, options
from bpcli.cli.languages import languages
from bpcli.cli.screen import Color, complain, is_terminal, look_of, write
from bpcli.cli.solving import solved
from bpcli.core.numerals import DIGITS
from bpcli.core.say import say
from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.render.look import Look
from bpcli.tutor.telling import Telling


class View(StrEnum):
    """How the passes are shown."""

    TABLES = "tables"
    TAPE = "tape"
    CIRCUIT = "circuit"


def command(
    exercise: options.Exercise,
    settings: options.Set = [],  # noqa: B006 - Typer reads it, nobody writes it
    view: Annotated[View, typer.Option("--view", help=say("cli.view"))] = View.TABLES,
    symbolic: Annotated[bool, typer.Option("--symbolic", help=say("cli.symbolic"))] = False,
    expand: options.Expand = None,
    digits: options.Digits = DIGITS,
    values: options.Values = False,
    as_json: options.Json = False,
    plain: options.Plain = False,
    only_ascii: options.Ascii = False,
    color: options.ColorWhen = Color.AUTO,
    output: options.Output = None,
    debug: options.Debug = False,  # noqa: ARG001 - read by the guard
) -> None:
    """Solve an exercise: the forward pass, the backward pass, and what was found."""
    named = exercises.load(exercise, settings)
    trace = solved(named, expand, changed=bool(settings))
    if as_json:
        write(_document(named.exercise, trace, look_of(None if output else sys.stdout, ascii=only_ascii)), output)
        return
    look = look_of(None if output else sys.stdout, color, plain=plain, ascii=only_ascii)
    look = replace(look, digits=digits, values=values)
    drawn = is_terminal(sys.stdout) and not plain and output is None
    telling = Telling(symbolic, drawn, languages())
    write(_picture(trace, look, view) or _told(named.exercise, trace, look, telling), output)


def _told(exercise: Exercise, trace: Trace, look: Look, telling: Telling) -> Iterator[str]:
    from bpcli.render.terminal import lines  # noqa: PLC0415
    from bpcli.tutor.walkthrough import walkthrough  # noqa: PLC0415

    return lines(walkthrough(exercise, trace, telling), look)


def _picture(trace: Trace, look: Look, view: View) -> str:
    """The tape or the circuit that was asked for; "" for the tables, and with a word where there is no room for it."""
    if view is View.TABLES:
        return ""
    if view is View.TAPE:
        from bpcli.render.tape import tape as draw  # noqa: PLC0415
    else:
        from bpcli.render.circuit import circuit as draw  # noqa: PLC0415
    picture = draw(trace, look)
    if picture is None:
        complain(say(f"cli.no-{view}"))
    return picture or ""


def _document(exercise: Exercise, trace: Trace, look: Look) -> str:
    from bpcli.render.json_document import solve_document  # noqa: PLC0415
    from bpcli.tutor.walkthrough import told_notes  # noqa: PLC0415

    title = exercise.title_in(languages())
    return solve_document(trace, exercise.scope, title=title, notes=told_notes(exercise, trace), look=look)
