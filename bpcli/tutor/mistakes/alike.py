"""Which changed answers are one: those that agree for every choice of the givens, as far as some drawn ones show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from bpcli.tutor.mistakes.numbers import is_apart, marks, same
from bpcli.tutor.mistakes.point import is_finite
from bpcli.tutor.mistakes.row import AtEdges, Row, Slip
from bpcli.tutor.mistakes.situation import Situation
from bpcli.tutor.mistakes.table import MISTAKES

Key: TypeAlias = "tuple[Any, ...]"  # the id of a mistake and the place of the change


class Settled(NamedTuple):
    """first: the changes that are explanations of their own; seen: all that have a value at the drawn numbers."""

    first: frozenset[Key]
    seen: frozenset[Key]

    def keeps(self, key: Key, value: Any, truth: Any) -> bool:
        """Whether a change is an explanation; one that was not seen is, where it alters the number at hand."""
        return key in self.first or (key not in self.seen and not same(value, truth))


_ORDER = {row.id: number for number, row in enumerate(MISTAKES)}


def slips_of(situation: Situation) -> Iterator[tuple[Key, Slip]]:
    """Every changed answer in a situation, in the table's order."""
    ops = situation.cone.ops if situation.cone is not None else frozenset()
    return slips_by(_rows(ops), situation)


def slips_by(rows: Sequence[Row], situation: Situation) -> Iterator[tuple[Key, Slip]]:
    """The changed answers by some rows of the table."""
    for row in rows:
        for slip in row.slips(situation):
            if is_finite(slip.value):
                yield (row.id, *slip.key), slip


class Answers(NamedTuple):
    """The right answer at one choice of the givens, and the changed ones by the mistake and its place."""

    truth: Any
    made: Mapping[Key, Any]


def answers_in(situation: Situation) -> Answers:
    """The answers in a situation."""
    return Answers(situation.truth, {key: slip.value for key, slip in slips_of(situation)})


def settled(drawn: Sequence[Answers], twins: Set[Key] = frozenset()) -> Settled:
    """Which changes of a question alter something, and of those that always agree which one is the first.

    twins: those that are known to alter nothing, or to agree with one before them.
    """
    truths = [answers.truth for answers in drawn]
    seen = sorted({key: None for answers in drawn for key in answers.made}, key=lambda key: _ORDER[key[0]])
    values = {key: [answers.made.get(key) for answers in drawn] for key in seen if key not in twins}
    known, alone = _Known(), _alone(truths, values)
    known.add(truths)
    first = [key for key, found in values.items() if key in alone or not known.add(found)]
    return Settled(frozenset(first), frozenset(seen))


def _alone(truths: Sequence[Any], values: Mapping[Key, Sequence[Any]]) -> set[Key]:
    """The changes whose first number is near no other one, nor near the right one: they agree with none."""
    firsts: dict[int, list[tuple[float, Key]]] = {}
    for key, results in ((), truths), *values.items():
        number, value = next(((n, found) for n, found in enumerate(results) if found is not None), (0, None))
        if isinstance(value, float):
            firsts.setdefault(number, []).append((value, key))
    alone: set[Key] = set()
    for found in firsts.values():
        found.sort(key=_first)
        gaps = [True, *(is_apart(one, other) for (one, _), (other, _) in pairwise(found)), True]
        alone.update(key for (_, key), below, above in zip(found, gaps, gaps[1:], strict=False) if below and above)
    return alone


_first = itemgetter(0)


@lru_cache(maxsize=1024)
def _rows(ops: frozenset[str]) -> tuple[Row, ...]:
    """The rows of the table that can be made where there are these operations."""
    return tuple(
        row
        for row in MISTAKES
        if not isinstance(row, AtEdges) or row.ops is None or row.also is not None or not ops.isdisjoint(row.ops)
    )


class _Known:
    """The results met so far, to tell whether a new one always agrees with one of them."""

    def __init__(self) -> None:
        self._by_mark: dict[Any, list[Sequence[Any]]] = {}

    def add(self, values: Sequence[Any]) -> bool:
        """Whether results that agree at every point were there; if not, these are kept."""
        first = next((value for value in values if value is not None), None)
        if first is None:
            return False
        keys = [(number, mark) for number, mark in self._marks(values)]
        for key in keys:
            for other in self._by_mark.get(key, ()):
                if agree(values, other):
                    return True
        for key in keys:
            self._by_mark.setdefault(key, []).append(values)
        return False

    @staticmethod
    def _marks(values: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        number = next(number for number, value in enumerate(values) if value is not None)
        for mark in marks(values[number]):
            yield number, mark


def agree(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Whether two results are the same at every point at which both have a value."""
    common = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    return bool(common) and all(same(a, b) for a, b in common)
