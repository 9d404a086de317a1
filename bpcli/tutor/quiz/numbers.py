"""Fresh numbers for a quiz: `fresh(exercise, trace, seed)` is the exercise with others, the same ones for a seed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.given import Given
from bpcli.tutor.asking import questions
from bpcli.tutor.mistakes.discrimination import numbers


def fresh(exercise: Exercise, trace: Trace, seed: str) -> Exercise:
    """The exercise with numbers that tell slips apart, of the author's `variants` where there are any."""
    return with_numbers(exercise, numbers(exercise, trace, questions(exercise, trace), seed))


def with_numbers(exercise: Exercise, givens: Mapping[str, Given]) -> Exercise:
    """The exercise with other numbers; what its author states of the old ones is left out."""
    return replace(exercise, givens=dict(givens), defaulted=(), expectations=(), tests=())


def numbers_text(exercise: Exercise) -> str:
    """The numbers of an exercise as JSON: fractions as texts, so that they stay exact, arrays as lists."""
    return json.dumps({name: _plain(given) for name, given in exercise.values.items()})


def with_numbers_text(exercise: Exercise, text: str) -> Exercise | None:
    """The exercise with the numbers of such a text; None where it does not fit the exercise."""
    try:
        givens = {name: _given(plain) for name, plain in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError, RecursionError, ZeroDivisionError):
        return None
    return with_numbers(exercise, givens) if givens.keys() == exercise.values.keys() else None


def _plain(given: Given) -> Any:
    return list(map(_plain, given)) if isinstance(given, tuple) else str(given)


def _given(plain: Any) -> Given:
    if isinstance(plain, list):
        return tuple(map(_given, plain))
    if not isinstance(plain, str):
        raise TypeError(plain)
    return Fraction(plain)
