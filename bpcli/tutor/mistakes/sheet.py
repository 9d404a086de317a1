"""Every changed answer to the questions of one structure, worked out once, on a tape.

A `Sheet` serves all exercises that have the same steps with other numbers: `sheet.question(aim)` says at which steps of
the tape the answers to a question are found, and `Passes(sheet, numbers)` runs it with the numbers of one of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from fractions import Fraction
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from bpcli.engine.graph import Edge, Graph
from bpcli.engine.rule import Rule
from bpcli.language.tree import Apply, subtrees
from bpcli.ops.operation import Family
from bpcli.ops.table import OPERATIONS
from bpcli.tutor.aims import Aim, Wanted
from bpcli.tutor.mistakes.alike import Answers, Key, Settled, firsts
from bpcli.tutor.mistakes.altered import Spots
from bpcli.tutor.mistakes.cone import MOST_EDGES, Ground, Region
from bpcli.tutor.mistakes.patterns import pattern
from bpcli.tutor.mistakes.point import Point, RecordedPoint
from bpcli.tutor.mistakes.residues import PRIME, Residues, drawn, have_residues, residue
from bpcli.tutor.mistakes.row import Anywhere, OnTheWay
from bpcli.tutor.mistakes.situation import Choice, Circumstances, Situation
from bpcli.tutor.mistakes.table import MISTAKES
from bpcli.tutor.mistakes.tape import Run, Tape, add_exact, always_has_values, where

_MOST_NODES = 200  # beyond, a tape would be long, and it is no exercise to be worked by hand
_ANYWHERE = [(rank, row) for rank, row in enumerate(MISTAKES) if isinstance(row, Anywhere)]
_ON_THE_WAY = [(rank, row) for rank, row in enumerate(MISTAKES) if isinstance(row, OnTheWay)]
_FAMILIES = (Family.ENTRYWISE, Family.LOSS)


# Where a changed answer is found: the step whose result carries that of the other step on to the question's node, to be
# added to the right answer; −1 before a step whose result is the answer itself.
Place: TypeAlias = "tuple[int, int]"


class Shown(NamedTuple):
    """Where a mistake is made."""

    node: int | None
    edge: Edge | None


class Told(NamedTuple):
    """Changes, and where their answers are found; no places where there is no tape."""

    keys: tuple[Key, ...]
    places: tuple[Place, ...]


class Question(NamedTuple):
    """The step of the right answer to a question, and the changes in the table's order: where each answer is found.

    end: how many steps there must be for all of them.
    """

    truth: int
    keys: tuple[Key, ...]
    places: tuple[Place, ...]
    shown: tuple[Shown, ...]
    end: int

    def told(self, keys: Set[Key]) -> Told:
        """Some of the changes."""
        found = [(key, place) for key, place in zip(self.keys, self.places, strict=True) if key in keys]
        return Told(tuple([key for key, _ in found]), tuple([place for _, place in found]))


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


def _among(results: Mapping[int, Any] | Sequence[Any], truth: Any, places: Iterable[Place]) -> list[Any]:
    """The changed answers that are found there among the results of a tape."""
    return [results[step] if by < 0 else truth + results[by] * results[step] for by, step in places]


class Passes:
    """Both passes at some numbers, as a `Point` has them, and every answer there, worked out as it is asked for."""

    def __init__(self, sheet: Sheet, numbers: Sequence[Any]) -> None:
        self.graph = sheet.graph
        self.sheet = sheet
        self._numbers = numbers
        self._run = Run(sheet.tape, map(float, numbers))

    def is_within(self, most: float) -> bool:
        """Whether every value is smaller than that."""
        results = self._run.upto(self.sheet.forward)
        values = [results[step] for step in self.sheet.values]
        return bool(-most < min(values) and max(values) < most)

    def exist(self) -> bool:
        """Whether every value and every gradient does."""
        return all(map(math.isfinite, self._run.upto(self.sheet.base)))

    @cached_property
    def values(self) -> list[Any]:
        """The value of each node."""
        return [self._run.results[step] for step in self.sheet.values]

    @cached_property
    def locals(self) -> list[tuple[Any, ...]]:
        """The local gradients of each node."""
        return [tuple(self._run.results[step] for step in steps) for steps in self.sheet.locals]

    @cached_property
    def gradients(self) -> list[Any]:
        """The gradient of each node; None for one that was not reached."""
        return [None if step is None else self._run.results[step] for step in self.sheet.gradients]

    def answers(self, question: Question) -> Answers:
        """The answers to a question, those that have a value."""
        truth, values = self.worked(question, question.places)
        made = zip(question.keys, values, strict=True)
        return Answers(truth, {key: value for key, value in made if math.isfinite(value)})

    def worked(self, question: Question, places: Iterable[Place]) -> tuple[float, list[float]]:
        """The right answer to a question and some changed ones; not finite where there is none."""
        results = self._run.upto(question.end)
        truth = results[question.truth]
        return truth, _among(results, truth, places)

    def worked_exactly(self, question: Question, places: Sequence[Place]) -> tuple[Any, list[Any]]:
        """The same in fractions where these last."""
        truth, values = self.worked(question, places)
        if not self.sheet.is_exact:
            return truth, values
        results, steps = self._fractions, [at for place in places for at in place if at >= 0]
        add_exact(self.sheet.tape, results, (question.truth, *steps))
        exact = _among(results, results[question.truth], places)
        return _exact(results[question.truth], truth), list(map(_exact, exact, values))

    def residues(self, question: Question, places: Sequence[Place]) -> tuple[Any, list[Any]]:
        """The same modulo a prime, where the sheet has residues: equal where the fractions are; None for no value."""
        return _residues(self._residues, question, places)

    @cached_property
    def _residues(self) -> Residues:
        return Residues(self.sheet.tape, map(residue, self._numbers))

    @cached_property
    def _fractions(self) -> dict[int, Any]:
        return dict(enumerate(self._numbers))


def _residues(at: Residues, question: Question, places: Sequence[Place]) -> tuple[Any, list[Any]]:
    results = at.upto(question.end)
    truth = results[question.truth]
    try:
        return truth, [
            results[step] if by < 0 else (truth + results[by] * results[step]) % PRIME for by, step in places
        ]
    except TypeError:  # None is among them
        return truth, [_residue_at(results, truth, place) for place in places]


def _residue_at(results: Sequence[Any], truth: Any, place: Place) -> Any:
    by, step = place
    if by < 0:
        return results[step]
    return None if None in (truth, results[by], results[step]) else (truth + results[by] * results[step]) % PRIME


def _exact(value: Any, double: float) -> Any:
    """A result as a fraction; in doubles where it is none, or is beyond them."""
    return Fraction(value) if isinstance(value, int | Fraction) and math.isfinite(double) else double


def settled_on_tape(question: Question, at: Sequence[Passes]) -> Settled:
    """Which changes of a question are explanations of their own, as `settled` tells it of answers."""
    if not at:
        return Settled(frozenset(), frozenset())

    def everywhere(numbers: Iterable[int]) -> list[tuple[float | None, ...]]:
        places = [question.places[number] for number in numbers]
        return list(zip(*(map(_present, passes.worked(question, places)[1]) for passes in at), strict=True))

    truths = [_present(passes.worked(question, ())[0]) for passes in at]
    at_first = list(map(_present, at[0].worked(question, question.places)[1]))
    met = {question.places[number]: number for number in reversed(range(len(at_first)))}
    apart = sorted(met.values())  # two that are found at one place are one
    found = firsts(
        truths,
        [at_first[number] for number in apart],
        lambda numbers: everywhere([apart[number] for number in numbers]),
    )
    lost = [number for number, value in enumerate(at_first) if value is None]
    unseen = {number for number, values in zip(lost, everywhere(lost), strict=True) if not any(map(_is_there, values))}
    seen = [key for number, key in enumerate(question.keys) if number not in unseen]
    return Settled(frozenset([question.keys[apart[number]] for number in found]), frozenset(seen))


def _is_there(value: float | None) -> bool:
    return value is not None


def _present(value: float) -> float | None:
    return value if math.isfinite(value) else None


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
        truth, values = _residues(self.at_random, question, question.places)
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
