"""Which mistakes give one number at a question: the right one, or the same wrong one.

`collisions_here(studied, aim)` looks at the exercise's own numbers, `collisions_at(studied, aim, choice)` at others.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from bpcli.tutor.aims import Aim
from bpcli.tutor.mistakes.numbers import is_apart, marks, same
from bpcli.tutor.mistakes.sheet import Passes
from bpcli.tutor.mistakes.situation import Choice
from bpcli.tutor.mistakes.study import Study
from bpcli.tutor.mistakes.table import NEAR

_LOST = 1e-11  # so much of the largest answer to a question may be missing in the others: doubles round it away


class Collisions(NamedTuple):
    """hidden: the mistakes that give the right number; confused: groups of mistakes that give one wrong number."""

    hidden: tuple[str, ...]
    confused: tuple[tuple[str, ...], ...]


def collisions_here(studied: Study, asked: Aim) -> Collisions | None:
    """The collisions at the exercise's own numbers, as exact as the passes are."""
    own = studied.own
    if own is None:
        here = studied.here(asked)
        if here is None or here.truth is None:
            return None
        found = [one.outcome for one in studied.explanations(asked) if one.outcome.mistake not in NEAR]
        return _collisions(here.truth, [(outcome.mistake, outcome.value) for outcome in found])
    question = own.sheet.question(asked)
    if question is None:
        return None
    keys, steps = studied.telling(asked)
    results = own.results(question)
    close = _close(results[question.truth], [results[step] for step in steps], _LOST)
    if not close:
        return Collisions((), ())
    truth, made = own.exact_answers(question, [keys[number] for number in close])
    return _collisions(truth, [(key[0], value) for key, value in made.items()])


def collisions_at(studied: Study, asked: Aim, choice: Choice) -> Collisions | None:
    """The collisions at other numbers, in doubles."""
    if not isinstance(choice.passes, Passes):
        answers = studied.answers(asked, choice)
        if answers is None or answers.truth is None:
            return None
        keys = studied.telling(asked).keys
        return _collisions(answers.truth, [(key[0], answers.made[key]) for key in keys if key in answers.made])
    question = choice.passes.sheet.question(asked)
    if question is None:
        return None
    keys, steps = studied.telling(asked)
    results = choice.passes.results(question)
    truth, values = results[question.truth], [results[step] for step in steps]
    return _collisions(truth, [(keys[number][0], values[number]) for number in _close(truth, values, 0.0)])


def _close(truth: float, values: Sequence[float], lost: float) -> list[int]:
    """Which of the values come so close to another one, or to the right one, that they may be equal.

    lost: how much of the largest of them may be missing in the others.
    """
    order = [(value, number) for number, value in enumerate((*values, truth)) if math.isfinite(value)]
    if not order:
        return []
    order.sort()
    near: set[int] = set()
    rounded = lost * max(-order[0][0], order[-1][0])
    for (one, first), (other, second) in pairwise(order):
        if other - one <= rounded or not is_apart(one, other):
            near.update((first, second))
    return sorted(near - {len(values)})


def _collisions(truth: Any, made: Iterable[tuple[str, Any]]) -> Collisions:
    """Those among some mistakes with their values."""
    hidden: dict[str, None] = {}
    groups: list[tuple[Any, dict[str, None]]] = []
    by_mark: dict[Any, list[int]] = {}
    for mistake, value in made:
        if same(value, truth):
            hidden[mistake] = None
            continue
        known = [number for mark in marks(value) for number in by_mark.get(mark, ())]
        group = next((number for number in known if same(groups[number][0], value)), None)
        if group is None:
            for mark in marks(value):
                by_mark.setdefault(mark, []).append(len(groups))
            groups.append((value, {mistake: None}))
        else:
            groups[group][1][mistake] = None
    return Collisions(tuple(hidden), tuple(tuple(group) for _, group in groups if len(group) > 1))
