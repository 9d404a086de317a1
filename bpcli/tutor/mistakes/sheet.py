"""Every changed answer to the questions of one structure, worked out once, on a tape.

A `Sheet` serves all exercises that have the same steps with other numbers: `sheet.question(aim)` says at which steps of
the tape the answers to a question are found, and `passes.Passes(sheet, numbers)` runs it with the numbers of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

from bpcli.engine.graph import Graph
from bpcli.engine.rule import Rule
from bpcli.language.tree import Apply, subtrees
from bpcli.ops.operation import Family
from bpcli.ops.table import OPERATIONS
from bpcli.tutor.aims import Aim, Wanted
from bpcli.tutor.mistakes.alike import Key, Settled
from bpcli.tutor.mistakes.altered import Spots
from bpcli.tutor.mistakes.cone import MOST_EDGES, Region
from bpcli.tutor.mistakes.ground import Ground
from bpcli.tutor.mistakes.patterns import pattern
from bpcli.tutor.mistakes.point import Point, RecordedPoint
from bpcli.tutor.mistakes.question import Place, Question, Shown, Told, residues_among
from bpcli.tutor.mistakes.residues import Residues, drawn, have_residues
from bpcli.tutor.mistakes.row import Anywhere, OnTheWay
from bpcli.tutor.mistakes.situation import Choice, Circumstances, Situation
from bpcli.tutor.mistakes.table import MISTAKES
from bpcli.tutor.mistakes.tape import Tape, always_has_values, where

_MOST_NODES = 200  # beyond, a tape would be long, and it is no exercise to be worked by hand
_ANYWHERE = [(rank, row) for rank, row in enumerate(MISTAKES) if isinstance(row, Anywhere)]
_ON_THE_WAY = [(rank, row) for rank, row in enumerate(MISTAKES) if isinstance(row, OnTheWay)]
_FAMILIES = (Family.ENTRYWISE, Family.LOSS)


class _Change(NamedTuple):
    """A change in a region: the rank of its row, its key, where and in which step of the tape its difference is found.

    only: the one node that must be asked about, None where any may be.
    """

    rank: int
    key: Key
    source: int
    step: int
    shown: Shown
    only: int | None = None


_rank = itemgetter(0)


class Sheet:
    """The tape of a structure.

    forward, base: how many steps the forward pass takes, and both passes.
    values, locals, gradients: where they are found, by node.
    is_exact: whether fractions last all through the passes; has_residues: whether they can be told by residues too.
    told, drawn: what is known of its questions and drawn for it. They go with the sheet, as the steps of another
    one may be numbered otherwise: these follow the order in which questions come.
    """

    def __init__(self, ground: Ground, circumstances: Circumstances, seed: Any) -> None:
        self.ground = ground
        self.graph: Graph = ground.graph
        self.circumstances = circumstances
        self._leaves = [node.name for node in self.graph.nodes if node.rule is None]
        self._states = [(number, name) for number, names in enumerate(circumstances.stale) for name in names]
        self.tape = Tape(len(self._leaves) + len(self._states))
        self._choice = self._recorded(seed)
        point = self._choice.point
        place = self.tape.place
        self.values = list(map(place, point.values))
        self.locals = [tuple(map(place, found or ())) for found in point.locals]
        self.gradients = [None if gradient is None else place(gradient) for gradient in point.gradients]
        self.forward, self.base = max(self.values) + 1, len(self.tape)
        self.has_residues = not self._states and have_residues(self.tape)
        self.is_exact = all(node.rule is None or _is_rational(node.rule) for node in self.graph.nodes)
        self.told: dict[tuple[Any, ...], Told] = {}
        self.drawn: tuple[tuple[Choice, ...], bool] | None = None
        self._questions: dict[Aim, Question | None] = {}
        self._regions: dict[tuple[int, bool], Sequence[_Change]] = {}

    @cached_property
    def at_random(self) -> Residues:
        """The tape at numbers at which two answers agree only where they always do."""
        return drawn(self.tape, len(self._leaves))

    def settled(self, question: Question) -> Settled:
        """Which changes of a question are explanations of their own, where there are residues."""
        truth, values = residues_among(self.at_random, question, question.places)
        met, first, seen = {truth}, [], []
        for key, value in zip(question.keys, values, strict=True):
            if value is not None:
                seen.append(key)
                if value not in met:
                    met.add(value)
                    first.append(key)
        return Settled(frozenset(first), frozenset(seen))

    def numbers(self, givens: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]) -> list[Any]:
        """What the tape takes: the number of each leaf, and what it was at the earlier states of the training."""
        return [*(givens[name] for name in self._leaves), *(earlier[number][name] for number, name in self._states)]

    def question(self, aim: Aim) -> Question | None:
        """Where the answers to a question are found; None where it has none to get wrong."""
        if aim not in self._questions:
            self._questions[aim] = self._asked(aim)
        return self._questions[aim]

    def _asked(self, aim: Aim) -> Question | None:
        cone = None if aim.wanted is Wanted.VALUE else self.ground.cone(aim)
        if cone is None and aim.wanted is not Wanted.VALUE:
            return None
        node = self.ground.at(aim.node)
        situation = Situation(self.ground, aim, node, cone, self._choice, self.circumstances, here=False)
        if situation.truth is None:
            return None
        truth = self.tape.place(situation.truth)
        found = sorted((*self._ahead(situation), *self._slips(situation)), key=_rank)
        _, keys, places, shown = zip(*found, strict=True) if found else ((), (), (), ())
        return Question(truth, keys, places, shown, len(self.tape))

    def _ahead(self, situation: Situation) -> list[tuple[int, Key, Place, Shown]]:
        """The changes on the way between the ends of a question."""
        altered, place = situation.altered, self.tape.place
        if altered is None:
            return []
        tangents = {source: place(tangent) for source, tangent in altered.tangents.items()}
        asked = (None, situation.node)
        return [
            (rank, key, (tangents[source], step), shown)
            for rank, key, source, step, shown, only in self._changes(altered.region)
            if source in tangents and only in asked
        ]

    def _slips(self, situation: Situation) -> Iterator[tuple[int, Key, Place, Shown]]:
        """The answers to a question that are altered otherwise."""
        for rank, row in _ANYWHERE:
            for slip in row.slips(situation):
                yield rank, (row.id, *slip.key), (-1, self.tape.place(slip.value)), Shown(slip.node, slip.edge)

    def _changes(self, region: Region) -> Sequence[_Change]:
        """The changes in a region: every question about it has a part of them."""
        where = region.root, region.total
        if where not in self._regions:
            self._regions[where] = sorted(self._changes_of(self._choice.spots(region)), key=_rank)
        return self._regions[where]

    def _changes_of(self, spots: Spots) -> Iterator[_Change]:
        for spot in (*spots.spots, *spots.bundles):
            shown = Shown(spot.node, spot.edge)
            for rank, mistake, step in pattern(spot).inlined(self.tape, spot):
                yield _Change(rank, (mistake, *spot.key), spot.source, step, shown)
        for rank, row in _ON_THE_WAY:
            for key, source, difference, node, edge, only in row.changes(spots):
                step = self.tape.place(difference)
                yield _Change(rank, (row.id, *key), source, step, Shown(node, edge), only)

    def _recorded(self, seed: Any) -> Choice:
        numbers = iter(self.tape.numbers)
        givens = dict(zip(self._leaves, numbers, strict=False))
        earlier: list[dict[str, Any]] = [{} for _ in self.circumstances.stale]
        for number, name in self._states:
            earlier[number][name] = next(numbers)
        point = RecordedPoint(self.tape, self.graph, givens, seed)
        return _Recorded(point, givens, earlier, self.tape)


class _Recorded(Choice):
    """Open numbers: what is read off the passes at others is what is read off these, moved."""

    def __init__(
        self, at: RecordedPoint, givens: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]], tape: Tape
    ) -> None:
        super().__init__(at, givens, None, earlier)
        self._at = at
        self._tape = tape
        self._end = len(tape)
        self._is_sure = always_has_values(tape)
        self._moved: dict[tuple[Any, ...], dict[int, int]] = {}

    def _elsewhere(self, key: tuple[Any, ...], others: Mapping[str, Any], read: Callable[[Point], Any]) -> Any:
        found = read(self._at)
        if found is None:
            return None
        if key not in self._moved:
            taken = {self.givens[name].at: other.at for name, other in others.items()}
            self._moved[key] = self._tape.all_moved(self._end, taken)
        places = self._moved[key]
        exists = True if self._is_sure else self._tape.moved(self._at.exists, places)
        return where(exists, self._tape.moved(found, places))


def can_be_recorded(graph: Graph) -> bool:
    """Whether a graph has numbers only, some of them given, and not too many."""
    if len(graph.nodes) > _MOST_NODES or any(node.shape for node in graph.nodes):
        return False
    if sum(len(node.inputs) for node in graph.nodes) > MOST_EDGES:
        return False
    if all(node.rule is not None for node in graph.nodes):
        return False
    trees = [node.rule.tree for node in graph.nodes if node.rule is not None]
    ops = {part.op for tree in trees for part in subtrees(tree) if isinstance(part, Apply)}
    return all(OPERATIONS[op].family in _FAMILIES for op in ops)


def _is_rational(rule: Rule) -> bool:
    return rule.rational and all(Rule(None, local, 0).rational for local in rule.locals)
