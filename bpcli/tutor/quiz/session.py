"""A quiz as a state and what leads on from it: `begin`, `answer`, `skip`, `back`, `hint`, `reveal`, `go_on`.

Nothing here is changed: every function gives the next state. The answer that counts is the last one to a question. A
question that is skipped comes once more at the end; skipped twice it stays unanswered.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

from bpcli.core.source import Excerpt
from bpcli.tutor.aims import Aim
from bpcli.tutor.asking import Item
from bpcli.tutor.grading.judge import judge, unanswered
from bpcli.tutor.grading.judgement import Graded, Judgement, Verdict
from bpcli.tutor.grading.problem import Problem

_NO_ATTEMPT = (Verdict.INVALID, Verdict.UNANSWERED)
_SECOND_TIME = 2


class Rating(IntEnum):
    """How well a quiz went, in the terms of spaced repetition."""

    AGAIN = 1  # something is not right in the end, or was revealed
    HARD = 2  # all right, with hints
    GOOD = 3  # all right without hints, not always at once
    EASY = 4  # all right at once


class Entry(NamedTuple):
    """A question of a quiz, and how far it has come.

    typed: the last answer that could be read; tries: how many there were; judgement: what is said of the last one.
    hints: how many rungs of the ladder have been seen. revealed: whether the answer was, which then is not the
    learner's own. skips: how often it was skipped since.
    """

    item: Item
    typed: str | None = None
    judgement: Judgement | None = None
    tries: int = 0
    hints: int = 0
    revealed: bool = False
    skips: int = 0

    @property
    def is_right(self) -> bool:
        """Whether the learner has found the answer."""
        return not self.revealed and self.judgement is not None and self.judgement.verdict is Verdict.CORRECT

    @property
    def is_known(self) -> bool:
        """Whether the answer has been found or shown."""
        return self.is_right or self.revealed

    @property
    def is_touched(self) -> bool:
        """Whether anything has been done about it."""
        return self != Entry(self.item)


class Session(NamedTuple):
    """A quiz: its questions, which of them is asked now (None: it is over), and whether it is an exam."""

    entries: tuple[Entry, ...]
    current: int | None = 0
    exam: bool = False

    @property
    def entry(self) -> Entry:
        """What is asked now."""
        if self.current is None:
            raise ValueError("the quiz is over")
        return self.entries[self.current]

    @property
    def right(self) -> int:
        """How many answers are right."""
        return sum(entry.is_right for entry in self.entries)

    @property
    def answered(self) -> int:
        """How many questions are done with: in an exam those with an answer."""
        return sum(entry.typed is not None if self.exam else entry.is_known for entry in self.entries)

    @property
    def is_touched(self) -> bool:
        """Whether anything has been done in it."""
        return any(entry.is_touched for entry in self.entries)


def begin(problem: Problem, *, exam: bool = False) -> Session:
    """The quiz before its first question; over at once where the exercise asks nothing."""
    entries = tuple(Entry(item) for item in problem.items)
    return Session(entries, 0 if entries else None, exam)


def answer(problem: Problem, session: Session, text: str) -> tuple[Session, Judgement]:
    """After an answer. A right one leads on, any one in an exam; what cannot be read is no attempt."""
    entry = session.entry
    judgement = judge(problem, entry.item, Excerpt.of(text, "answer"), earlier(session))
    if judgement.verdict in _NO_ATTEMPT:
        return session, judgement
    tries = entry.tries + (judgement.verdict is not Verdict.UNDECIDED)
    after = _changed(session, typed=text, judgement=judgement, tries=tries, skips=0)
    leads_on = session.exam or judgement.verdict is Verdict.CORRECT
    return (go_on(after) if leads_on else after), judgement


def earlier(session: Session) -> Mapping[Aim, Excerpt]:
    """The learner's own answers to the other questions."""
    own = session.entry.item.aim if session.current is not None else None
    return {
        entry.item.aim: Excerpt.of(entry.typed, "answer")
        for entry in session.entries
        if entry.typed is not None and not entry.revealed and entry.item.aim != own
    }


def skip(session: Session) -> Session:
    """On without an answer."""
    if session.entry.is_known:
        return go_on(session)
    return go_on(_changed(session, skips=session.entry.skips + 1))


def back(session: Session) -> Session:
    """To the question before this one; the first one stays."""
    return session._replace(current=max(0, session.current - 1)) if session.current is not None else session


def hint(session: Session, *, last: bool) -> Session:
    """One more rung of the ladder has been seen; the last one is the answer."""
    return _changed(session, hints=session.entry.hints + 1, revealed=session.entry.revealed or last)


def reveal(session: Session) -> Session:
    """The answer has been shown: on to the next question."""
    return go_on(_changed(session, revealed=True))


def go_on(session: Session) -> Session:
    """To the next question that is open, or to the end; what was skipped once comes after all the others."""
    at = -1 if session.current is None else session.current
    opened = [place for place, entry in enumerate(session.entries) if _is_open(session, entry) and place != at]
    ahead = [place for place in opened if place > at and not session.entries[place].skips]
    once_more = [place for place in opened if session.entries[place].skips < _SECOND_TIME]
    return session._replace(current=next(iter([*ahead, *once_more]), None))


def next_line(session: Session) -> Session:
    """To the question after this one, whatever has come of it: answers that are piped in come a line a question."""
    after = len(session.entries) if session.current is None else session.current + 1
    return session._replace(current=after if after < len(session.entries) else None)


def graded(problem: Problem, session: Session) -> Graded:
    """All answers in the light of all the others, as at the end of an exam."""
    return Graded(tuple(_judged(problem, session, place) for place in range(len(session.entries))))


def rating(session: Session) -> Rating:
    """How well it went."""
    entries = session.entries
    if not all(entry.is_right for entry in entries):
        return Rating.AGAIN
    if any(entry.hints for entry in entries):
        return Rating.HARD
    return Rating.GOOD if any(entry.tries > 1 for entry in entries) else Rating.EASY


def _judged(problem: Problem, session: Session, place: int) -> Judgement:
    entry = session.entries[place]
    if entry.typed is None or entry.revealed:
        return unanswered(problem, entry.item.aim)
    others = earlier(session._replace(current=place))
    return judge(problem, entry.item, Excerpt.of(entry.typed, "answer"), others)


def _is_open(session: Session, entry: Entry) -> bool:
    return entry.typed is None if session.exam else not entry.is_known


def _changed(session: Session, **changes: object) -> Session:
    at = session.current
    if at is None:
        raise ValueError("the quiz is over")
    entry = session.entries[at]._replace(**changes)  # type: ignore[arg-type]
    return session._replace(entries=(*session.entries[:at], entry, *session.entries[at + 1 :]))
