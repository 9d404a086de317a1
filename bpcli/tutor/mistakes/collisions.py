"""Which mistakes give one number at a question: the right one, or the same wrong one.

`collisions_here(studied, aim)` looks at the exercise's own numbers, `collisions_at(studied, aim, choice)` at others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import compress
from math import isfinite
from typing import Any, NamedTuple

from bpcli.tutor.aims import Aim
from bpcli.tutor.mistakes.numbers import marks, neighbours, same
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
        outcomes = [one.outcome for one in studied.explanations(asked) if one.outcome.mistake not in NEAR]
        return _collisions(here.truth, [(outcome.mistake, outcome.value) for outcome in outcomes])
    question = own.sheet.question(asked)
    if question is None:
        return None
    keys, places = studied.told(asked)
    truth, values = own.worked(question, places)
    close = _close(truth, values, _LOST)
    if not close:
        return Collisions((), ())
    truth, values = own.worked_exactly(question, [places[number] for number in close])
    return _of_numbers(truth, [keys[number][0] for number in close], values)


def collisions_at(studied: Study, asked: Aim, choice: Choice) -> Collisions | None:
    """The collisions at other numbers, in doubles."""
    if not isinstance(choice.passes, Passes):
        answers = studied.answers(asked, choice)
        if answers is None or answers.truth is None:
            return None
        keys = studied.told(asked).keys
        return _collisions(answers.truth, [(key[0], answers.made[key]) for key in keys if key in answers.made])
    question = choice.passes.sheet.question(asked)
    if question is None:
        return None
    keys, places = studied.told(asked)
    truth, values = choice.passes.worked(question, places)
    close = _close(truth, values, 0.0)
    return _of_numbers(truth, [keys[number][0] for number in close], [values[number] for number in close])


def _close(truth: float, values: Sequence[float], lost: float) -> list[int]:
    """Which of the values come so close to another one, or to the right one, that they may be equal.

    lost: how much of the largest of them may be missing in the others.
    """
    order = [(value, number) for number, value in enumerate((*values, truth)) if isfinite(value)]
    order.sort()
    found = neighbours(order, lost * max(-order[0][0], order[-1][0])) if order else []
    near = {order[place][1] for first in found for place in (first, first + 1)}
    return sorted(near - {len(values)})


def _of_numbers(truth: Any, mistakes: Sequence[str], values: Sequence[Any]) -> Collisions:
    """Those among some mistakes whose answers are numbers: fractions, compared exactly, or doubles."""
    hidden = [same(value, truth) for value in values]
    left = [number for number, is_hidden in enumerate(hidden) if not is_hidden and isfinite(values[number])]
    groups = (
        _equal(left, values) if all(isinstance(values[number], Fraction) for number in left) else _near(left, values)
    )
    confused = [tuple(dict.fromkeys(mistakes[number] for number in group)) for group in groups]
    unseen = dict.fromkeys(compress(mistakes, hidden))
    return Collisions(tuple(unseen), tuple(group for group in confused if len(group) > 1))


def _equal(numbers: Sequence[int], values: Sequence[Fraction]) -> Iterable[list[int]]:
    """The numbers of equal fractions together. Their terms tell them apart sooner than their hash."""
    found: dict[tuple[int, int], list[int]] = {}
    for number in numbers:
        found.setdefault(values[number].as_integer_ratio(), []).append(number)
    return found.values()


def _near(numbers: Sequence[int], values: Sequence[float]) -> list[list[int]]:
    """The numbers of values that are the same but for rounding together; in the order of their first ones."""
    found: list[list[int]] = []
    for number in sorted(numbers, key=values.__getitem__):
        if found and same(values[found[-1][0]], values[number]):
            found[-1].append(number)
        else:
            found.append([number])
    return sorted(map(sorted, found))


def _collisions(truth: Any, made: Iterable[tuple[str, Any]]) -> Collisions:
    """Those among some mistakes whose answers are arrays."""
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
