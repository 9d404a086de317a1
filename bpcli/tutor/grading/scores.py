"""What is shown of judged submissions: `one_blocks(marked)` has all of one, `class_blocks(marked, …)` a line each."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from bpcli.core.findings import Finding
from bpcli.core.numerals import numeral
from bpcli.core.say import listed, say
from bpcli.exercise.telling import shortened
from bpcli.report.blocks import Block, Findings, Grid, Heading, Mark, Prose, Score
from bpcli.tutor.aims import as_shown
from bpcli.tutor.grading.judgement import Judgement, Verdict
from bpcli.tutor.grading.marked import Marked, Question, Slips, Tally, most_common

_MOST_FAULTS = 20  # that a report shows
_MOST_UNEXPLAINED = 10  # answers to one question
_DIGITS = 4
_OTHERS = [verdict for verdict in Verdict if verdict is not Verdict.CORRECT]


def one_blocks(marked: Marked, *, named: bool = False) -> Iterator[Block]:
    """Every answer of a submission with its verdict, and the score. named: with the name of who handed it in."""
    if named or marked.student:
        yield Heading(who(marked), 2)
    yield Score(tuple(map(_mark, marked.graded.judgements)))
    undecided = sum(not one.counts for one in marked.graded.judgements)
    yield Prose(_score(marked))
    if undecided:
        yield Prose(say("grade.undecided-out", count=undecided), note=True)
    yield from _unreadable(_faults([marked]), brief=False)


def class_blocks(marked: Sequence[Marked], found: Tally) -> Iterator[Block]:
    """A line for each submission, then each question, the mistakes, and the answers that nothing explains."""
    yield _students(marked)
    yield Prose(_average(found))
    yield Heading(say("grade.by-question"), 2)
    yield _questions(found)
    if slips := list(_slips(found)):
        yield Heading(say("grade.mistakes"), 2)
        yield Grid(_headings("question", "count", "mistake"), tuple(slips))
    if unexplained := list(_unexplained(found)):
        yield Heading(say("grade.unexplained"), 2)
        yield Grid(_headings("question", "count", "answer"), tuple(unexplained))
    yield from _unreadable(_faults(marked), brief=True)


def who(marked: Marked, folder: str = "") -> str:
    """Who handed it in: the name that it says, else the file that it came from, told from a folder on."""
    return shortened(marked.student or marked.origin.removeprefix(folder) or say("grade.you"))


def _folder(marked: Sequence[Marked]) -> str:
    """The folder that all files lie in, with the separator behind it; "" where there is no one."""
    folders = {f"{PurePath(one.origin).parent}{os.sep}" for one in marked}
    return folders.pop() if len(folders) == 1 else ""


def points(score: float) -> str:
    """A score as it is written: `3`, `2.5`."""
    return numeral(score, _DIGITS)


def _mark(judged: Judgement) -> Mark:
    return Mark(
        shortened(as_shown(judged.ask)),
        shortened((judged.answer or "").strip()),
        say(f"grade.verdict-{judged.verdict}"),
        points(judged.credit) if judged.counts else "",
        judged.message,
        None if judged.verdict in (Verdict.UNDECIDED, Verdict.OTHER_FORM) else judged.verdict is Verdict.CORRECT,
    )


def _score(marked: Marked) -> str:
    graded = marked.graded
    return say("grade.score", score=points(graded.score), most=graded.out_of)


def _average(found: Tally) -> str:
    count, most = found.submissions, found.out_of
    if not most:
        return say("grade.nothing-counts", count=count)
    if count == 1:
        return say("grade.average-alone", percent=numeral(100 * found.score / most, 3))
    return say("grade.average", count=count, percent=numeral(100 * found.score / most, 3))


def _students(marked: Sequence[Marked]) -> Grid:
    several, folder = len({one.exercise for one in marked}) > 1, _folder(marked)
    keys = ("student", *["exercise"] * several, "score", "not-right")
    rows = (
        (who(one, folder), *[shortened(one.exercise)] * several, _fraction(one), ", ".join(_not_right(one)))
        for one in marked
    )
    return Grid(_headings(*keys), tuple(rows))


def _fraction(one: Marked) -> str:
    return f"{points(one.graded.score)}/{one.graded.out_of}"


def _not_right(one: Marked) -> list[str]:
    return [shortened(as_shown(judged.ask)) for judged in one.graded.judgements if judged.counts and judged.credit < 1]


def _questions(found: Tally) -> Grid:
    """How many answers to each question are right, and what the others are."""
    several = len({one.exercise for one in found.questions}) > 1
    rows = ((_asked(one, several=several), _right(one), listed(_others(one))) for one in found.questions)
    return Grid(_headings("question", "right", "others"), tuple(rows))


def _right(one: Question) -> str:
    return f"{one.verdicts[Verdict.CORRECT]}/{one.verdicts.total()}"


def _others(one: Question) -> Iterator[str]:
    for verdict in _OTHERS:
        if count := one.verdicts[verdict]:
            yield say("grade.count-of", count=count, what=say(f"grade.verdict-{verdict}"))


def _slips(found: Tally) -> Iterator[tuple[str, str, str]]:
    several = len({one.exercise for one in found.questions}) > 1
    for one in found.questions:
        asked = _asked(one, several=several)
        for ids, count in most_common(one.slips):
            yield asked, str(count), slip(ids)
        if one.followed:
            yield asked, str(one.followed), say("grade.followed")


def slip(ids: Slips | str) -> str:
    """A mistake in a few words; several that cannot be told apart as such."""
    words = [say(f"slips.{one}") for one in ids]
    return words[0] if len(words) == 1 else say("slips.label-several", slips=listed(words))


def _unexplained(found: Tally) -> Iterator[tuple[str, str, str]]:
    several = len({one.exercise for one in found.questions}) > 1
    for one in found.questions:
        answers = most_common(one.unexplained)
        asked = _asked(one, several=several)
        for text, count in answers[:_MOST_UNEXPLAINED]:
            yield asked, str(count), shortened(str(text))
        if rest := sum(count for _, count in answers[_MOST_UNEXPLAINED:]):
            yield asked, str(rest), say("grade.other-answers")


def _asked(one: Question, *, several: bool) -> str:
    asked = shortened(as_shown(one.ask))
    return say("grade.asked-in", asked=asked, exercise=shortened(one.exercise)) if several else asked


def _faults(marked: Sequence[Marked]) -> list[Finding]:
    """Why invalid answers cannot be read, one reason an answer."""
    return [judged.faults[0] for one in marked for judged in one.graded.judgements if judged.faults]


def _unreadable(faults: Sequence[Finding], *, brief: bool) -> Iterator[Block]:
    if faults:
        yield Heading(say("grade.unreadable"), 2)
        yield Findings(tuple(faults[:_MOST_FAULTS]), brief)
    if len(faults) > _MOST_FAULTS:
        yield Prose(say("grade.more-unreadable", count=len(faults) - _MOST_FAULTS))


def _headings(*keys: str) -> tuple[str, ...]:
    return tuple(say(f"grade.column-{key}") for key in keys)
