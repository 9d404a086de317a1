"""What each mistake makes of a question.

`outcomes(exercise, trace, aim)` are the wrong answers that a single slip leads to, in the table's order. Slips that
agree for every choice of the givens are one outcome, under the first of them; what alters nothing is none. An
outcome may have the right answer's value at these numbers: then they hide the mistake.

Rounding early (`NEAR` in the table) comes out near the right answer by its nature: leave it out where you
ask whether an answer has digits enough to tell a right one from a wrong one.
"""

from __future__ import annotations

from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.given import Given
from bpcli.tutor.aims import Aim
from bpcli.tutor.mistakes.outcome import Outcome
from bpcli.tutor.mistakes.study import study


def outcomes(exercise: Exercise, trace: Trace, aim: Aim) -> tuple[Outcome, ...]:
    """The wrong answers to a question, exact where the passes are; the same trace is studied once."""
    return tuple(explanation.outcome for explanation in study(exercise, trace).explanations(aim))


def drawn_points(exercise: Exercise, trace: Trace) -> tuple[dict[str, Given], ...]:
    """Other givens of the exercise, at which explanations that could differ do differ."""
    return tuple(dict(choice.givens) for choice in study(exercise, trace).drawn)
