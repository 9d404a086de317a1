"""An exercise with everything about it that is worked out once, however many answers are judged.

`Problem(exercise, trace)` reads questions and knows their right answers, the points that formulas are compared at, and
the wrong answers that people get.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property, partial
from typing import Any, TypeAlias

from bpcli.core.findings import Faults, Finding
from bpcli.core.say import say
from bpcli.core.source import Excerpt
from bpcli.engine.precise import precise_number
from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.names import unknown
from bpcli.language.questions import Question, parse_question
from bpcli.tutor.aims import Aim, NotNeighbours, aim, as_shown, asked_name
from bpcli.tutor.asking import NUMBER, Item, questions
from bpcli.tutor.grading.answers import Typed
from bpcli.tutor.grading.equality import RELATIVE, close
from bpcli.tutor.grading.numbers import Fit, fit
from bpcli.tutor.grading.points import Points
from bpcli.tutor.mistakes.outcome import Diagnosis, Outcome
from bpcli.tutor.mistakes.outcomes import outcomes
from bpcli.tutor.mistakes.table import NEAR

_NOTHING = 1e-45  # of 60 digits
_EXACT = 1e-40
_SMALL = 1e-9
_KEPT = 20_000  # explanations of one exercise, and numbers

Explained: TypeAlias = tuple[Diagnosis, str]


class Problem:
    """One exercise, solved: what its answers are judged against."""

    def __init__(self, exercise: Exercise, trace: Trace) -> None:
        self.exercise = exercise
        self.trace = trace
        self.scope = exercise.scope.closed()
        self.points = Points(exercise, trace)
        self._names: dict[Aim, str] = {}
        self._truths: dict[Aim, Any] = {}
        self._outcomes: dict[Aim, tuple[Outcome, ...]] = {}
        self._constant: dict[Aim, bool] = {}
        self._explained: dict[tuple[Any, ...], Explained] = {}
        self._fits: dict[tuple[Aim, Typed], Fit] = {}

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The questions of the exercise, in the notes' order."""
        return questions(self.exercise, self.trace)

    @cached_property
    def forms(self) -> Mapping[Aim, tuple[str, ...]]:
        """The forms each question is asked in."""
        found: dict[Aim, tuple[str, ...]] = {}
        for item in self.items:
            found[item.aim] = (*found.get(item.aim, ()), item.form)
        return found

    def aim(self, excerpt: Excerpt) -> Aim:
        """What a question such as `dloss/dw` aims at. Raises Faults."""
        return self.aim_of(parse_question(excerpt, self.scope), excerpt)

    def aim_of(self, question: Question, excerpt: Excerpt) -> Aim:
        """The same of a question that has been read; `excerpt` is where it stands."""
        try:
            return aim(self.trace, question)
        except KeyError as missing:
            raise unknown(str(missing.args[0]), excerpt.place, self.trace.graph.index) from None
        except NotNeighbours:
            asked = f"d{question.of}/d{question.wrt or question.wrt_text}"
            message, advice = say("tutor.not-neighbours", asked=asked), say("grading.not-neighbours-help")
            raise Faults(Finding("BP226", message, excerpt.place, help=advice)) from None

    def form(self, aim: Aim, typed: str) -> str:
        """The form a question is asked in; the one that was typed where it is asked in both."""
        forms = self.forms.get(aim, (NUMBER,))
        return typed if typed in forms else forms[0]

    def name(self, aim: Aim) -> str:
        """The question as it is typed."""
        if aim not in self._names:
            self._names[aim] = asked_name(self.trace, aim)
        return self._names[aim]

    def shown(self, aim: Aim) -> str:
        """The same as it is shown: `∂loss/∂w`."""
        return as_shown(self.name(aim))

    def truth(self, aim: Aim) -> Any:
        """The right answer; 0 for the gradient of a node the output does not depend on.

        A double that rounding alone keeps from being 0 is 0.
        """
        if aim not in self._truths:
            here = self.points.here
            found = here.truth(aim)
            if isinstance(found, float) and abs(found) < _SMALL and abs(here.precise_truth(aim)) < _NOTHING:
                found = Fraction(0)
            self._truths[aim] = found
        return self._truths[aim]

    def fit(self, aim: Aim, typed: Typed) -> Fit:
        """How a typed number fits the right answer: the same number is looked at once."""
        key = aim, typed
        if key in self._fits:
            return self._fits[key]
        found = fit(typed, self.truth(aim), partial(self.rivals, aim), partial(self.is_exactly, aim))
        if len(self._fits) < _KEPT:
            self._fits[key] = found
        return found

    def is_exactly(self, aim: Aim, value: Fraction) -> bool:
        """Whether a number is the right answer at 60 digits: tanh(20) is 1 in doubles, and still not 1."""
        here = self.points.here
        return close(precise_number(value), here.precise_truth(aim), _EXACT if here.is_precise else RELATIVE)

    def is_constant(self, aim: Aim) -> bool:
        """Whether the right answer is the same whatever the numbers of the exercise: then a number is a formula."""
        if aim not in self._constant:
            first, *others = (point.truth(aim) for point in self.points.base)
            self._constant[aim] = not getattr(first, "ndim", 0) and all(
                close(float(first), float(other)) for other in others
            )
        return self._constant[aim]

    def outcomes(self, aim: Aim) -> tuple[Outcome, ...]:
        """The wrong answers that known mistakes lead to."""
        if aim not in self._outcomes:
            self._outcomes[aim] = outcomes(self.exercise, self.trace, aim)
        return self._outcomes[aim]

    def rivals(self, aim: Aim) -> list[Any]:
        """Their values; the right answer rounded on the way is none."""
        return [outcome.value for outcome in self.outcomes(aim) if outcome.mistake not in NEAR]

    def recalled(self, key: tuple[Any, ...], explain: Callable[[], Explained]) -> Explained:
        """What explains a wrong value: the same value after the same answers is looked at once."""
        try:
            if key in self._explained:
                return self._explained[key]
        except TypeError:  # arrays
            return explain()
        found = explain()
        if len(self._explained) < _KEPT:
            self._explained[key] = found
        return found
