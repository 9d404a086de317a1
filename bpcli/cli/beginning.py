"""Begin a quiz, or go on with one: which exercise, with which numbers, from which question."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NamedTuple

from bpcli.cli import exercises
from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.guard import Stop
from bpcli.cli.languages import languages
from bpcli.cli.learner import Keeper, now, subject_of
from bpcli.cli.quizzing import Quiz
from bpcli.cli.screen import complain_of
from bpcli.core.say import say
from bpcli.core.visible import visible
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.library import catalogue, shipped
from bpcli.render.look import Look
from bpcli.report.blocks import Block, Prose
from bpcli.store.records import Mode, Origin, Sitting, Subject
from bpcli.tutor.grading.problem import Problem
from bpcli.tutor.quiz import told
from bpcli.tutor.quiz.choosing import Remembered, choose, choose_at_random
from bpcli.tutor.quiz.numbers import fresh, numbers_text, with_numbers_text
from bpcli.tutor.quiz.resuming import restored
from bpcli.tutor.quiz.session import Session, begin
from bpcli.tutor.solution import solve


class Wish(NamedTuple):
    """What the options ask for: an exam, the numbers of a seed, a level, and not to go on with an unfinished quiz."""

    exam: bool
    seed: str | None
    level: int | None
    fresh: bool


def begun(argument: str, wish: Wish, keeper: Keeper, look: Look) -> Quiz:
    """The quiz at the question it begins or goes on with, with everything said that is to be said before."""
    notices: list[str] = []
    sitting: Sitting | None = None
    if not argument:
        argument, sitting = _chosen(wish, keeper, notices)
    named = exercises.load(argument)
    if named.exercise.warnings:
        complain_of(named.exercise.warnings)
    subject = subject_of(argument, named.exercise)
    sitting = sitting or _unfinished(subject, wish, keeper)
    if sitting is not None and sitting.digest != subject.digest and not wish.fresh:
        notices.append(say("quiz.changed", name=visible(argument)))
    sitting = _resumable(sitting, subject, wish, keeper)
    with exercises.reported(named.fault):
        problem, mode = _problem(named.exercise, wish, sitting)
    session = _session(problem, mode, sitting, notices)
    if not session.entries:
        raise Stop(named.fault, say("quiz.nothing-asked", name=visible(argument)))
    if sitting is not None and session.is_touched:
        keeper.resume(sitting)
    _notice_mode(mode, notices, same=problem.exercise.values == named.exercise.values)
    quiz = Quiz(problem, session, subject, mode, argument, keeper, look, languages())
    blocks: list[Block] = [Prose(notice) for notice in notices]
    quiz.tell([*blocks, *told.opening(problem, languages())])
    return quiz


def _chosen(wish: Wish, keeper: Keeper, notices: list[str]) -> tuple[str, Sitting | None]:
    """The exercise where none is named; with the quiz that is gone on with, if there is one."""
    names = _names(wish.level)
    if wish.seed is not None:
        found = choose_at_random(names, wish.seed)
        notices.append(found.reason)
        return found.key, None
    sittings = () if wish.fresh else keeper.unfinished()
    open_ones = [one for one in sittings if one.origin is Origin.SHIPPED and (one.mode.exam or not wish.exam)]
    cards = [Remembered(card.key, card.rating, card.due) for card in keeper.cards() if card.origin is Origin.SHIPPED]
    found = choose(names, cards, [one.key for one in open_ones], now())
    notices.append(found.reason)
    return found.key, next((one for one in open_ones if one.key == found.key), None)


def _names(level: int | None) -> Sequence[str]:
    if level is None:
        return [one.name for one in shipped()]
    names = [one.name for one in catalogue() if one.level == level]
    if not names:
        raise Stop(ExitCode.USAGE, say("quiz.no-level", level=level))
    return names


def _unfinished(subject: Subject, wish: Wish, keeper: Keeper) -> Sitting | None:
    """The quiz of this exercise, asked in this way, that was used last."""
    for sitting in keeper.unfinished(subject.key):
        if (sitting.mode.exam, sitting.mode.seed) == (wish.exam, wish.seed):
            return sitting
    return None


def _resumable(sitting: Sitting | None, subject: Subject, wish: Wish, keeper: Keeper) -> Sitting | None:
    """The quiz, if it may be gone on with; one that may not is closed where a person begins anew."""
    if sitting is None or (not wish.fresh and sitting.digest == subject.digest):
        return sitting
    if sys.stdin.isatty():
        keeper.drop(sitting)
    return None


def _problem(exercise: Exercise, wish: Wish, sitting: Sitting | None) -> tuple[Problem, Mode]:
    """The exercise solved, with its own numbers or others, and how it is asked."""
    mode = sitting.mode if sitting is not None else Mode(wish.exam, wish.seed)
    trace = solve(exercise)
    if mode.seed is None:
        return Problem(exercise, trace), mode
    changed = with_numbers_text(exercise, mode.givens) if mode.givens is not None else None
    changed = changed or fresh(exercise, trace, mode.seed)
    return Problem(changed, solve(changed)), mode._replace(givens=numbers_text(changed))


def _session(problem: Problem, mode: Mode, sitting: Sitting | None, notices: list[str]) -> Session:
    session = restored(problem, sitting.state, exam=mode.exam) if sitting is not None else None
    if session is None:
        return begin(problem, exam=mode.exam)
    fields = {"number": (session.current or 0) + 1, "count": len(session.entries)}
    notices.append(say("quiz.resumed", **fields))
    return session


def _notice_mode(mode: Mode, notices: list[str], *, same: bool) -> None:
    if mode.seed is not None:
        notices.append(say("quiz.own-numbers") if same else say("quiz.chosen-numbers", seed=mode.seed))
    if mode.exam:
        notices.append(say("quiz.exam-begins"))
