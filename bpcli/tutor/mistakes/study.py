"""An exercise as its learners see it: every mistake at every question, at its own numbers and at some others.

`study(exercise, trace)` is made once an exercise; `explanations(aim)` are the changed answers to one question, those
that always agree taken together under the first in the table.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from itertools import combinations
from random import Random
from typing import Any, NamedTuple

from bpcli.core.numerals import nested_shape
from bpcli.engine.graph import Graph
from bpcli.engine.shapes import total_size
from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.given import Given
from bpcli.language.tree import Slot
from bpcli.tutor.aims import Aim, Wanted
from bpcli.tutor.mistakes.alike import Key, Settled, settled, slips_of, values_of
from bpcli.tutor.mistakes.cone import Cone, Ground
from bpcli.tutor.mistakes.outcome import Outcome
from bpcli.tutor.mistakes.point import Point, exact_point, point
from bpcli.tutor.mistakes.row import Slip
from bpcli.tutor.mistakes.sampling import INDEPENDENT, drawings, fixed_leaves, fresh
from bpcli.tutor.mistakes.situation import Choice, Circumstances, Situation
from bpcli.tutor.solution import graph_of

POINTS = 6
_ARRAY_POINTS = 3
_LIVE = 3  # of the points, so many have no gradient that is 0 everywhere
_EXACT_NUMBERS = 600  # with more of them in a graph fractions take their time
_MOST_SWAPS = 10
_LARGE = 1_000  # nodes; in larger graphs no leaves are exchanged, nothing is rounded, fewer points are drawn
_KEPT = 16
_MOST_SETTLED = 20_000


class Explanation(NamedTuple):
    """One outcome, and what tells the change from others at every choice of the givens."""

    outcome: Outcome
    key: Key


class Study:
    """The mistakes of one exercise."""

    def __init__(self, exercise: Exercise, trace: Trace) -> None:
        self.exercise = exercise
        self.trace = trace
        self.ground = _ground(exercise, trace)
        self._seed = trace.gradients.shown(trace.graph.output)
        self._explanations: dict[Aim, tuple[Explanation, ...]] = {}
        self._drawn_values: dict[Aim, tuple[dict[Key, Any], ...]] = {}

    @cached_property
    def arrays(self) -> bool:
        """Whether there are arrays in the graph."""
        return any(node.rule is not None and node.rule.shapes is not None for node in self.ground.graph.nodes)

    def quiet(self) -> AbstractContextManager[Any]:
        """Where NumPy must not warn on its own of what is looked at afterwards."""
        if not self.arrays:
            return nullcontext()
        import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

        return np.errstate(all="ignore")

    def explanations(self, aim: Aim) -> tuple[Explanation, ...]:
        """The mistakes that can be made at a question, in the table's order; none that alters nothing."""
        if aim not in self._explanations:
            with self.quiet():
                self._explanations[aim] = tuple(self._found(aim))
        return self._explanations[aim]

    def situation(self, aim: Aim, choice: Choice, cone: Cone | None, *, here: bool) -> Situation:
        """A question at a choice of the givens."""
        return Situation(self.ground, aim, self.ground.at(aim.node), cone, choice, self.circumstances, here)

    def here(self, aim: Aim) -> Situation | None:
        """A question at the numbers of the exercise; None where it has no answer to get wrong."""
        return self._situation(aim, self._here, here=True)

    def at(self, aim: Aim, givens: Mapping[str, Given]) -> Situation | None:
        """A question at other numbers, in doubles; None where a step has no value there."""
        return self.at_choice(aim, self.choice(givens))

    def at_choice(self, aim: Aim, choice: Choice | None) -> Situation | None:
        """A question at one of the drawn choices."""
        return self._situation(aim, choice, here=False)

    def choice(self, givens: Mapping[str, Given]) -> Choice | None:
        """Other numbers; None where a step has no value there."""
        with self.quiet():
            found = point(self.ground.graph, givens, self._seed)
        source = Random(len(givens))  # noqa: S311 - repeatable, no secret
        earlier = [
            {name: fresh(source, self.exercise.values[name]) for name in names} for names in self.circumstances.stale
        ]
        return None if found is None else Choice(found, givens, self._seed, earlier)

    @cached_property
    def drawn(self) -> tuple[Choice, ...]:
        """Choices at which it shows which explanations are one: every gate open and closed, where that can be had."""
        return self._drawing[0]

    @property
    def _is_near(self) -> bool:
        """Whether some of them had to be near the numbers of the exercise."""
        return self._drawing[1]

    @cached_property
    def _drawing(self) -> tuple[tuple[Choice, ...], bool]:
        wanted = _Selection(_ARRAY_POINTS if self.arrays or self._is_large else POINTS, alone=self._is_large)
        near = False
        for number, givens in enumerate(drawings(self.exercise, self.ground.graph)):
            near = number >= INDEPENDENT
            choice = self.choice(givens)
            if choice is not None and wanted.take(choice):
                break
        return tuple(wanted.found), near

    def drawn_situations(self, aim: Aim) -> list[Situation]:
        """A question at each of the drawn choices."""
        return [found for choice in self.drawn if (found := self.at_choice(aim, choice)) is not None]

    def drawn_values(self, aim: Aim) -> tuple[dict[Key, Any], ...]:
        """What every change makes of a question at each of them; kept, as a class answers a question many times."""
        found = self._drawn_values.get(aim)
        if found is None:
            found = tuple(map(values_of, self.drawn_situations(aim)))
            if len(self._drawn_values) < _KEPT and not self._is_large:
                self._drawn_values[aim] = found
        return found

    @cached_property
    def circumstances(self) -> Circumstances:
        """What there is besides the graph."""
        train = self.exercise.train
        rate = train.lr if train is not None else None
        stale = tuple(tuple(values) for values in self._earlier)
        return Circumstances(rate, tuple(self._swaps()), stale, rounds=not self._is_large)

    def _situation(self, aim: Aim, choice: Choice | None, *, here: bool) -> Situation | None:
        cone = None if aim.wanted is Wanted.VALUE else self.cone(aim)
        if choice is None or (cone is None and aim.wanted is not Wanted.VALUE):
            return None
        return self.situation(aim, choice, cone, here=here)

    def cone(self, aim: Aim) -> Cone | None:
        """What lies between the two ends of a question for a gradient."""
        if aim not in self._cones:
            self._cones[aim] = self.ground.cone(aim)
        return self._cones[aim]

    @cached_property
    def _cones(self) -> dict[Aim, Cone | None]:
        return {}

    @cached_property
    def _here(self) -> Choice | None:
        graph, values, found = self.ground.graph, self.exercise.values, None
        with self.quiet():
            if sum(total_size(node.shape) for node in graph.nodes) <= _EXACT_NUMBERS:
                found = exact_point(graph, values, self._seed)
            found = found or point(graph, values, self._seed)
        return None if found is None else Choice(found, values, self._seed, self._earlier)

    @cached_property
    def _earlier(self) -> tuple[dict[str, Given], ...]:
        """The parameters at the start of the training, where the exercise shows a later state."""
        train, values = self.exercise.train, self.exercise.values
        if train is None:
            return ()
        differing = {name: given for name, given in train.start.items() if name in values and values[name] != given}
        same_shapes = all(nested_shape(given) == nested_shape(values[name]) for name, given in differing.items())
        return (differing,) if differing and same_shapes else ()

    @property
    def _is_large(self) -> bool:
        return len(self.ground.graph.nodes) > _LARGE

    def _swaps(self) -> Iterator[tuple[str, str]]:
        """Pairs of leaves of one shape, those first that one step reads."""
        nodes, consumers = self.ground.graph.nodes, self.ground.graph.consumers
        if self._is_large:
            return
        read = [index for index, node in enumerate(nodes) if node.rule is None and consumers[index]][: 2 * _MOST_SWAPS]
        pairs = [pair for pair in combinations(read, 2) if nodes[pair[0]].shape == nodes[pair[1]].shape]
        pairs.sort(key=lambda pair: not self.ground.meet(*pair))
        for one, other in pairs[:_MOST_SWAPS]:
            yield nodes[one].name, nodes[other].name

    def _found(self, aim: Aim) -> Iterator[Explanation]:
        here = self.here(aim)
        if here is None or here.truth is None:
            return
        found = self._settled(aim)
        for key, slip in slips_of(here):
            if found.keeps(key, slip.value, here.truth):
                yield Explanation(self._outcome(key[0], slip), key)

    def _settled(self, aim: Aim) -> Settled:
        """Which changes are explanations of their own; found once for all exercises of one structure."""
        structure = (*self.structure, aim)
        if structure not in _settled:
            if len(_settled) >= _MOST_SETTLED:
                _settled.clear()
            _settled[structure] = settled(self.drawn_situations(aim))
        return _settled[structure]

    @cached_property
    def structure(self) -> tuple[Any, ...]:
        """What the drawn numbers depend on, and so which changes agree at them: of most givens only the shape."""
        exercise, graph = self.exercise, self.trace.graph
        fixed = exercise.values if self._is_near else fixed_leaves(self.ground.graph)
        leaves = tuple(
            (name, value if name in fixed else nested_shape(value), exercise.kinds[name])
            for name, value in exercise.values.items()
        )
        steps = tuple(step.excerpt.text for step in exercise.steps)
        return steps, leaves, exercise.upstream, self.circumstances, len(graph.nodes), graph.output

    def _outcome(self, mistake: str, slip: Slip) -> Outcome:
        shown = None if slip.node is None else self.ground.shown(slip.node)
        edge = slip.edge
        if edge is not None:
            source = self.ground.shown(self.ground.graph.nodes[edge.consumer].inputs[edge.edge])
            consumer = self.ground.shown(edge.consumer)
            edges = self.trace.graph.consumers[source] if source is not None else ()
            edge = next((found for found in edges if found.consumer == consumer), None)
        return Outcome(mistake, slip.value, shown, edge)


class _Selection:
    """Choices worth keeping: so many, some with a gradient everywhere, and every kink seen from more than one side."""

    def __init__(self, count: int, *, alone: bool) -> None:
        self.found: list[Choice] = []
        self._count = count
        self._alone = alone  # where the count is all that is looked at
        self._live = 0
        self._seen: list[set[Any]] = []

    def take(self, choice: Choice) -> bool:
        """Keep a choice, if it shows something new; whether there are enough now."""
        gates, live = sides(choice.point), _is_live(choice.point)
        self._seen = self._seen or [set() for _ in gates]
        new = any(gate not in before for gate, before in zip(gates, self._seen, strict=True))
        if len(self.found) < self._count or new or (live and self._live < _LIVE):
            self.found.append(choice)
            self._live += live
            for gate, before in zip(gates, self._seen, strict=True):
                before.add(gate)
        if len(self.found) < self._count:
            return False
        return self._alone or (self._live >= _LIVE and all(len(before) > 1 for before in self._seen))


def study(exercise: Exercise, trace: Trace) -> Study:
    """The study of an exercise, made once for a trace of it."""
    for kept in _recent:
        if kept.trace is trace and kept.exercise is exercise:
            return kept
    found = Study(exercise, trace)
    _recent.appendleft(found)
    return found


_recent: deque[Study] = deque(maxlen=_KEPT)
_settled: dict[tuple[Any, ...], Settled] = {}


def _ground(exercise: Exercise, trace: Trace) -> Ground:
    """The graph of single operations; that of the trace, where single operations have no values."""
    if not _is_single(trace.graph):
        expanded = graph_of(exercise, expand=True)
        if point(expanded, exercise.values, trace.gradients.shown(trace.graph.output)) is not None:
            return Ground(trace, expanded)
    return Ground(trace, trace.graph)


def _is_single(graph: Graph) -> bool:
    return all(
        node.rule is None
        or node.rule.op is not None
        or node.rule.shapes is not None
        or isinstance(node.rule.tree, Slot)
        for node in graph.nodes
    )


def sides(at: Point) -> list[Any]:
    """For each node with a kink, on which side of it a point is; of an array, for each entry."""
    found = []
    for index, node in enumerate(at.graph.nodes):
        if node.rule is not None and node.rule.kink:
            local = at.locals[index]
            found.append(tuple(local) if local is not None else (at.values[node.inputs[0]] > 0).tobytes())
    return found


def _is_live(at: Point) -> bool:
    leaves = (gradient for gradient, node in zip(at.gradients, at.graph.nodes, strict=True) if node.rule is None)
    return all(gradient is None or _nonzero(gradient) for gradient in leaves)


def _nonzero(gradient: Any) -> bool:
    if isinstance(gradient, float):
        return gradient != 0
    return bool((gradient != 0).any())
