"""Which changed answers are one: those that agree for every choice of the givens, as far as some drawn ones show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from bpcli.tutor.mistakes.numbers import marks, same
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
    for row in _rows(ops):
        for slip in row.slips(situation):
            if is_finite(slip.value):
                yield (row.id, *slip.key), slip


def values_of(situation: Situation) -> dict[Key, Any]:
    """The same by the mistake and its place."""
    return {key: slip.value for key, slip in slips_of(situation)}


def settled(drawn: Sequence[Situation]) -> Settled:
    """Which changes of a question alter something, and of those that always agree which one is the first."""
    known = _Known()
    known.add([situation.truth for situation in drawn])
    values = [values_of(situation) for situation in drawn]
    seen = sorted({key: None for made in values for key in made}, key=lambda key: _ORDER[key[0]])
    first = [key for key in seen if not known.add([made.get(key) for made in values])]
    return Settled(frozenset(first), frozenset(seen))


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
