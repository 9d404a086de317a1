"""Which mistakes give one number at a question: the right one, or the same wrong one.

`collisions_here(studied, aim)` looks at the exercise's own numbers, `collisions_at(studied, aim, choice)` at others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import isfinite
from typing import Any, NamedTuple

from bpcli.tutor.aims import Aim
from bpcli.tutor.mistakes.numbers import marks, neighbours, same
from bpcli.tutor.mistakes.passes import Passes
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
    return _on_tape(studied, asked, own, exactly=True)


def collisions_at(studied: Study, asked: Aim, choice: Choice) -> Collisions | None:
    """The collisions at other numbers, in doubles."""
    if not isinstance(choice.passes, Passes):
        answers = studied.answers(asked, choice)
        if answers is None or answers.truth is None:
            return None
        keys = studied.told(asked).keys
        return _collisions(answers.truth, [(key[0], answers.made[key]) for key in keys if key in answers.made])
    return _on_tape(studied, asked, choice.passes, exactly=False)


def _on_tape(studied: Study, asked: Aim, at: Passes, *, exactly: bool) -> Collisions | None:
    """The same where there is a tape. exactly: not in doubles, which are faster."""
    question = at.sheet.question(asked)
    if question is None:
        return None
    keys, places = studied.told(asked)
    if exactly and at.sheet.has_residues:
        truth, values = at.residues(question, places)
        return _of_equal(truth, [key[0] for key in keys], values)
    truth, values = at.worked(question, places)
    close = _close(truth, values, _LOST if exactly else 0.0)
    if not close:
        return Collisions((), ())
    if exactly:
        truth, values = at.worked_exactly(question, [places[number] for number in close])
    else:
        values = [values[number] for number in close]
    return _of_numbers(truth, [keys[number][0] for number in close], values)


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
    if all(isinstance(value, Fraction) for value in (truth, *values)):
        return _of_equal(truth.as_integer_ratio(), mistakes, [value.as_integer_ratio() for value in values])
    hidden = [same(value, truth) for value in values]
    left = [number for number, is_hidden in enumerate(hidden) if not is_hidden and isfinite(values[number])]
    return _told(mistakes, [number for number, is_hidden in enumerate(hidden) if is_hidden], _near(left, values))


def _of_equal(truth: Any, mistakes: Sequence[str], values: Sequence[Any]) -> Collisions:
    """Those among some mistakes whose answers are the same only where they are equal; None where there is none."""
    if len({truth, *values}) > len(values):  # as it is nearly always
        return Collisions((), ())
    groups: dict[Any, list[int]] = {}
    for number, value in enumerate(values):
        groups.setdefault(value, []).append(number)
    groups.pop(None, None)
    return _told(mistakes, groups.pop(truth, []), groups.values())


def _told(mistakes: Sequence[str], hidden: Iterable[int], groups: Iterable[list[int]]) -> Collisions:
    several = [{mistakes[number]: None for number in group} for group in groups if len(group) > 1]
    unseen = {mistakes[number]: None for number in hidden}
    return Collisions(tuple(unseen), tuple(tuple(group) for group in several if len(group) > 1))


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
