"""One question at one choice of the givens: all that a mistake is worked out from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any

from bpcli.engine.graph import Edge
from bpcli.tutor.aims import Aim, Wanted
from bpcli.tutor.mistakes.altered import Altered, Spot, Spots
from bpcli.tutor.mistakes.cone import Cone, Region
from bpcli.tutor.mistakes.ground import Ground
from bpcli.tutor.mistakes.point import Passed, Point, as_doubles, exact_point, point
from bpcli.tutor.mistakes.rounding import rounded

_MOST_SWAPS = 10


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What there is besides the graph.

    rate: the learning rate of the exercise's training, None where there is none.
    swaps: the pairs of leaves, by name, that could be taken for each other.
    stale: the leaves in which each earlier state of the training differs from the exercise.
    rounds: whether anybody would round on the way: not over thousands of steps.
    """

    rate: Fraction | None = None
    swaps: tuple[tuple[str, str], ...] = ()
    stale: tuple[tuple[str, ...], ...] = ()
    rounds: bool = True


class Choice:
    """A choice of the givens with the passes at it, and those at what a learner may have taken for it.

    passes: what both passes came to.
    earlier: for each earlier state of the training the values of the leaves it differs in.
    """

    def __init__(self, at: Passed, givens: Mapping[str, Any], seed: Any, earlier: Sequence[Mapping[str, Any]]) -> None:
        self.passes = at
        self.givens = givens
        self._seed = seed
        self._earlier = earlier
        self._others: dict[tuple[Any, ...], Point | None] = {}
        self._spots: dict[tuple[int, bool], dict[Edge, Spot]] = {}

    @cached_property
    def point(self) -> Point:
        """The passes, open to being changed."""
        at = self.passes
        return at if isinstance(at, Point) else Point(at.graph, at.values, as_doubles(self._seed), exact=False)

    def spots(self, region: Region) -> Spots:
        """The places of a region that can be changed."""
        return Spots(region, self.point, self._known(region))

    def altered(self, cone: Cone) -> Altered:
        """The pass of a question, open to changes; all questions about a region share its spots."""
        return Altered(cone, self.point, self._known(cone.region))

    def _known(self, region: Region) -> dict[Edge, Spot]:
        return self._spots.setdefault((region.root, region.total), {})

    def swapped(self, one: str, other: str, read: Callable[[Point], Any]) -> Any:
        """What is read off the passes with two leaves taken for each other; None where a step has no value then."""
        return self._elsewhere((one, other), {one: self.givens[other], other: self.givens[one]}, read)

    def earlier(self, number: int, read: Callable[[Point], Any]) -> Any:
        """What is read off the passes at an earlier state of the training; None where a step had no value."""
        return self._elsewhere((number,), self._earlier[number], read)

    def _elsewhere(self, key: tuple[Any, ...], others: Mapping[str, Any], read: Callable[[Point], Any]) -> Any:
        if key not in self._others:
            self._others[key] = self._passes({**self.givens, **others})
        at = self._others[key]
        return None if at is None else read(at)

    def _passes(self, givens: Mapping[str, Any]) -> Point | None:
        found = exact_point(self.point.graph, givens, self._seed) if self.point.exact else None
        return found or point(self.point.graph, givens, self._seed)

    def rounded(self, ground: Ground, digits: int, read: Callable[[Point], Any], *, backward: bool) -> Any:
        """What is read off the passes with so many digits kept of every step, or of every gradient too."""
        key = digits, backward, "digits"
        if key not in self._others:
            self._others[key] = rounded(ground, self.givens, self._seed, digits, backward=backward)
        at = self._others[key]
        return None if at is None else read(at)


@dataclass(frozen=True)
class Situation:
    """A question at a choice of the givens.

    node: what is asked about, in the graph of single operations; cone: of a gradient, where it comes back through.
    here: whether these are the numbers of the exercise, and not some drawn to see what differs.
    """

    ground: Ground
    aim: Aim
    node: int
    cone: Cone | None
    choice: Choice
    circumstances: Circumstances
    here: bool = True

    @property
    def point(self) -> Point:
        """The passes at the choice."""
        return self.choice.point

    @cached_property
    def altered(self) -> Altered | None:
        """The pass towards the node, open to changes; None for a value."""
        return None if self.cone is None else self.choice.altered(self.cone)

    @cached_property
    def truth(self) -> Any:
        """The right answer."""
        return self.read(self.choice.point)

    def read(self, at: Point) -> Any:
        """The answer to the question at another point of the same graph."""
        if self.aim.wanted is Wanted.VALUE:
            return at.results[self.node]
        if self.aim.wanted is Wanted.TOTAL:
            return at.gradients[self.node]
        return None if self.cone is None else at.upstreams(self.cone.region)[self.node]


def swaps(ground: Ground) -> tuple[tuple[str, str], ...]:
    """Pairs of leaves of one shape, by name, those first that one step reads."""
    nodes, consumers = ground.graph.nodes, ground.graph.consumers
    read = [index for index, node in enumerate(nodes) if node.rule is None and consumers[index]][: 2 * _MOST_SWAPS]
    pairs = [pair for pair in combinations(read, 2) if nodes[pair[0]].shape == nodes[pair[1]].shape]
    pairs.sort(key=lambda pair: not ground.meet(*pair))
    return tuple((nodes[one].name, nodes[other].name) for one, other in pairs[:_MOST_SWAPS])
