"""The judging of submissions in children, and what comes of each: `mark_all(tasks, jobs)`.

A child works every exercise out once, however many submissions answer it. What a stranger's answers do to a child is
no matter to the others: answers that took too long are undecided.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bpcli.cli.exercises import Reference
from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.handed_in import Handed
from bpcli.core.findings import Faults, Finding
from bpcli.core.say import say, speak
from bpcli.core.source import Excerpt
from bpcli.exercise import library
from bpcli.exercise.reading import Unreadable, read_file
from bpcli.exercise.submission import Submission, nothing_or, read_piece, read_submission, typed
from bpcli.exercise.telling import finding, shortened
from bpcli.workers.outcomes import Died, Done, Exhausted, Late, Limits, Outcome, Raised
from bpcli.workers.pool import Pool

if TYPE_CHECKING:
    from bpcli.tutor.grading.marked import Marked
    from bpcli.tutor.grading.problem import Problem

LIMITS = Limits()


class Task(NamedTuple):
    """A submission, the exercise if it is known, and the languages to judge it in."""

    handed: Handed
    exercise: Reference | None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one submission.

    marked: the judgements, None where there are none. findings: warnings, or why there are none.
    complaint: the same where there is no place for it, a whole sentence.
    code: how bad it is. of_exercise: whether the findings are about the exercise.
    traceback: of a fault of the program.
    """

    marked: Marked | None = None
    findings: tuple[Finding, ...] = ()
    complaint: str = ""
    code: ExitCode = ExitCode.DONE
    of_exercise: bool = False
    traceback: str = ""


def mark_all(tasks: Sequence[Task], jobs: int) -> Iterator[Answer]:
    """What comes of each submission, in order; so many at the same time."""
    outcomes = markers().outcomes(tasks, jobs)
    try:
        for task, outcome in zip(tasks, outcomes, strict=True):
            yield _answer(task, outcome)
    finally:
        outcomes.close()


def markers() -> Pool[Task, Answer]:
    """Children that judge submissions."""
    return Pool(mark_one, LIMITS)


def mark_one(task: Task) -> Answer:
    """Judge one submission, in this process."""
    speak(*task.languages)
    try:
        submission = _read(task.handed)
        reference = task.exercise or _named(submission, task.handed)
    except Unreadable as unreadable:
        return Answer(complaint=str(unreadable), code=ExitCode.USAGE)
    except Faults as faults:
        return Answer(findings=faults.findings, code=ExitCode.USAGE)
    try:
        problem = _problem(reference)
    except Unreadable as unreadable:
        return Answer(complaint=str(unreadable), code=ExitCode.USAGE, of_exercise=True)
    except Faults as faults:
        return Answer(findings=faults.findings, code=reference.fault, of_exercise=True)
    return _marked(task.handed, submission, reference, problem)


def _marked(handed: Handed, submission: Submission, reference: Reference, problem: Problem) -> Answer:
    from bpcli.tutor.grading.grade import grade  # noqa: PLC0415 - a child has the time, its parent has not
    from bpcli.tutor.grading.marked import Marked  # noqa: PLC0415

    graded = grade(problem, submission.answers, complete=not handed.typed, places=submission.places)
    marked = Marked(_origin(handed), submission.student, reference.name, graded)
    is_done = all(one.credit == 1 for one in graded.judgements if one.counts)
    return Answer(marked, submission.warnings, code=ExitCode.DONE if is_done else ExitCode.FAULT_IN_FILE)


def _origin(handed: Handed) -> str:
    """Where a submission came from, for people: the line too where it is one of a stream."""
    if handed.piece is None or handed.piece.begins == 1:
        return handed.name
    return f"{handed.name}:{handed.piece.begins}"


def _read(handed: Handed) -> Submission:
    if handed.typed:
        return typed(handed.typed)
    if handed.piece is not None:
        return read_piece(handed.piece, handed.name)
    try:
        source = read_file(Path(handed.name))
    except Faults as faults:
        return nothing_or(faults)
    return read_submission(source)


def _named(submission: Submission, handed: Handed) -> Reference:
    """The exercise that a submission names: a listed one, or a file in the working folder. Raises Faults.

    A stranger wrote the name: no file outside is opened, and whether there is one is not told.
    """
    asked = submission.exercise
    if asked is None:
        what = "exercise-unnamed" if submission != Submission() else "exercise-unnamed-empty"
        raise Faults(finding("BP102", what, Excerpt.of("", handed.name).place))
    name = asked.text.strip()
    if (shipped := library.find(name)) is not None:
        return Reference(name, shipped)
    if (path := _inside(name)) is not None:
        return Reference(name, path)
    near = library.nearest(name)
    what = "exercise-unknown-near" if near else "exercise-unknown"
    raise Faults(finding("BP104", what, asked.place, name=shortened(name), nearest=near or ""))


def _inside(name: str) -> Path | None:
    """The exercise file of that name in the working folder, links followed; None where it leads anywhere else."""
    path = Path(name)
    if path.is_absolute() or path.suffix not in library.SUFFIXES:
        return None
    try:
        root = Path.cwd().resolve()
        real = path.resolve()
        return path if real.is_relative_to(root) and real.is_file() else None
    except (OSError, ValueError, RuntimeError):
        return None


def _problem(reference: Reference) -> Problem:
    """The exercise worked out; what is at fault with it is raised anew every time."""
    found = _worked_out(reference)
    if isinstance(found, Exception):
        raise found
    return found


@cache
def _worked_out(reference: Reference) -> Problem | Faults | Unreadable:
    from bpcli.tutor.grading.problem import Problem  # noqa: PLC0415
    from bpcli.tutor.solution import solve  # noqa: PLC0415

    try:
        exercise = reference.load()
        return Problem(exercise, solve(exercise))
    except (Faults, Unreadable) as reason:
        return reason


def _answer(task: Task, outcome: Outcome[Answer]) -> Answer:
    """The answer of a child; where it was ended, judgements that punish nobody."""
    if isinstance(outcome, Done):
        return outcome.value
    if isinstance(outcome, Late):
        return _undecided(task, say("grade.too-slow", seconds=f"{outcome.seconds:g}"))
    if isinstance(outcome, Exhausted):
        return _undecided(task, say("grade.too-large", megabytes=outcome.megabytes))
    who = task.handed.name or say("grade.you")
    if isinstance(outcome, Died):
        return Answer(complaint=say("grade.died", name=who, code=outcome.code), code=ExitCode.PROGRAM_FAULT)
    return _raised(who, outcome)


def _raised(who: str, outcome: Raised) -> Answer:
    complaint = say("grade.fault", name=who, reason=outcome.reason)
    return Answer(complaint=complaint, code=ExitCode.PROGRAM_FAULT, traceback=outcome.traceback)


def _undecided(task: Task, why: str) -> Answer:
    """Judgements that take nothing away, of answers that could not be judged in time and space."""
    from bpcli.tutor.grading.judgement import Graded, Judgement, Verdict  # noqa: PLC0415
    from bpcli.tutor.grading.marked import Marked  # noqa: PLC0415

    submission = _read(task.handed)  # it could be read, else the child would have said so at once
    exercise = task.exercise.name if task.exercise else submission.exercise.text if submission.exercise else ""
    judged = (
        Judgement(asked, excerpt.text, Verdict.UNDECIDED, message=why) for asked, excerpt in submission.answers.items()
    )
    return Answer(Marked(_origin(task.handed), submission.student, exercise, Graded(tuple(judged))))
