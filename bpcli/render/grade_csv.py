"""Judged submissions for spreadsheets: `answer_rows(marked)` has a line an answer, `score_rows` one a submission."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bpcli.render.grade_document import LONGEST
from bpcli.render.spreadsheet import line
from bpcli.tutor.grading.marked import Marked
from bpcli.tutor.grading.scores import points

_ANSWER = ("student", "file", "exercise", "question", "answer", "verdict", "credit")
_REASON = ("diagnosis", "candidates", "follow_through", "message")
_SCORE = ("student", "file", "exercise", "score", "out_of")


def answer_rows(marked: Iterable[Marked]) -> Iterator[str]:
    """A heading, then a line for every answer; the words are those of the JSON document."""
    yield line((*_ANSWER, *_REASON))
    for one in marked:
        who = one.student or "", one.origin, one.exercise
        for judged in one.graded.judgements:
            credit = points(judged.credit) if judged.counts else ""
            follow = "true" if judged.follow_through else "false"
            said = (judged.answer or "")[:LONGEST], judged.verdict.value, credit
            why = judged.diagnosis or "", " ".join(judged.candidates), follow, judged.message
            yield line((*who, judged.ask[:LONGEST], *said, *why))


def score_rows(marked: Iterable[Marked]) -> Iterator[str]:
    """A heading, then a line for every submission with its score."""
    yield line(_SCORE)
    for one in marked:
        graded = one.graded
        yield line((one.student or "", one.origin, one.exercise, points(graded.score), str(graded.out_of)))
