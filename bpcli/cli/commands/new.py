"""`bpcli new`: a new exercise file, from a template or from a formula."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from bpcli.cli import options
from bpcli.cli.exercises import reference
from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.guard import Stop
from bpcli.cli.saving import save
from bpcli.cli.screen import complain_of, look_of, write
from bpcli.core.say import say
from bpcli.core.source import Excerpt
from bpcli.core.visible import visible
from bpcli.exercise.library import SUFFIXES
from bpcli.exercise.schema import FILE_NAME, json_schema, schema_text
from bpcli.exercise.template import Heading, template, written_out


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("new.file"), show_default=False)],
    formula: Annotated[str, typer.Option("--from", metavar="FORMULA", help=say("new.from"), show_default=False)] = "",
    force: Annotated[bool, typer.Option("--force", help=say("new.force"))] = False,
    schema: Annotated[bool, typer.Option("--schema/--no-schema", help=say("new.schema"))] = True,
    debug: options.Debug = False,  # noqa: ARG001 - read by the guard
) -> None:
    """Write the file, and the schema where there is none yet."""
    _check(file, force=force)
    folder = file.parent.absolute()
    known = _schema_above(folder) if schema else None
    text = _text(Heading.of(file, _relative(known or folder / FILE_NAME, folder) if schema else ""), formula)
    save(file, text)
    _tell("new.written", file)
    if schema and known is None:
        beside = file.with_name(FILE_NAME)
        save(beside, schema_text(json_schema()))
        _tell("new.schema-written", beside)


def _check(file: Path, *, force: bool) -> None:
    name = visible(str(file))
    if file.suffix not in SUFFIXES:
        better = visible(str(file.with_suffix(SUFFIXES[0]) if file.name else Path(f"exercise{SUFFIXES[0]}")))
        raise Stop(ExitCode.USAGE, say("new.suffix", file=name, better=better))
    if not os.path.lexists(file.parent):
        raise Stop(ExitCode.USAGE, say("new.no-folder", folder=visible(str(file.parent))))
    if os.path.lexists(file) and not force:
        raise Stop(ExitCode.USAGE, say("new.exists", file=name))


def _text(heading: Heading, formula: str) -> str:
    if not formula:
        return template(heading)
    named = reference(formula)
    if named.path is not None:
        raise Stop(ExitCode.USAGE, say("new.from-file", name=visible(formula), file=visible(str(named.path))))
    text, exercise = written_out(heading, Excerpt.of(formula))
    if exercise.warnings:
        complain_of(exercise.warnings)
    return text


def _schema_above(folder: Path) -> Path | None:
    """The schema in a folder or one above it, up to the top of the repository."""
    for above in (folder, *folder.parents):
        if (found := above / FILE_NAME).is_file():
            return found
        if (above / ".git").exists():
            break
    return None


def _relative(schema: Path, folder: Path) -> str:
    return Path(os.path.relpath(schema, folder)).as_posix()


def _tell(key: str, file: Path) -> None:
    look, name = look_of(sys.stdout), str(file)
    write(look.text(say(key, file=visible(name), quoted=visible(shlex.quote(name)))) + "\n")
