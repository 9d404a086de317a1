"""What to practise next, and why: `choose(…)` looks at what was begun, what is due, and what is not mastered yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from random import Random
from typing import NamedTuple

from bpcli.core.say import say

MASTERED = 3  # the lowest rating of a quiz that was all right without hints


class Remembered(NamedTuple):
    """How an exercise went the last time, and when it is due."""

    key: str
    rating: int
    due: datetime

    @property
    def is_mastered(self) -> bool:
        """Whether it was all right without hints."""
        return self.rating >= MASTERED


class Chosen(NamedTuple):
    """The exercise, and the reason in a line."""

    key: str
    reason: str


def choose(names: Sequence[str], remembered: Iterable[Remembered], unfinished: Sequence[str], now: datetime) -> Chosen:
    """What was begun last comes first, then what is due for longest, then the first that is not mastered yet.

    names: the exercises to choose from, in the order they teach; never empty. unfinished: keys, the last one first.
    """
    cards = {card.key: card for card in sorted(remembered, key=lambda card: card.due, reverse=True)}
    if begun := next((key for key in unfinished if key in names), None):
        return Chosen(begun, say("quiz.chosen-unfinished", name=begun))
    due = [key for key in reversed(cards) if key in names and cards[key].is_mastered and cards[key].due <= now]
    if due:
        return Chosen(due[0], say("quiz.chosen-due", name=due[0], date=date(cards[due[0]].due)))
    for name in names:
        if name not in cards:
            return Chosen(name, say("quiz.chosen-next", name=name))
        if not cards[name].is_mastered:
            return Chosen(name, say("quiz.chosen-again", name=name))
    soonest = next(key for key in reversed(cards) if key in names)
    return Chosen(soonest, say("quiz.chosen-early", name=soonest, date=date(cards[soonest].due)))


def choose_at_random(names: Sequence[str], seed: str) -> Chosen:
    """One of the exercises, always the same one for a seed."""
    found = Random(f"exercise {seed}").choice(names)  # noqa: S311 - practice, no secret
    return Chosen(found, say("quiz.chosen-random", name=found))


def date(time: datetime) -> str:
    """A day as it is shown."""
    return time.astimezone().strftime("%Y-%m-%d")
