"""How a learner is doing: `overview(…)` counts, `progress_report(overview, now)` tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from bpcli.core.say import listed, say
from bpcli.exercise.library import Shipped
from bpcli.report.blocks import Bar, Bars, Block, Grid, Heading, Prose
from bpcli.tutor.grading.judgement import Verdict
from bpcli.tutor.quiz.choosing import Remembered, date
from bpcli.tutor.slips import slip_name

_MOST_SLIPS = 8
_MOST_NAMED = 12  # exercises of a list
_DAYS = 14


class Answered(NamedTuple):
    """An answer that was given: when, to which question of which exercise, and what was said of it."""

    key: str
    question: str
    verdict: str
    diagnosis: str | None
    time: datetime


class Topic(NamedTuple):
    """How many exercises of a topic are mastered."""

    name: str
    mastered: int
    exercises: int


class Recurring(NamedTuple):
    """A mistake that was made, how often, in which exercises, and when last."""

    mistake: str
    times: int
    exercises: tuple[str, ...]
    last: datetime


class Overview(NamedTuple):
    """Everything that is told. `others`: exercises that do not ship with the program."""

    topics: tuple[Topic, ...]
    mastered: tuple[Remembered, ...]
    practised: tuple[Remembered, ...]
    due: tuple[Remembered, ...]
    unfinished: tuple[str, ...]
    slips: tuple[Recurring, ...]
    days: tuple[tuple[datetime, int, int], ...]
    answers: int
    right: int


def overview(
    library: Sequence[Shipped],
    cards: Sequence[Remembered],
    answers: Sequence[Answered],
    unfinished: Sequence[str],
    now: datetime,
) -> Overview:
    """What there is to tell. Answers come in the order they were given."""
    mastered = tuple(card for card in cards if card.is_mastered)
    names = {card.key for card in mastered}
    topics = []
    for topic, members in groupby(library, key=lambda one: one.topic):
        own = [one.name for one in members]
        topics.append(Topic(topic, len(names.intersection(own)), len(own)))
    counted = [one for one in answers if one.verdict in _COUNTED]
    return Overview(
        topics=tuple(topics),
        mastered=mastered,
        practised=tuple(card for card in cards if not card.is_mastered),
        due=tuple(sorted((card for card in mastered if card.due <= now), key=lambda card: card.due)),
        unfinished=tuple(dict.fromkeys(unfinished)),
        slips=_slips(answers),
        days=_days(counted, now),
        answers=len(counted),
        right=sum(one.verdict == Verdict.CORRECT for one in counted),
    )


_COUNTED = frozenset((Verdict.CORRECT, Verdict.WRONG, Verdict.OTHER_FORM))


def _slips(answers: Iterable[Answered]) -> tuple[Recurring, ...]:
    """The mistakes that were named, those made most often first, of equals the latest."""
    made: dict[str, list[Answered]] = {}
    for one in answers:
        if one.diagnosis is not None:
            made.setdefault(one.diagnosis, []).append(one)
    found = [
        Recurring(mistake, len(all_), tuple(dict.fromkeys(one.key for one in all_)), max(one.time for one in all_))
        for mistake, all_ in made.items()
    ]
    return tuple(sorted(found, key=lambda slip: (-slip.times, -slip.last.timestamp())))


def _days(answers: Iterable[Answered], now: datetime) -> tuple[tuple[datetime, int, int], ...]:
    """Of the last days with answers: how many were right, and how many there were."""
    first = (now - timedelta(days=_DAYS)).astimezone().date()
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    when: dict[str, datetime] = {}
    for one in answers:
        if one.time.astimezone().date() > first:
            day = date(one.time)
            when.setdefault(day, one.time)
            total[day] += 1
            right[day] += one.verdict == Verdict.CORRECT
    return tuple((when[day], right[day], total[day]) for day in sorted(total))


def progress_report(found: Overview, now: datetime) -> list[Block]:
    """The blocks: mastered by topic, what is due, which mistakes come back, right answers by day."""
    if not (found.answers or found.mastered or found.practised or found.unfinished):
        return [Prose(say("progress.nothing"))]
    blocks: list[Block] = [Heading(say("progress.heading"))]
    count = sum(topic.exercises for topic in found.topics)
    done = sum(topic.mastered for topic in found.topics)
    title = say("progress.topics", mastered=done, count=count)
    blocks.append(Bars(title, tuple(_topic_bar(topic) for topic in found.topics)))
    blocks += _lists(found)
    if found.slips:
        blocks += _slip_table(found.slips)
    if found.days:
        bars = tuple(Bar(date(day), right / total, f"{right}/{total}") for day, right, total in found.days)
        blocks.append(Bars(say("progress.days"), bars))
    blocks.append(Prose(_next(found, now)))
    return blocks


def _topic_bar(topic: Topic) -> Bar:
    return Bar(
        topic.name, topic.mastered / topic.exercises if topic.exercises else 0.0, f"{topic.mastered}/{topic.exercises}"
    )


def _lists(found: Overview) -> Iterable[Block]:
    named = (
        ("progress.due", [say("progress.since", name=card.key, date=date(card.due)) for card in found.due]),
        ("progress.practised", [card.key for card in found.practised]),
        ("progress.unfinished", list(found.unfinished)),
    )
    for key, names in named:
        if names:
            yield Prose(say(key, names=listed(names, _MOST_NAMED)))


def _slip_table(slips: Sequence[Recurring]) -> list[Block]:
    headings = (say("progress.column-times"), say("progress.column-slip"), say("progress.column-where"))
    rows = tuple((f"{slip.times}×", slip_name(slip.mistake), listed(slip.exercises)) for slip in slips[:_MOST_SLIPS])
    return [Heading(say("progress.slips"), 2), Grid(headings, rows)]


def _next(found: Overview, now: datetime) -> str:
    if found.due or found.practised or found.unfinished or not found.mastered:
        return say("progress.go-on")
    soonest = min(card.due for card in found.mastered)
    if sum(topic.mastered for topic in found.topics) < sum(topic.exercises for topic in found.topics) or soonest <= now:
        return say("progress.go-on")
    return say("progress.all-mastered", date=date(soonest))
