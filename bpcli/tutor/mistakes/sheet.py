"""Every changed answer to the questions of one structure, worked out once, on a tape.

A `Sheet` serves all exercises that have the same steps with other numbers: `sheet.question(aim)` says at which steps of
the tape the answers to a question are found, and `Passes(sheet, numbers)` runs it with the numbers of one of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from bpcli.engine.graph import Graph
from bpcli.engine.rule import Rule
from bpcli.language.tree import Apply, subtrees
from bpcli.ops.operation import Family
from bpcli.ops.table import OPERATIONS
from bpcli.tutor.aims import Aim, Wanted
from bpcli.tutor.mistakes.alike import Answers, Key, slips_of
from bpcli.tutor.mistakes.cone import Ground
from bpcli.tutor.mistakes.point import Point, RecordedPoint
from bpcli.tutor.mistakes.row import Slip
from bpcli.tutor.mistakes.situation import Choice, Circumstances, Situation
from bpcli.tutor.mistakes.tape import Run, Tape, add_exact

_MOST_NODES = 200  # beyond, a tape would be long, and it is no exercise to be worked by hand
_FAMILIES = (Family.ENTRYWISE, Family.LOSS)


class Found(NamedTuple):
    """The step of the tape at which a changed answer is found, and the slip that it comes from."""

    step: int
    slip: Slip


class Telling(NamedTuple):
    """Changes, and the steps of the tape at which their answers are found; no steps where there is no tape."""

    keys: tuple[Key, ...]
    steps: tuple[int, ...]


class Question(NamedTuple):
    """The steps of the right answer to a question and of every changed one, in the table's order.

    twins: the changes whose answer is found at the step of the right one, or of a change before them.
    end: how many steps there must be for all of them.
    """

    truth: int
    slips: Mapping[Key, Found]
    twins: frozenset[Key]
    end: int

    def telling(self, keys: Set[Key]) -> Telling:
        """Some of the changes, in the table's order."""
        found = [key for key in self.slips if key in keys]
        return Telling(tuple(found), tuple(self.slips[key].step for key in found))


class Passes:
    """Both passes at some numbers, as a `Point` has them, and every answer there, worked out as it is asked for."""

    def __init__(self, sheet: Sheet, numbers: Sequence[Any]) -> None:
        self.graph = sheet.graph
        self.sheet = sheet
        self._numbers = numbers
        self._run = Run(sheet.tape, map(float, numbers))

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

    def results(self, question: Question) -> list[Any]:
        """The results of the tape as far as a question needs them; not finite where there is none."""
        return self._run.upto(question.end)

    def answers(self, question: Question) -> Answers:
        """The answers to a question, those that have a value."""
        results = self.results(question)
        made = {key: results[step] for key, (step, _) in question.slips.items()}
        return Answers(results[question.truth], {key: value for key, value in made.items() if math.isfinite(value)})

    def exact_answers(self, question: Question, keys: Iterable[Key]) -> Answers:
        """Some of the answers, in fractions where these last."""
        results = self.results(question)
        steps = {key: question.slips[key].step for key in keys}
        if self.sheet.is_exact:
            add_exact(self.sheet.tape, self._fractions, (question.truth, *steps.values()))
        made = {key: self._exactly(step, results) for key, step in steps.items()}
        present = {key: value for key, value in made.items() if math.isfinite(value)}
        return Answers(self._exactly(question.truth, results), present)

    @cached_property
    def _fractions(self) -> dict[int, Any]:
        return dict(enumerate(self._numbers))

    def _exactly(self, step: int, results: Sequence[Any]) -> Any:
        value = self._fractions.get(step) if self.sheet.is_exact else None
        return Fraction(value) if isinstance(value, int | Fraction) else results[step]


class Sheet:
    """The tape of a structure.

    base: how many steps the passes themselves take; values, locals, gradients: where they are found, by node.
    is_exact: whether fractions last all through the passes.
    tellings, drawn: what is known of its questions and drawn for it. They go with the sheet, as the steps of another
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
        self.base = len(self.tape)
        self.is_exact = all(node.rule is None or _is_rational(node.rule) for node in self.graph.nodes)
        self.tellings: dict[tuple[Any, ...], Telling] = {}
        self.drawn: tuple[tuple[Choice, ...], bool] | None = None
        self._questions: dict[Aim, Question | None] = {}

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
        slips = {key: Found(self.tape.place(slip.value), slip) for key, slip in slips_of(situation)}
        if situation.altered is not None:
            situation.altered.forget()
        truth = self.tape.place(situation.truth)
        met = {truth: (), **{found.step: key for key, found in reversed(slips.items()) if found.step != truth}}
        twins = frozenset(key for key, found in slips.items() if met[found.step] != key)
        return Question(truth, slips, twins, len(self.tape))

    def _recorded(self, seed: Any) -> Choice:
        numbers = iter(self.tape.numbers)
        givens = dict(zip(self._leaves, numbers, strict=False))
        earlier: list[dict[str, Any]] = [{} for _ in self.circumstances.stale]
        for number, name in self._states:
            earlier[number][name] = next(numbers)
        point = RecordedPoint(self.tape, self.graph, givens, seed)
        return _Recorded(point, givens, seed, earlier, self.tape)


class _Recorded(Choice):
    """Open numbers: the passes at others are recorded too."""

    def __init__(
        self, at: Point, givens: Mapping[str, Any], seed: Any, earlier: Sequence[Mapping[str, Any]], tape: Tape
    ) -> None:
        super().__init__(at, givens, seed, earlier)
        self._tape = tape

    def _passes(self, givens: Mapping[str, Any]) -> Point:
        return RecordedPoint(self._tape, self.point.graph, givens, self._seed)


def can_be_recorded(graph: Graph) -> bool:
    """Whether a graph has numbers only, some of them given, and not too many."""
    if len(graph.nodes) > _MOST_NODES or any(node.shape for node in graph.nodes):
        return False
    if all(node.rule is not None for node in graph.nodes):
        return False
    trees = [node.rule.tree for node in graph.nodes if node.rule is not None]
    ops = {part.op for tree in trees for part in subtrees(tree) if isinstance(part, Apply)}
    return all(OPERATIONS[op].family in _FAMILIES for op in ops)


def _is_rational(rule: Rule) -> bool:
    return rule.rational and all(Rule(None, local, 0).rational for local in rule.locals)
