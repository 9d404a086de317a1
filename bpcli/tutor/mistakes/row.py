"""What a row of the table of mistakes is.

A row has an id, whose sentence is `mistakes.<id>` in the texts, and a change: what the answer becomes for those who
make the mistake, once for each place at which it can be made. Most are a change of what one edge brings back:
`AtEdges`. Others change the answer as a whole, or how paths meet: `Anywhere`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from bpcli.engine.graph import Edge
from bpcli.tutor.mistakes.altered import Altered, Spot
from bpcli.tutor.mistakes.situation import Situation
from bpcli.tutor.mistakes.tape import NO_VALUE


class Slip(NamedTuple):
    """A changed answer. key: the place of the change, the same at every choice of the givens."""

    key: tuple[Any, ...]
    value: Any
    node: int | None = None
    edge: Edge | None = None


class Sample(NamedTuple):
    """A wrong answer that a row must give its name to.

    exercise: a short form, the name of a shipped exercise, or the text of a file; ask: what is asked of it.
    """

    exercise: str
    ask: str
    answer: str


class Row(Protocol):
    """A mistake: `slips(situation)` are its wrong answers to the question of a situation."""

    @property
    def id(self) -> str:
        """The name of the mistake in files and in JSON."""

    @property
    def sample(self) -> Sample:
        """A wrong answer that shows it."""

    def slips(self, situation: Situation) -> Iterator[Slip]:
        """What the answer becomes, for each place where the mistake can be made."""


@dataclass(frozen=True, slots=True)
class AtEdges:
    """A mistake in what one edge brings back.

    product: what comes back instead, in terms of the spot; None where the mistake cannot be made there.
    ops: the operations whose edges it can be made at; None for all of them and for whole steps.
    arrays: whether the change has a meaning on arrays.
    also: wrong answers of other kinds that go by the same name.
    """

    id: str
    product: Callable[[Spot], Any]
    sample: Sample
    ops: Sequence[str] | None = None
    arrays: bool = True
    also: Callable[[Situation], Iterator[Slip]] | None = None

    def slips(self, situation: Situation) -> Iterator[Slip]:
        """One for each edge that the change alters; for changes of every operation also one for each whole step."""
        altered = situation.altered
        if altered is None:
            return
        for spot in self._spots(altered):
            value = self.at(spot)
            if value is not None:
                yield Slip(spot.key, value, spot.node, spot.edge)
        if self.also is not None:
            yield from self.also(situation)

    def _spots(self, altered: Altered) -> Iterable[Spot]:
        if self.ops is None:
            return (*altered.spots, *altered.bundles)
        by_op = altered.by_op
        return [spot for op in self.ops if op in by_op for spot in by_op[op]]

    def at(self, spot: Spot) -> Any:
        """The answer with the change at one spot; None where it cannot be made there."""
        changed = self.changed(spot)
        return None if changed is None else spot.altered.answer(spot, changed)

    def changed(self, spot: Spot) -> Any:
        """What comes back through the spot instead; None where the change cannot be made there."""
        if spot.local is None and not self.arrays:
            return None
        try:
            changed = self.product(spot)
        except NO_VALUE:
            return None
        if changed is not None and getattr(changed, "shape", ()) != spot.shape:
            return None
        return changed


@dataclass(frozen=True, slots=True)
class Anywhere:
    """A mistake of another kind: `change` gives its answers."""

    id: str
    change: Callable[[Situation], Iterator[Slip]]
    sample: Sample

    def slips(self, situation: Situation) -> Iterator[Slip]:
        """The answers, without those that have no value."""
        try:
            yield from self.change(situation)
        except NO_VALUE:
            return
