"""What a row of the table of mistakes is.

A row has an id, whose sentence is `mistakes.<id>` in the texts, and what the answer becomes for those who make the
mistake, once for each place at which it can be made. Most mistakes are a change in what comes back to one node,
whatever the question: `AtEdges` of what one edge brings, `OnTheWay` of how paths meet. The others alter the answer as a
whole: `Anywhere`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from bpcli.engine.graph import Edge
from bpcli.tutor.mistakes.altered import Spot, Spots
from bpcli.tutor.mistakes.situation import Situation
from bpcli.tutor.mistakes.tape import NO_VALUE


class Slip(NamedTuple):
    """A changed answer. key: the place of the change, the same at every choice of the givens."""

    key: tuple[Any, ...]
    value: Any
    node: int | None = None
    edge: Edge | None = None


class Change(NamedTuple):
    """A difference in what comes back to the node `source`.

    key: the place, the same at every choice of the givens; only: the one node that must be asked about for that to be
    a mistake anybody makes, None where any may be.
    """

    key: tuple[Any, ...]
    source: int
    difference: Any
    node: int
    edge: Edge | None
    only: int | None = None


class Sample(NamedTuple):
    """A wrong answer that a row must give its name to.

    exercise: a short form, the name of a shipped exercise, or the text of a file; ask: what is asked of it.
    """

    exercise: str
    ask: str
    answer: str


class Row(Protocol):
    """A mistake: its wrong answers are those of its `changes`, and its `slips`."""

    @property
    def id(self) -> str:
        """The name of the mistake in files and in JSON."""

    @property
    def sample(self) -> Sample:
        """A wrong answer that shows it."""

    def changes(self, spots: Spots) -> Iterator[Change]:
        """What comes back otherwise, for each place where the mistake can be made."""

    def slips(self, situation: Situation) -> Iterator[Slip]:
        """What the answer to one question becomes in other ways."""


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

    def changes(self, spots: Spots) -> Iterator[Change]:
        """One for each edge that the mistake alters; where every operation has it also one for each whole step."""
        for spot in self._spots(spots):
            changed = self.changed(spot)
            if changed is not None:
                yield Change(spot.key, spot.source, changed - spot.product, spot.node, spot.edge)

    def slips(self, situation: Situation) -> Iterator[Slip]:
        """The answers of other kinds."""
        return iter(()) if self.also is None else self.also(situation)

    def _spots(self, spots: Spots) -> Iterable[Spot]:
        if self.ops is None:
            return (*spots.spots, *spots.bundles)
        return [spot for spot in spots.spots if spot.op in self.ops]

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
class OnTheWay:
    """A mistake of another kind in what comes back, as where paths meet: `change` gives the changes."""

    id: str
    change: Callable[[Spots], Iterator[Change]]
    sample: Sample

    def changes(self, spots: Spots) -> Iterator[Change]:
        """What comes back otherwise, without what has no value."""
        try:
            yield from self.change(spots)
        except NO_VALUE:
            return

    def slips(self, situation: Situation) -> Iterator[Slip]:  # noqa: ARG002 - as of every row
        """None besides."""
        return iter(())


@dataclass(frozen=True, slots=True)
class Anywhere:
    """A mistake of another kind: `change` gives its answers."""

    id: str
    change: Callable[[Situation], Iterator[Slip]]
    sample: Sample

    def changes(self, spots: Spots) -> Iterator[Change]:  # noqa: ARG002 - as of every row
        """None: its answers are no changes of one gradient."""
        return iter(())

    def slips(self, situation: Situation) -> Iterator[Slip]:
        """The answers, without those that have no value."""
        try:
            yield from self.change(situation)
        except NO_VALUE:
            return
