"""Which changed answers are one: those that agree for every choice of the givens, as far as some drawn ones show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from bpcli.tutor.mistakes.numbers import marks, neighbours, same
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
    return slips_by(rows_for(ops), situation)


def slips_by(rows: Sequence[Row], situation: Situation) -> Iterator[tuple[Key, Slip]]:
    """The changed answers by some rows of the table."""
    altered = situation.altered
    for row in rows:
        if altered is not None:
            for change in row.changes(altered):
                if change.only not in (None, situation.node):
                    continue
                value = altered.truth + altered.carried(change.source, change.difference)
                if is_finite(value):
                    yield (row.id, *change.key), Slip(change.key, value, change.node, change.edge)
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


def settled(drawn: Sequence[Answers]) -> Settled:
    """Which changes of a question alter something, and of those that always agree which one is the first."""
    truths = [answers.truth for answers in drawn]
    seen = sorted({key: None for answers in drawn for key in answers.made}, key=lambda key: _ORDER[key[0]])

    def values(numbers: Iterable[int]) -> list[Sequence[Any]]:
        return [[answers.made.get(seen[number]) for answers in drawn] for number in numbers]

    first = firsts(truths, [drawn[0].made.get(key) for key in seen], values)
    return Settled(frozenset(seen[number] for number in first), frozenset(seen))


def firsts(
    truths: Sequence[Any], at_first: Sequence[Any], values: Callable[[Sequence[int]], Iterable[Sequence[Any]]]
) -> list[int]:
    """The numbers of those changed answers that agree neither with the right one nor with one before them.

    truths: the right answer at each choice of the givens; at_first: the changed ones at the first choice; values: all
    those of some numbers, asked for only where the first choice does not tell. None where there is no value.
    """
    if not at_first:
        return []
    clusters = _clusters((*at_first, truths[0]))
    alike = [n for n, value in enumerate(at_first) if n in clusters or type(value) is not float]
    known, met = _Known(), defaultdict[int, list[Sequence[Any]]](list)
    known.add(truths)
    if len(at_first) in clusters:
        met[clusters[len(at_first)]].append(truths)
    dropped = set[int]()
    for number, vector in zip(alike, values(alike), strict=True):
        if number not in clusters:
            agrees = known.add(vector)
        else:
            others = met[clusters[number]]
            agrees = any(agree(vector, other) for other in others)
            if not agrees:
                others.append(vector)
        if agrees:
            dropped.add(number)
    return [number for number in range(len(at_first)) if number not in dropped]


def _clusters(values: Sequence[Any]) -> dict[int, int]:
    """The numbers of those values that are near another one, each with the cluster it is in."""
    order = [(value, number) for number, value in enumerate(values) if type(value) is float]
    order.sort()
    found: dict[int, int] = {}
    last = cluster = -1
    for place in neighbours(order):
        cluster += place != last + 1 or cluster < 0
        found[order[place][1]] = found[order[place + 1][1]] = cluster
        last = place
    return found


@lru_cache(maxsize=1024)
def rows_for(ops: frozenset[str]) -> tuple[Row, ...]:
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
    agreed = False
    for a, b in zip(one, other, strict=True):
        if a is not None and b is not None:
            if not same(a, b):
                return False
            agreed = True
    return agreed
