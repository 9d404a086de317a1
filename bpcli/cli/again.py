"""`bpcli grade --again`: what the program would say today of the answers that quizzes have kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from bpcli.cli.learner import existing
from bpcli.core.findings import Faults
from bpcli.core.say import say
from bpcli.core.source import Excerpt, Source
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.loading import load_source, load_text
from bpcli.exercise.telling import shortened
from bpcli.render.grade_document import GRADE
from bpcli.render.json_document import document_text
from bpcli.report.blocks import Block, Grid, Prose
from bpcli.store.records import Attempt, Kept, Origin, written
from bpcli.tutor.grading.again import Old, judge_again
from bpcli.tutor.grading.judgement import Judgement
from bpcli.tutor.grading.problem import Problem
from bpcli.tutor.quiz.numbers import with_numbers_text
from bpcli.tutor.solution import solve

_DAY = 10  # characters of a time that say the day


class Anew(NamedTuple):
    """An answer that was kept, and what is said of it now; None where its exercise cannot be read any more."""

    kept: Kept
    now: Judgement | None

    @property
    def is_other(self) -> bool:
        """Whether another verdict is given, or another mistake named."""
        was = self.kept.attempt
        return self.now is not None and (self.now.verdict.value, self.now.diagnosis) != (was.verdict, was.diagnosis)


def judged_anew(keys: Sequence[str]) -> list[Anew]:
    """All answers that are kept, or those to some exercises, judged. Raises Unusable."""
    store = existing()
    if store is None:
        return []
    with store:
        kept = [one for one in store.answers() if not keys or one.subject.key in keys]
    kept.sort(key=lambda one: one.sitting)
    return [anew for _, sitting in groupby(kept, lambda one: one.sitting) for anew in _sitting(list(sitting))]


def _sitting(kept: Sequence[Kept]) -> Iterator[Anew]:
    """The answers of one quiz, which are about one exercise with the same numbers."""
    problem = _problem(kept[0])
    if problem is None:
        yield from (Anew(one, None) for one in kept)
        return
    answers = (Old(one.attempt.question, one.attempt.form, one.attempt.typed) for one in kept)
    yield from map(Anew, kept, judge_again(problem, answers))


def _problem(kept: Kept) -> Problem | None:
    """The exercise as it was when it was answered."""
    try:
        exercise = _exercise(kept)
        if kept.mode.givens is not None:
            exercise = with_numbers_text(exercise, kept.mode.givens) or exercise
        return Problem(exercise, solve(exercise))
    except Faults:
        return None


def _exercise(kept: Kept) -> Exercise:
    subject = kept.subject
    if subject.origin is Origin.FORMULA:
        return load_text(Excerpt.of(subject.text))
    return load_source(Source(subject.key, subject.text))


def again_blocks(found: Sequence[Anew], *, verbose: bool) -> Iterator[Block]:
    """The answers that are judged otherwise now, or all of them, and how many there are."""
    if not found:
        yield Prose(say("grade.none-kept"))
        return
    shown = [one for one in found if verbose or one.is_other]
    if shown:
        keys = ("day", "exercise", "question", "answer", "then", "now")
        yield Grid(tuple(say(f"grade.column-{key}") for key in keys), tuple(map(_row, shown)))
    yield Prose(say("grade.judged-anew", count=len(found), changed=sum(one.is_other for one in found)))
    if lost := sum(one.now is None for one in found):
        yield Prose(say("grade.exercise-lost", count=lost), note=True)


def _row(one: Anew) -> tuple[str, ...]:
    kept, was = one.kept, one.kept.attempt
    then = _said(was.verdict, was.diagnosis)
    now = "" if one.now is None else _said(one.now.verdict.value, one.now.diagnosis)
    asked = written(kept.time)[:_DAY], kept.subject.key, was.question, was.typed
    return (*map(shortened, asked), then, now)


def _said(verdict: str, diagnosis: str | None) -> str:
    word = say(f"grade.verdict-{verdict}")
    return say("grade.because", verdict=word, slip=say(f"slips.{diagnosis}")) if diagnosis else word


def again_document(found: Iterable[Anew], *, ascii: bool) -> str:  # noqa: A002 - as in Look
    """The same for programs: a list `again` in a document `bpcli.grade/1`."""
    found = list(found)
    changed = sum(one.is_other for one in found)
    document = {"format": GRADE, "again": list(map(_entry, found)), "changed": changed}
    return document_text(document, ascii=ascii)


def _entry(one: Anew) -> dict[str, object]:
    kept, was, now = one.kept, one.kept.attempt, one.now
    return {
        "time": written(kept.time),
        "version": kept.version,
        "exercise": kept.subject.key,
        "ask": was.question,
        "answer": was.typed,
        "changed": one.is_other,
        "was": _judged(was),
        "now": None if now is None else {**_judged(now), "message": now.message},
    }


def _judged(one: Attempt | Judgement) -> dict[str, object]:
    return {
        "verdict": str(one.verdict),
        "credit": one.credit,
        "diagnosis": one.diagnosis,
        "candidates": list(one.candidates),
        "follow_through": one.follow_through,
    }
