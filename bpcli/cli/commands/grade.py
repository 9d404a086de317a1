"""`bpcli grade`: answers judged, those of one learner or of a class."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bpcli.cli import options
from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.guard import Stop
from bpcli.cli.languages import languages
from bpcli.cli.processors import processors
from bpcli.cli.progress import tracked
from bpcli.cli.screen import Color, complain, complain_briefly, complain_of, look_of, write
from bpcli.core.findings import Finding, Severity
from bpcli.core.say import say
from bpcli.render.look import Look

if TYPE_CHECKING:
    from bpcli.cli.grading import Answer
    from bpcli.cli.handed_in import Request
    from bpcli.tutor.grading.marked import Marked

_MOST_WARNINGS = 20  # that are told of in a class
_STANDARD_OUTPUT = Path("-")

Arguments = Annotated[
    list[str] | None, typer.Argument(metavar="[EXERCISE] ANSWERS...", help=say("grade.arguments"), show_default=False)
]
File = Annotated[str | None, typer.Option("--exercise", "-e", help=say("grade.exercise"), show_default=False)]
Table = Annotated[Path | None, typer.Option("--csv", metavar="FILE", help=say("grade.csv"), show_default=False)]
Scores = Annotated[Path | None, typer.Option("--scores", metavar="FILE", help=say("grade.scores"), show_default=False)]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help=say("grade.jobs"), show_default=False)]


def command(
    arguments: Arguments = None,
    exercise: File = None,
    as_json: options.Json = False,
    table: Table = None,
    scores: Scores = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help=say("grade.verbose"))] = False,
    again: Annotated[bool, typer.Option("--again", help=say("grade.again"))] = False,
    jobs: Jobs = None,
    plain: options.Plain = False,
    only_ascii: options.Ascii = False,
    color: options.ColorWhen = Color.AUTO,
    output: options.Output = None,
    debug: options.Debug = False,
) -> None:
    """Judge answers."""
    if as_json + [table, scores].count(_STANDARD_OUTPUT) > 1:
        raise Stop(ExitCode.USAGE, say("grade.one-document"))
    look = look_of(None if output else sys.stdout, color, plain=plain, ascii=only_ascii)
    if again:
        write(_again(arguments or (), look, as_json=as_json, verbose=verbose), output)
        return
    from bpcli.cli.handed_in import understood  # noqa: PLC0415 - after the help was shown

    request = understood(arguments or (), exercise)
    answers = _marked(request, jobs)
    marked = [answer.marked for answer in answers if answer.marked is not None]
    _complain(answers, request, debug=debug)
    if as_json:
        if marked or request.several:
            write(_document(marked, _findings(request, answers), look, several=request.several), output)
    elif marked and _STANDARD_OUTPUT not in (table, scores):
        write(_report(marked, look, several=request.several, verbose=verbose), output)
    _tabulate(marked, table, scores)
    _end(answers, is_complete=not (request.complaints or request.faults))


def _again(exercises: Sequence[str], look: Look, *, as_json: bool, verbose: bool) -> str | Iterator[str]:
    """What would be said today of the answers that quizzes have kept."""
    from bpcli.cli.again import again_blocks, again_document, judged_anew  # noqa: PLC0415 - few runs need it
    from bpcli.render.terminal import lines  # noqa: PLC0415
    from bpcli.report.blocks import Report  # noqa: PLC0415
    from bpcli.store.records import Unusable  # noqa: PLC0415

    try:
        found = judged_anew(exercises)
    except Unusable as reason:
        raise Stop(ExitCode.USAGE, str(reason)) from None
    if as_json:
        return again_document(found, ascii=look.ascii)
    return lines(Report(tuple(again_blocks(found, verbose=verbose))), look)


def _marked(request: Request, jobs: int | None) -> list[Answer]:
    """What comes of each submission. Raises Stop where the exercise itself is at fault."""
    from bpcli.cli.grading import Task, mark_all  # noqa: PLC0415

    tasks = [Task(handed, request.exercise, languages()) for handed in request.handed]
    answers: list[Answer] = []
    for answer in tracked(mark_all(tasks, jobs or processors()), len(tasks), say("grade.progress")):
        if answer.of_exercise and request.exercise is not None:
            complain_of(answer.findings)
            raise Stop(answer.code, answer.complaint)
        answers.append(answer)
    return answers


def _complain(answers: Sequence[Answer], request: Request, *, debug: bool) -> None:
    """Say what could not be read, and what is odd; of a class in a line each."""
    for complaint in (*request.complaints, *(answer.complaint for answer in answers if answer.complaint)):
        complain(complaint)
    findings = _findings(request, answers)
    if request.several:
        complain_briefly(_told(findings))
    else:
        complain_of(findings)
    for line in (line for answer in answers for line in answer.traceback.splitlines() * debug):
        complain(line)


def _findings(request: Request, answers: Iterable[Answer]) -> list[Finding]:
    return [*request.faults, *(finding for answer in answers for finding in answer.findings)]


def _told(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Of every submission that could not be read the first fault; of the others some of the warnings."""
    faults: dict[object, Finding] = {}
    warnings: list[Finding] = []
    for found in findings:
        if found.severity is Severity.ERROR:
            faults.setdefault(_origin(found), found)
        else:
            warnings.append(found)
    yield from faults.values()
    yield from [found for found in warnings if _origin(found) not in faults][:_MOST_WARNINGS]


def _origin(finding: Finding) -> object:
    """The file, or line of a stream, that a finding is about."""
    source = finding.place.source if finding.place is not None else None
    return source and (source.name, source.begins)


def _report(marked: Sequence[Marked], look: Look, *, several: bool, verbose: bool) -> Iterator[str]:
    from bpcli.render.terminal import lines  # noqa: PLC0415
    from bpcli.report.blocks import Report  # noqa: PLC0415
    from bpcli.tutor.grading.marked import tally  # noqa: PLC0415
    from bpcli.tutor.grading.scores import class_blocks, one_blocks  # noqa: PLC0415

    blocks = [block for one in (marked if verbose or not several else ()) for block in one_blocks(one, named=several)]
    if several:
        blocks += class_blocks(marked, tally(marked))
    return lines(Report(tuple(blocks)), look)


def _document(marked: Sequence[Marked], findings: Sequence[Finding], look: Look, *, several: bool) -> str:
    from bpcli.render.grade_document import class_document, one_document  # noqa: PLC0415
    from bpcli.tutor.grading.marked import tally  # noqa: PLC0415

    if several:
        return class_document(marked, tally(marked), findings, look)
    return one_document(marked[0], findings, look)


def _tabulate(marked: Sequence[Marked], table: Path | None, scores: Path | None) -> None:
    from bpcli.render.grade_csv import answer_rows, score_rows  # noqa: PLC0415

    for path, rows in ((table, answer_rows), (scores, score_rows)):
        if path is not None:
            write(rows(marked), None if path == _STANDARD_OUTPUT else path)


def _end(answers: Sequence[Answer], *, is_complete: bool) -> None:
    """End with the worst exit code of all submissions."""
    worst = max([ExitCode.DONE if is_complete else ExitCode.USAGE, *(answer.code for answer in answers)])
    if worst is not ExitCode.DONE:
        raise Stop(worst)
