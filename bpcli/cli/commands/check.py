"""`bpcli check`: what is wrong with exercise files, in the formats that people and CI servers read."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from bpcli.cli import options
from bpcli.cli.checking import check_all
from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.gathering import STANDARD_INPUT, Gathered, gather
from bpcli.cli.guard import Stop
from bpcli.cli.languages import languages
from bpcli.cli.one_file import Answer, Task, Wishes
from bpcli.cli.processors import processors
from bpcli.cli.progress import tracked
from bpcli.cli.saving import save
from bpcli.cli.screen import Color, complain, look_of, write
from bpcli.core.findings import Severity
from bpcli.core.say import listed, say
from bpcli.core.visible import visible
from bpcli.render import check_formats
from bpcli.render.look import Look, finish
from bpcli.render.summary import summary
from bpcli.report.checked import CheckReport, Rule, codes

if TYPE_CHECKING:
    from bpcli.checks.settings import Settings

_MARK = b"\xef\xbb\xbf"  # of UTF-8, which some editors put first


def _format(name: str) -> str:
    """The name of a format there is. Typer tells what is wrong with another."""
    if name not in check_formats.FORMATS:
        raise typer.BadParameter(say("check.no-format", name=visible(name), formats=listed(check_formats.FORMATS)))
    return name


Paths = Annotated[list[str], typer.Argument(metavar="PATHS...", help=say("check.paths"), show_default=False)]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        parser=_format,
        help=say("check.format", formats=listed(check_formats.FORMATS)),
        show_default=False,
    ),
]
Select = Annotated[list[str], typer.Option("--select", metavar="CODES", help=say("check.select"), show_default=False)]
Ignore = Annotated[list[str], typer.Option("--ignore", metavar="CODES", help=say("check.ignore"), show_default=False)]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help=say("check.jobs"), show_default=False)]


def command(
    paths: Paths = ["."],  # noqa: B006 - Typer reads it, nobody writes it
    form: Format = None,
    as_json: options.Json = False,
    strict: Annotated[bool, typer.Option("--strict", help=say("check.strict"))] = False,
    select: Select = [],  # noqa: B006
    ignore: Ignore = [],  # noqa: B006
    fix: Annotated[bool, typer.Option("--fix", help=say("check.fix"))] = False,
    diff: Annotated[bool, typer.Option("--diff", help=say("check.diff"))] = False,
    jobs: Jobs = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help=say("check.verbose"))] = False,
    plain: options.Plain = False,
    only_ascii: options.Ascii = False,
    color: options.ColorWhen = Color.AUTO,
    output: options.Output = None,
    debug: options.Debug = False,
) -> None:
    """Check exercise files."""
    if fix and not diff and STANDARD_INPUT in paths:
        raise Stop(ExitCode.USAGE, say("check.cannot-fix"))
    name = "json" if as_json else form or _usual_format(output)
    wishes = Wishes(fix or diff, verbose or name == "json", languages())
    gathered = _gathered(paths, choice := _Choice(_split(select), _split(ignore), strict or None))
    tasks = [Task(found, choice.settings(found.path), wishes) for found in gathered.files]
    answers = list(tracked(check_all(tasks, jobs or processors()), len(tasks), say("check.progress")))
    look = look_of(None if output else sys.stdout, color, plain=plain, ascii=only_ascii)
    if diff:
        write(_differences(answers, look), output)
    else:
        _save(answers)
        _report(answers, name, look, output, verbose=verbose)
    _end(answers, is_complete=not gathered.complaints, debug=debug)


class _Choice(NamedTuple):
    """What is looked for, as the command line says."""

    select: list[str]
    ignore: list[str]
    strict: bool | None

    def settings(self, path: Path) -> Settings:
        """The settings for a file, those of its pyproject.toml under those of the command line."""
        from bpcli.checks.pyproject import settings_for  # noqa: PLC0415 - after the help was shown

        found = settings_for(path)
        if not self.select and not self.ignore and self.strict is None:
            return found
        return found.with_options(select=self.select, ignore=self.ignore, strict=self.strict)


def _gathered(paths: Sequence[str], choice: _Choice) -> Gathered:
    """The files to check, once what is wrong with the paths was said. Raises Stop where there are none."""
    gathered = gather(paths, lambda path: choice.settings(path).excludes(path))
    for complaint in gathered.complaints:
        complain(complaint)
    if not gathered.files:
        raise Stop(ExitCode.USAGE, "" if gathered.complaints else say("check.no-files-at-all"))
    return gathered


def _usual_format(output: Path | None) -> str:
    """Annotations where GitHub's runner reads what is printed, else what people read."""
    return "github" if output is None and os.environ.get("GITHUB_ACTIONS") == "true" else "full"


def _split(codes: Iterable[str]) -> list[str]:
    return [code for text in codes for code in text.split(",") if code.strip()]


def _report(answers: Sequence[Answer], name: str, look: Look, output: Path | None, *, verbose: bool) -> None:
    files = tuple(answer.report for answer in answers if not answer.unreadable)
    report = CheckReport(files, _rules(codes(files)) if name == "sarif" else (), verbose)
    write(check_formats.write(name, report, look), output)
    if output is not None:
        complain(summary(report, look_of(sys.stderr)))


def _rules(found: Iterable[str]) -> tuple[Rule, ...]:
    """What programs are told of the codes that were found."""
    from bpcli.checks.rules import rule  # noqa: PLC0415

    known = filter(None, map(rule, found))
    return tuple(Rule(one.code, one.name, one.severity, one.headline, one.manual) for one in known)


def _differences(answers: Iterable[Answer], look: Look) -> str:
    lines = [line for answer in answers for line in answer.difference.splitlines()]
    if not lines:
        complain(say("check.nothing-to-fix"))
    return finish(map(look.text, lines), look)


def _save(answers: Iterable[Answer]) -> None:
    """Write the mended files, and say so."""
    mended = [(answer.report.path, answer.mended) for answer in answers if answer.mended is not None]
    for path, text in mended:
        file = Path(path)
        with file.open("rb") as old:
            mark = old.read(len(_MARK)) == _MARK
        save(file, _MARK.decode() * mark + text)
    if mended:
        complain(
            say("check.fixed-one", path=mended[0][0]) if len(mended) == 1 else say("check.fixed", count=len(mended))
        )


def _end(answers: Sequence[Answer], *, is_complete: bool, debug: bool) -> None:
    """Say what could not be read, and end with the worst exit code of all files."""
    codes = [ExitCode.DONE if is_complete else ExitCode.USAGE, *map(_code, answers)]
    for answer in answers:
        if answer.unreadable:
            complain(answer.unreadable)
        for line in answer.traceback.splitlines() * debug:
            complain(line)
    if max(codes) is not ExitCode.DONE:
        raise Stop(max(codes))


def _code(answer: Answer) -> ExitCode:
    if answer.is_program_fault:
        return ExitCode.PROGRAM_FAULT
    if answer.unreadable:
        return ExitCode.USAGE
    return ExitCode.FAULT_IN_FILE if answer.report.count(Severity.ERROR) else ExitCode.DONE
