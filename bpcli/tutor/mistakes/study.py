"""An exercise as its learners see it: every mistake at every question, at its own numbers and at some others.

`study(exercise, trace)` is made once an exercise; `explanations(aim)` are the changed answers to one question, those
that always agree taken together under the first in the table.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from functools import cached_property
from random import Random
from typing import Any, NamedTuple

from bpcli.core.numerals import nested_shape
from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.given import Given
from bpcli.tutor.aims import Aim, Wanted
from bpcli.tutor.mistakes.alike import Answers, Key, Settled, answers_in, settled, slips_by, slips_of
from bpcli.tutor.mistakes.cone import Cone
from bpcli.tutor.mistakes.expanded import expanded, ground_of
from bpcli.tutor.mistakes.ground import Ground
from bpcli.tutor.mistakes.outcome import Outcome
from bpcli.tutor.mistakes.passes import Passes, settled_on_tape
from bpcli.tutor.mistakes.point import Passed, are_within, exact_point, is_finite, point
from bpcli.tutor.mistakes.question import Question, Told
from bpcli.tutor.mistakes.row import Slip
from bpcli.tutor.mistakes.sampling import INDEPENDENT, drawings, fixed_leaves, fresh
from bpcli.tutor.mistakes.selection import Selection
from bpcli.tutor.mistakes.sheet import Sheet, can_be_recorded
from bpcli.tutor.mistakes.situation import Choice, Circumstances, Situation, swaps
from bpcli.tutor.mistakes.table import MISTAKES, NEAR

POINTS = 6
_ARRAY_POINTS = 3
_EXACT_NUMBERS = 600  # with more of them in a graph fractions take their time
_LARGE = 1_000  # nodes; in larger graphs no leaves are exchanged, nothing is rounded, fewer points are drawn
_KEPT = 16
_MOST_SETTLED = 4_000  # questions
_MOST_SHEETS = 32
_MOST_TOLD = 500  # questions of one sheet


class Explanation(NamedTuple):
    """One outcome, and what tells the change from others at every choice of the givens."""

    outcome: Outcome
    key: Key


class Study:
    """The mistakes of one exercise."""

    def __init__(self, exercise: Exercise, trace: Trace) -> None:
        self.exercise = exercise
        self.trace = trace
        self._seed = trace.gradients.shown(trace.graph.output)
        self._explanations: dict[Aim, tuple[Explanation, ...]] = {}
        self._told: dict[Aim, Told] = {}
        self._drawn_answers: dict[Aim, tuple[Answers, ...]] = {}

    @cached_property
    def ground(self) -> Ground:
        """The graph of single operations."""
        return ground_of(self.exercise, self.trace) if self.own is None else self.own.sheet.ground

    @cached_property
    def own(self) -> Passes | None:
        """The exercise's numbers on the tape of its structure; None where there is none, or not for these numbers."""
        if self._plan not in _sheets:
            _sheets[self._plan] = self._new_sheet()
            for gone in bound(_sheets, _MOST_SHEETS):
                if gone is not None:
                    gone.drawn = None  # choices that hold on to the sheet
        sheet = _sheets[self._plan]
        return None if sheet is None else self._replayed(sheet, self.exercise.values, self._earlier)

    def _new_sheet(self) -> Sheet | None:
        ground = expanded(self.exercise, self.trace)
        seed = self.exercise.upstream[1] if self.exercise.upstream else Fraction(1)
        return Sheet(ground, self._circumstances(ground), seed) if can_be_recorded(ground.graph) else None

    @staticmethod
    def _replayed(
        sheet: Sheet, givens: Mapping[str, Given], earlier: Sequence[Mapping[str, Given]], most: float = math.inf
    ) -> Passes | None:
        found = Passes(sheet, sheet.numbers(givens, earlier))
        return found if found.is_within(most) and found.exist() else None

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

    def choice(self, givens: Mapping[str, Given], most: float = math.inf) -> Choice | None:
        """Other numbers; None where a step has no value there, or one of that size or beyond."""
        earlier = self._near_earlier(len(givens)) if self._earlier else ()
        found: Passed | None
        if self.own is not None:
            found = self._replayed(self.own.sheet, givens, earlier, most)
        else:
            with self.quiet():
                found = point(self.ground.graph, givens, self._seed)
            if found is not None and not are_within(found.values, most):
                return None
        return None if found is None else Choice(found, givens, self._seed, earlier)

    def _near_earlier(self, count: int) -> tuple[dict[str, Given], ...]:
        source = Random(count)  # noqa: S311 - repeatable, no secret
        return tuple({name: fresh(source, self.exercise.values[name]) for name in state} for state in self._earlier)

    def answers(self, aim: Aim, choice: Choice) -> Answers | None:
        """The answers to a question at a choice, in doubles; None where it has none to get wrong."""
        if isinstance(choice.passes, Passes):
            question = choice.passes.sheet.question(aim)
            return None if question is None else choice.passes.answers(question)
        situation = self.at_choice(aim, choice)
        return None if situation is None else answers_in(situation)

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
        """The choices, drawn once for a structure where they do not depend on the numbers of the exercise."""
        found = None if self.own is None else self.own.sheet.drawn
        if found is None:
            found = self._drawn_anew()
            if not found[1] and self.own is not None:
                self.own.sheet.drawn = found
        return found

    def _drawn_anew(self) -> tuple[tuple[Choice, ...], bool]:
        count = _ARRAY_POINTS if self.arrays or self._is_large else POINTS
        wanted = Selection(self.ground.graph, count, alone=self._is_large)
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

    def drawn_answers(self, aim: Aim) -> tuple[Answers, ...]:
        """The answers to a question at each of them; kept, as a class answers a question many times."""
        found = self._drawn_answers.get(aim)
        if found is None:
            found = tuple(answers for choice in self.drawn if (answers := self.answers(aim, choice)) is not None)
            if len(self._drawn_answers) < _KEPT and not self._is_large:
                self._drawn_answers[aim] = found
        return found

    @cached_property
    def circumstances(self) -> Circumstances:
        """What there is besides the graph."""
        return self._circumstances(self.ground) if self.own is None else self.own.sheet.circumstances

    def _circumstances(self, ground: Ground) -> Circumstances:
        is_large = len(ground.graph.nodes) > _LARGE
        pairs = () if is_large else swaps(ground)
        return Circumstances(self._rate, pairs, self._stale, rounds=not is_large)

    @property
    def _rate(self) -> Any:
        return None if self.exercise.train is None else self.exercise.train.lr

    @property
    def _stale(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(values) for values in self._earlier)

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
            if self.ground.numbers <= _EXACT_NUMBERS:
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

    def _found(self, aim: Aim) -> Iterator[Explanation]:
        here = self.here(aim)
        if here is None or here.truth is None:
            return
        found = self._settled(aim)
        for key, slip in self._slips(aim, here):
            if found.keeps(key, slip.value, here.truth):
                yield Explanation(self._outcome(key[0], slip), key)

    def _slips(self, aim: Aim, here: Situation) -> Iterator[tuple[Key, Slip]]:
        """The changed answers at the exercise's own numbers, in fractions where these last."""
        question = None if self.own is None else self.own.sheet.question(aim)
        if self.own is None or question is None:
            yield from slips_of(here)
            return
        _, values = self.own.worked_exactly(question, question.places)
        for key, value, shown in zip(question.keys, values, question.shown, strict=True):
            if is_finite(value):
                yield key, Slip(key[1:], value, *shown)
        yield from slips_by([row for row in MISTAKES if row.id in NEAR], here)

    def told(self, aim: Aim) -> Told:
        """The changes behind the explanations of a question, without those that come out near by nature.

        Where there is a tape, some may have no answer at the exercise's own numbers.
        """
        if aim not in self._told:
            question = None if self.own is None else self.own.sheet.question(aim)
            if self.own is None or question is None:
                keys = tuple(one.key for one in self.explanations(aim) if one.key[0] not in NEAR)
                self._told[aim] = Told(keys, ())
            else:
                self._told[aim] = self._told_on_tape(aim, question, self.own)
        return self._told[aim]

    def _told_on_tape(self, aim: Aim, question: Question, own: Passes) -> Told:
        """The same for all exercises of a structure, but for changes that have no answer at the drawn numbers."""
        structure = (*self.structure, aim)
        found = own.sheet.told.get(structure)
        if found is None:
            kept = self._settled(aim)
            if kept.seen.issuperset(question.keys):
                found = own.sheet.told[structure] = question.told(kept.first)
                bound(own.sheet.told, _MOST_TOLD)
            else:
                truth, made = own.answers(question)
                found = question.told({key for key, value in made.items() if kept.keeps(key, value, truth)})
        return found

    def _settled(self, aim: Aim) -> Settled:
        """Which changes are explanations of their own; found once for all exercises of one structure."""
        structure = (*self.structure, aim)
        found = _settled.get(structure)
        if found is None:
            found = self._settled_anew(aim)
            _settled[structure] = found
            bound(_settled, _MOST_SETTLED)
        return found

    def _settled_anew(self, aim: Aim) -> Settled:
        question = None if self.own is None else self.own.sheet.question(aim)
        if self.own is None or question is None:
            return settled(self.drawn_answers(aim))
        if self.own.sheet.has_residues:
            return self.own.sheet.settled(question)
        return settled_on_tape(question, [at.passes for at in self.drawn if isinstance(at.passes, Passes)])

    @cached_property
    def structure(self) -> tuple[Any, ...]:
        """What the drawn numbers depend on, and so which changes agree at them: of most givens only the shape."""
        exercise = self.exercise
        if self.own is not None and self.own.sheet.has_residues:
            return (self._plan,)
        fixed = exercise.values if self._is_near else () if self.own else fixed_leaves(self.ground.graph)
        return self._plan, tuple((name, value) for name, value in exercise.values.items() if name in fixed)

    @cached_property
    def _plan(self) -> tuple[Any, ...]:
        """All of an exercise but its numbers."""
        exercise, graph = self.exercise, self.trace.graph
        leaves = tuple((name, nested_shape(value), exercise.kinds[name]) for name, value in exercise.values.items())
        steps = tuple((step.name, step.excerpt.text) for step in exercise.steps)
        return steps, leaves, exercise.upstream, self._rate, self._stale, len(graph.nodes), graph.output

    def _outcome(self, mistake: str, slip: Slip) -> Outcome:
        shown = None if slip.node is None else self.ground.shown(slip.node)
        edge = slip.edge
        if edge is not None:
            source = self.ground.shown(self.ground.graph.nodes[edge.consumer].inputs[edge.edge])
            consumer = self.ground.shown(edge.consumer)
            edges = self.trace.graph.consumers[source] if source is not None else ()
            edge = next((found for found in edges if found.consumer == consumer), None)
        return Outcome(mistake, slip.value, shown, edge)


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
_sheets: dict[tuple[Any, ...], Sheet | None] = {}


def bound(kept: dict[Any, Any], most: int) -> list[Any]:
    """Drop what was kept first, where there is more than that; what was dropped."""
    return [kept.pop(next(iter(kept))) for _ in range(len(kept) - most)]
