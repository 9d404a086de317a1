"""What a rule looks at: an exercise that has been worked out, and what several rules need of it, made once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bpcli.checks.figures import typed
from bpcli.checks.ignores import Silences
from bpcli.core.source import Place, Source
from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.questions import Trial
from bpcli.tutor.aims import Aim, NotNeighbours, aim
from bpcli.tutor.asking import Item, questions

if TYPE_CHECKING:
    from bpcli.tutor.grading.judgement import Judgement
    from bpcli.tutor.mistakes.discrimination import Discrimination


@dataclass(frozen=True)
class Subject:
    """An exercise without faults, with its trace and what the comments of its file silence."""

    exercise: Exercise
    trace: Trace
    silences: Silences

    @property
    def source(self) -> Source:
        """The file."""
        return self.exercise.source

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The questions."""
        return questions(self.exercise, self.trace)

    @cached_property
    def tried(self) -> tuple[tuple[Trial, Judgement], ...]:
        """The answers under `tests`, judged; one whose question aims at nothing is left out: BP226 reports it."""
        trials = [trial for trial in self.exercise.tests if self._aims(trial)]
        if not trials:
            return ()
        from bpcli.tutor.grading.grade import trial_result  # noqa: PLC0415 - grading is needed where there are tests
        from bpcli.tutor.grading.problem import Problem  # noqa: PLC0415

        problem = Problem(self.exercise, self.trace)
        return tuple((trial, trial_result(problem, trial)) for trial in trials)

    @cached_property
    def mistakes(self) -> tuple[str, ...]:
        """The ids of the mistakes that a test may name; none where no test names one."""
        if not any(trial.diagnosis for trial in self.exercise.tests):
            return ()
        from bpcli.tutor.mistakes.table import MISTAKES  # noqa: PLC0415

        return tuple(row.id for row in MISTAKES)

    def _aims(self, trial: Trial) -> bool:
        try:
            aim(self.trace, trial.question)
        except (NotNeighbours, KeyError):
            return False
        return True

    @cached_property
    def top(self) -> Place:
        """Where a finding stands that concerns the file as a whole: its first line that says something."""
        offset = 0
        for line in self.source.text.splitlines(keepends=True):
            said = line.strip()
            if said and not said.startswith("#") and said != "---":
                return Place(self.source, offset, offset + len(line.rstrip()))
            offset += len(line)
        return Place(self.source, 0, 0)

    @property
    def numbers_place(self) -> Place:
        """Where the numbers stand: those on the first line of `given`; the top of the file where none are given."""
        places = sorted(self.exercise.places.values(), key=lambda place: place.start)
        if not places:
            return self.top
        line = places[0].first.line
        last = next(place for place in reversed(places) if place.first.line == line)
        return Place(self.source, places[0].start, last.end)

    @cached_property
    def hidden_mistakes(self) -> tuple[Discrimination, ...]:
        """What the numbers hide at each question; nothing where it is too large or all gradients are 0."""
        if self.is_flat:
            return ()
        from bpcli.tutor.mistakes.discrimination import discrimination  # noqa: PLC0415 - heavy

        return discrimination(self.exercise, self.trace, self.items)

    @cached_property
    def better_numbers(self) -> str:
        """Numbers that tell mistakes apart better, as they are typed under `given`; "" where none were found."""
        from bpcli.tutor.mistakes.discrimination import better_numbers  # noqa: PLC0415 - heavy

        found = better_numbers(self.exercise, self.trace, self.items, known=self.hidden_mistakes)
        return "{" + ", ".join(f"{name}: {typed(given)}" for name, given in found.items()) + "}" if found else ""

    def place_of(self, wanted: Aim) -> Place:
        """Where a question is asked; without `ask`, where the node is computed or given that it is about."""
        return self._asked.get(wanted) or self.place_of_node(wanted.node)

    def place_of_node(self, index: int) -> Place:
        """Where a node is computed or given; the top of the file for a parameter that is never given."""
        node = self.trace.graph.nodes[index]
        if node.step is None:
            return self.exercise.places.get(node.name, self.top)
        return self._steps.get(node.name, self.top)

    @cached_property
    def _steps(self) -> dict[str, Place]:
        return {step.name: step.place for step in self.exercise.steps}

    @cached_property
    def is_flat(self) -> bool:
        """Whether every gradient of what is learnt is 0."""
        gradients = self.trace.gradients.doubles
        return bool(self.learnt) and all(_is_zero(gradients[index]) for index in self.learnt)

    @cached_property
    def _asked(self) -> dict[Aim, Place]:
        places: dict[Aim, Place] = {}
        for ask in self.exercise.asks:
            try:
                places.setdefault(aim(self.trace, ask.question), ask.place)
            except (NotNeighbours, KeyError):
                continue
        return places

    @property
    def learnt(self) -> tuple[int, ...]:
        """The parameters that the output depends on; without any, all the leaves it depends on."""
        graph, reached = self.trace.graph, self.trace.gradients.doubles
        leaves = [index for index, node in enumerate(graph.nodes) if node.rule is None and reached[index] is not None]
        return tuple(index for index in leaves if graph.nodes[index].kind == "parameter") or tuple(leaves)


def _is_zero(gradient: Any) -> bool:
    return not gradient.any() if getattr(gradient, "ndim", 0) else not gradient
