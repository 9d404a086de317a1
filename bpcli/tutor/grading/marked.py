"""Submissions that have been judged, and what came of all of them together: `tally(marked)`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from bpcli.language.characters import folded
from bpcli.tutor.grading.answers import plain_number
from bpcli.tutor.grading.judgement import Graded, Judgement, Verdict

Slips: TypeAlias = "tuple[str, ...]"  # one mistake, or several that cannot be told apart


@dataclass(frozen=True, slots=True)
class Marked:
    """A submission with its judgements.

    origin: the file it came from, with the line in a stream; "" of what was typed. student: None where it does not say.
    exercise: the name that the exercise is known by.
    """

    origin: str
    student: str | None
    exercise: str
    graded: Graded


@dataclass(slots=True)
class Question:
    """All answers to one question.

    verdicts: how often each was given; followed: how many of the wrong ones are right steps from an earlier slip.
    slips: how often each known mistake explains a wrong answer; unexplained: wrong answers that nothing explains, in
    the spelling they were first typed in.
    """

    exercise: str
    ask: str
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    followed: int = 0
    slips: Counter[Slips] = field(default_factory=Counter)
    unexplained: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Tally:
    """A class: its questions in the order they were met first, the number of submissions, and their scores."""

    questions: tuple[Question, ...]
    submissions: int
    score: float
    out_of: int


def tally(marked: Iterable[Marked]) -> Tally:
    """What a class has answered."""
    questions: dict[tuple[str, str], Question] = {}
    spelled: dict[tuple[str, str, Fraction | str], str] = {}
    submissions, score, out_of = 0, 0.0, 0
    for one in marked:
        submissions += 1
        score, out_of = score + one.graded.score, out_of + one.graded.out_of
        for judged in one.graded.judgements:
            key = one.exercise, judged.ask
            question = questions.setdefault(key, Question(*key))
            _count(question, judged, spelled)
    return Tally(tuple(questions.values()), submissions, score, out_of)


def is_unexplained(judged: Judgement) -> bool:
    """Whether an answer is wrong and nothing is known of how its author came by it."""
    is_known = judged.diagnosis or judged.candidates or judged.follow_through
    return judged.verdict is Verdict.WRONG and not is_known


def _count(question: Question, judged: Judgement, spelled: dict[tuple[str, str, Fraction | str], str]) -> None:
    question.verdicts[judged.verdict] += 1
    question.followed += judged.follow_through
    if judged.diagnosis:
        question.slips[judged.diagnosis,] += 1
    elif judged.candidates:
        question.slips[judged.candidates] += 1
    elif is_unexplained(judged):
        text = (judged.answer or "").strip()
        key = question.exercise, question.ask, _worth(text)
        question.unexplained[spelled.setdefault(key, text)] += 1


def _worth(text: str) -> Fraction | str:
    """What answers of one kind share: `-4` and `−4.0` are one number, `2 r` and `2r` one formula."""
    number = plain_number(text)
    return number.value if number is not None else "".join(folded(text).split())


def most_common(counted: Mapping[Slips, int] | Mapping[str, int]) -> list[tuple[Slips | str, int]]:
    """What was counted, the most frequent first; equally frequent ones in the order of their words."""
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
