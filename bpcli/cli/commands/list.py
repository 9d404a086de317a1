"""`bpcli list`: the exercises that ship with the program."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bpcli.cli import options
from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.guard import Stop
from bpcli.cli.languages import languages
from bpcli.cli.screen import Color, look_of, write
from bpcli.core.say import listed, say
from bpcli.core.visible import visible
from bpcli.exercise.library import Listed, catalogue
from bpcli.render.look import Look
from bpcli.report.blocks import Grid, Report


def command(
    topic: Annotated[str, typer.Argument(help=say("cli.list-topic"), show_default=False)] = "",
    as_json: options.Json = False,
    color: options.ColorWhen = Color.AUTO,
    plain: options.Plain = False,
    only_ascii: options.Ascii = False,
    output: options.Output = None,
    debug: options.Debug = False,  # noqa: ARG001 - read by the guard
) -> None:
    """List the exercises, of one topic or of all."""
    found = [one for one in catalogue() if not topic or topic.lower() in (one.topic.lower(), *one.tags)]
    if not found:
        raise Stop(ExitCode.USAGE, _unknown(topic))
    if as_json:
        write(_document(found, look_of(None if output else sys.stdout, ascii=only_ascii)), output)
        return
    from bpcli.render.terminal import render  # noqa: PLC0415

    headings = tuple(
        say(f"cli.list-{name}") for name in ("column-topic", "column-name", "column-level", "column-title")
    )
    rows = tuple((one.topic, one.name, str(one.level or ""), one.title_in(languages()) or one.name) for one in found)
    look = look_of(None if output else sys.stdout, color, plain=plain, ascii=only_ascii)
    write(render(Report((Grid(headings, rows),)), look), output)


def _unknown(topic: str) -> str:
    """What is said of a topic that there is not: the nearest one or tag, else all topics."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a misspelt topic needs it

    listings = catalogue()
    topics = list(dict.fromkeys(one.topic for one in listings))
    tags = dict.fromkeys(tag for one in listings for tag in one.tags)
    name, near = visible(topic), get_close_matches(topic[:100].lower(), [*topics, *tags], 1)
    if near:
        return say("cli.no-topic-near", topic=name, near=near[0])
    return say("cli.no-topic", topic=name, topics=listed(topics))


def _document(found: list[Listed], look: Look) -> str:
    from bpcli.render.json_document import document_text  # noqa: PLC0415

    entries = [
        {
            "name": one.name,
            "topic": one.topic,
            "level": one.level,
            "title": one.title_in(languages()),
            "titles": dict(one.title.texts) if one.title else {},
            "tags": list(one.tags),
            "path": str(one.path),
        }
        for one in found
    ]
    return document_text({"format": "bpcli.list/1", "exercises": entries}, ascii=look.ascii)
