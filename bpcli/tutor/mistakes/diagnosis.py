"""What explains a wrong answer, if anything does.

`diagnose` looks at a number or an array, `diagnose_formula` at a formula, which is compared at other givens too and so
tells explanations apart that numbers cannot. Neither guesses: where explanations that could differ fit equally
well they are all named as candidates, and none as the mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.given import Given
from bpcli.tutor.aims import Aim, Wanted
from bpcli.tutor.mistakes.alike import agree, answers_in
from bpcli.tutor.mistakes.altered import Altered
from bpcli.tutor.mistakes.numbers import near
from bpcli.tutor.mistakes.outcome import Diagnosis
from bpcli.tutor.mistakes.pairs import Pair, paired, pairs
from bpcli.tutor.mistakes.situation import Situation
from bpcli.tutor.mistakes.study import Explanation, Study, study

_FACTORS = tuple(
    sign * factor
    for factor in (Fraction(1), *map(Fraction, (2, 3, 4)), *(Fraction(1, n) for n in (2, 3, 4)))
    for sign in (1, -1)
)
_LARGEST_CONE = 60  # nodes; beyond, two slips at once are not looked for
_FEWEST_POINTS = 2  # at which a formula must agree with an explanation


def diagnose(
    exercise: Exercise,
    trace: Trace,
    aim: Aim,
    answer: Any,
    within: Any = None,
    earlier: Mapping[Aim, Any] | None = None,
) -> Diagnosis:
    """What explains an answer; nothing, where it is right.

    answer: a Fraction, a float, nested tuples of them or an array.
    within: how far off a number may be, in the shape of the answer or one for all; None for not at all.
    earlier: the learner's answers to other questions; explanations that contradict them are left out.
    """
    studied = study(exercise, trace)
    with studied.quiet():
        here = studied.here(aim)
        if here is None or here.truth is None or near(answer, here.truth, within):
            return Diagnosis()
        fitting = [found for found in studied.explanations(aim) if near(answer, found.outcome.value, within)]
        fitting = _consistent(studied, fitting, earlier or {}, aim)
        if fitting:
            return _of(fitting, _factor(answer, here.truth, within))
        return _shared(here, answer, within) or _two_slips(
            studied, aim, here, lambda value: near(answer, value, within)
        )


def diagnose_formula(
    exercise: Exercise, trace: Trace, aim: Aim, values_at: Callable[[Mapping[str, Given]], Any]
) -> Diagnosis:
    """What explains a formula; nothing, where it is right.

    values_at: the value of the formula at other givens (those of `drawn_points`); None where it has none.
    """
    studied = study(exercise, trace)
    with studied.quiet():
        situations = studied.drawn_situations(aim)
        values = tuple(values_at(found.choice.givens) for found in situations)
        truths = tuple(found.truth for found in situations)
        if sum(value is not None for value in values) < _FEWEST_POINTS or agree(values, truths):
            return Diagnosis()
        drawn = studied.drawn_answers(aim)
        fitting = [
            found
            for found in studied.explanations(aim)
            if _agree_often(values, [answers.made.get(found.key) for answers in drawn])
        ]
        if fitting:
            return _of(fitting, None)
        factor = _constant_factor(values, truths)
        if factor is not None:
            return Diagnosis(factor=factor)
        here = studied.here(aim)
        return Diagnosis() if here is None else _two_slips(studied, aim, here, None, values)


def _of(fitting: Sequence[Explanation], factor: Any) -> Diagnosis:
    """One mistake where all explanations are the same one, else candidates."""
    first = fitting[0].outcome
    mistakes = tuple(dict.fromkeys(found.outcome.mistake for found in fitting))
    if len(mistakes) > 1:
        places = tuple(next(f.outcome.node for f in fitting if f.outcome.mistake == one) for one in mistakes)
        return Diagnosis(candidates=mistakes, factor=factor, places=places)
    if len({(found.outcome.node, found.outcome.edge) for found in fitting}) > 1:
        return Diagnosis(first.mistake, factor=factor, places=tuple(dict.fromkeys(f.outcome.node for f in fitting)))
    return Diagnosis(first.mistake, (), first.node, first.edge, factor, places=(first.node,))


def _consistent(studied: Study, fitting: list[Explanation], earlier: Mapping[Aim, Any], aim: Aim) -> list[Explanation]:
    """The explanations that lead to the learner's earlier answers too; all of them, where none does."""
    left = fitting
    for asked, answer in earlier.items():
        if asked != aim and asked.wanted is Wanted.TOTAL and aim.wanted is Wanted.TOTAL:
            situation = studied.here(asked)
            if situation is not None and situation.truth is not None:
                made = answers_in(situation).made
                left = [found for found in left if near(answer, made.get(found.key, situation.truth), None)]
    return left or fitting


def _factor(answer: Any, truth: Any, within: Any) -> Fraction | None:
    """The simple factor by which an answer differs from the right one."""
    if not _nonzero(truth):
        return None
    return next((factor for factor in _FACTORS[1:] if near(answer, _times(truth, factor), within)), None)


def _times(value: Any, factor: Fraction) -> Any:
    return value * (factor if isinstance(value, Fraction) else float(factor))


def _nonzero(value: Any) -> bool:
    return bool(value.any()) if getattr(value, "ndim", 0) else bool(value != 0)


def _shared(here: Situation, answer: Any, within: Any) -> Diagnosis | None:
    """A simple factor, or one path too many."""
    factor = _factor(answer, here.truth, within)
    if factor is not None:
        return Diagnosis(factor=factor)
    for fork, sums in here.altered.forks if here.altered is not None else ():
        if fork.source == here.node and any(near(answer, here.truth + found, within) for found in sums):
            return Diagnosis(twice=True)
    return None


def _constant_factor(values: Sequence[Any], truths: Sequence[Any]) -> Fraction | None:
    for factor in _FACTORS[1:]:
        if agree(values, tuple(None if truth is None else _times(truth, factor) for truth in truths)):
            return factor
    return None


def _agree_often(values: Sequence[Any], drawn: Sequence[Any]) -> bool:
    """Whether a formula is what a slip leads to, at enough points and at all at which it has a value."""
    if any(a is not None and b is None for a, b in zip(values, drawn, strict=True)):
        return False
    common = sum(a is not None and b is not None for a, b in zip(values, drawn, strict=True))
    return common >= _FEWEST_POINTS and agree(values, drawn)


def _two_slips(
    studied: Study,
    aim: Aim,
    here: Situation,
    fits: Callable[[Any], bool] | None,
    values: Sequence[Any] | None = None,
) -> Diagnosis:
    """Two slips that explain the answer, where there is only one such pair.

    fits: whether a number at hand is the answer; or `values`: what a formula comes to at the drawn points.
    """
    altered = here.altered
    if altered is None or not altered.cone.scalar or len(altered.cone.nodes) > _LARGEST_CONE:
        return Diagnosis()
    points = [found.altered for found in studied.drawn_situations(aim) if found.altered is not None]
    known: list[tuple[Pair, tuple[Any, ...]]] = []
    for pair in _fitting_pairs(altered, fits):
        vector = tuple(_paired_at(point, pair) for point in points)
        if values is not None and not _agree_often(values, vector):
            continue
        if not any(agree(vector, other) for _, other in known):
            known.append((pair, vector))
    if len(known) != 1:
        return Diagnosis()
    pair = known[0][0]
    both = tuple(row.id for row in pair.rows)
    return Diagnosis(both=both, places=tuple(studied.ground.shown(node) for node in pair.nodes))


def _fitting_pairs(altered: Altered, fits: Callable[[Any], bool] | None) -> Iterator[Pair]:
    for pair in pairs(altered):
        if fits is None or ((value := _paired_at(altered, pair)) is not None and fits(value)):
            yield pair


def _paired_at(altered: Altered, pair: Pair) -> Any:
    return paired(altered, pair, {spot.key: spot for spot in altered.spots})
