"""Judge one answer: `judge(problem, item, Excerpt.of("2r"))` says what a fair teacher would say.

In this order: can it be read; is it right, in the form that was asked or in the other one; is it the right step from
an earlier slip of the learner's own; and which mistake explains it. A right answer is never lost to a wrong earlier
one, what cannot be read is no attempt, and what cannot be decided takes nothing away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from math import prod
from typing import Any, NamedTuple

from bpcli.core.findings import Finding
from bpcli.core.numerals import Shape, Value
from bpcli.core.say import say
from bpcli.core.source import Excerpt
from bpcli.engine.shapes import shape_text
from bpcli.exercise.given import Within
from bpcli.tutor.aims import Aim, Wanted
from bpcli.tutor.asking import FORMULA, NUMBER, Item
from bpcli.tutor.grading import telling
from bpcli.tutor.grading.answers import Typed, entries
from bpcli.tutor.grading.equality import Likeness, compare, near
from bpcli.tutor.grading.follow_through import followed, slips
from bpcli.tutor.grading.formula import Formula, Missing
from bpcli.tutor.grading.judgement import Judgement, Verdict
from bpcli.tutor.grading.numbers import Fit, fit, fit_all, half_unit
from bpcli.tutor.grading.problem import Problem
from bpcli.tutor.grading.reading import Earlier, Reading, read, shape, worth
from bpcli.tutor.mistakes.outcome import Diagnosis

HALF = 0.5  # for the right value in the other form, and for the right step from an earlier slip
_THREE_DIGITS = 5e-3  # what has been rounded more is no better than a guess
_STEP_POINTS = 5


class _Case(NamedTuple):
    """One answer to one question, with what the learner answered to others."""

    problem: Problem
    item: Item
    reading: Reading
    earlier: Earlier | None

    @property
    def before(self) -> Mapping[Aim, Value]:
        """What the other answers are worth at the numbers of the exercise."""
        others = {} if self.earlier is None else self.earlier.here
        return {aim: value for aim, value in others.items() if aim != self.item.aim}

    def verdict(self, verdict: Verdict, message: str, credit: float = 0.0, **more: Any) -> Judgement:
        """The judgement with this verdict."""
        return Judgement(self.problem.name(self.item.aim), self.reading.text, verdict, credit, message, **more)


def judge(problem: Problem, item: Item, answer: Excerpt, earlier: Mapping[Aim, Excerpt] | None = None) -> Judgement:
    """What is said of an answer. `earlier` has the learner's own answers to other questions, right or wrong."""
    before = Earlier(problem, {aim: read(problem, text) for aim, text in earlier.items()}) if earlier else None
    return judge_reading(problem, item, read(problem, answer), before)


def judge_reading(problem: Problem, item: Item, reading: Reading, earlier: Earlier | None = None) -> Judgement:
    """The same of an answer that has been read, after others that have been read."""
    case = _Case(problem, item, reading, earlier)
    if reading.is_blank:
        return unanswered(problem, item.aim)
    if reading.faults:
        return _invalid(case, *reading.faults)
    if reading.named not in (None, item.aim):
        return _invalid(case, _other_question(case, reading.named))
    if reading.formula is not None:
        return _of_formula(case, reading.formula)
    expected = problem.trace.graph.nodes[item.aim.node].shape
    if isinstance(reading.typed, Typed) and not expected:
        return _of_number(case, reading.typed)
    found = shape(reading.typed or ())
    if not _fits_shape(found, expected) and (misfit := _misfit(case, found)):
        return _invalid(case, misfit)
    return _of_array(case)


def unanswered(problem: Problem, aim: Aim) -> Judgement:
    """The judgement of a question that nothing was answered to."""
    return Judgement(problem.name(aim), None, Verdict.UNANSWERED, message=say("grading.unanswered"))


# Numbers


def _of_number(case: _Case, typed: Typed) -> Judgement:
    problem, aim = case.problem, case.item.aim
    found = problem.fit(aim, typed)
    if found is Fit.RIGHT:
        return _right_number(case)
    if found is not Fit.WRONG:
        return case.verdict(Verdict.UNDECIDED, say(f"grading.digits-{found.name.lower()}"))
    return _wrong(case, typed.value, half_unit(typed), lambda expected: fit(typed, expected) is Fit.RIGHT)


def _of_array(case: _Case) -> Judgement:
    problem, aim, typed = case.problem, case.item.aim, case.reading.typed
    if typed is None:
        raise TypeError(typed)
    truth = problem.truth(aim)
    numbers = entries(typed)
    found, wrong = fit_all(numbers, truth.ravel().tolist())
    if found is Fit.RIGHT:
        return _right_number(case)
    if found is Fit.SHORT:
        return case.verdict(Verdict.UNDECIDED, say("grading.digits-short"))
    value = worth(problem, case.reading)
    halves = tuple(map(half_unit, numbers))
    columns = truth.shape[-1]
    rows = tuple(halves[start : start + columns] for start in range(0, len(halves), columns))
    within = rows if truth.ndim > 1 else halves
    where = telling.entries(wrong, truth.shape)
    return _wrong(case, _shaped(value, truth.shape), within, lambda expected: _fit_entries(numbers, expected), where)


def _fit_entries(typed: Sequence[Typed], expected: Any) -> bool:
    return fit_all(typed, expected.ravel().tolist())[0] is Fit.RIGHT


def _fits_shape(found: Shape, expected: Shape) -> bool:
    """Whether it is a column typed as a matrix of one column, or one number that needs no brackets."""
    return bool(expected) and (found == (*expected, 1) or (not found and prod(expected) == 1))


def _shaped(value: Any, shape: Shape) -> Any:
    """An array in the shape that was asked for: a column may have been typed as a matrix, or as one number."""
    import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

    return np.asarray(value, dtype=float).reshape(shape)


def _right_number(case: _Case) -> Judgement:
    if case.item.form == NUMBER or case.problem.is_constant(case.item.aim):
        return case.verdict(Verdict.CORRECT, say("grading.correct"), 1.0)
    return case.verdict(Verdict.OTHER_FORM, say("grading.formula-wanted"), HALF)


# Formulas


def _of_formula(case: _Case, formula: Formula) -> Judgement:
    if not formula.names:
        return _of_calculation(case, formula)
    aim, nodes = case.item.aim, case.problem.trace.graph.nodes
    if aim.wanted is Wanted.VALUE and nodes[aim.node].name in formula.names:
        return _invalid(case, telling.circular(nodes[aim.node].name, case.reading.excerpt))
    if misfit := _misfit(case, formula.shape):
        return _invalid(case, misfit)
    return _in_general(case, formula) if case.item.form == FORMULA else _at_the_givens(case, formula)


def _of_calculation(case: _Case, formula: Formula) -> Judgement:
    """A formula without names, such as `2·−4`: the number it makes."""
    problem, aim = case.problem, case.item.aim
    if misfit := _misfit(case, formula.shape):
        return _invalid(case, misfit)
    value, truth = formula.at(problem.points.here), problem.truth(aim)
    if isinstance(value, Missing):
        return _without_value(case, value)
    if _is_worth(value, truth):
        return _right_number(case)
    if near(value, truth, _THREE_DIGITS) and abs(float(value) - float(truth)) <= formula.slack_at(problem.points.here):
        return case.verdict(Verdict.UNDECIDED, say("grading.digits-calculation"))
    return _wrong(case, worth(problem, case.reading), None, lambda expected: _is_worth(value, expected))


def _in_general(case: _Case, formula: Formula) -> Judgement:
    """A formula where one is asked for: it must be right whatever the numbers are."""
    problem, aim = case.problem, case.item.aim
    found = compare(formula, aim, problem.points)
    if found.likeness is Likeness.EQUAL:
        return case.verdict(Verdict.CORRECT, say("grading.correct"), 1.0)
    if found.likeness is Likeness.NOWHERE:
        return _without_value(case, Missing.UNDEFINED)
    if found.likeness is Likeness.OPEN or found.point is None:
        return case.verdict(Verdict.UNDECIDED, say("grading.open"))
    if (slip := _general_slip(case, formula)) is not None:
        message = say("grading.right-step-formula", asked=problem.shown(slip))
        return case.verdict(Verdict.WRONG, message, HALF, follow_through=True)
    example = telling.counter_example(problem, aim, formula, found.point, found.value)
    diagnosis, explanation = telling.explained_formula(problem, aim, formula)
    return case.verdict(
        Verdict.WRONG,
        telling.together(explanation, example),
        diagnosis=diagnosis.mistake,
        candidates=diagnosis.candidates,
    )


def _at_the_givens(case: _Case, formula: Formula) -> Judgement:
    """A formula where a number is asked for: its value at the numbers of the exercise must be right."""
    problem, aim = case.problem, case.item.aim
    value = formula.at(problem.points.here)
    if isinstance(value, Missing):
        return _without_value(case, value)
    if _is_worth(value, problem.truth(aim)):
        return case.verdict(Verdict.OTHER_FORM, say("grading.number-wanted"), HALF)
    return _wrong(case, worth(problem, case.reading), None, lambda expected: _is_worth(value, expected))


def _is_worth(value: Any, truth: Any) -> bool:
    if getattr(truth, "ndim", 0):
        return bool(all(map(_is_worth, value.ravel().tolist(), truth.ravel().tolist())))
    if isinstance(value, Fraction) and isinstance(truth, Fraction):
        return value == truth
    return near(value, truth)


# What is not right


def _wrong(case: _Case, value: Any, within: Within, fits: Callable[[Any], bool], where: str = "") -> Judgement:
    """A wrong value: the right step from an earlier slip, or a mistake that may have a name."""
    problem, aim = case.problem, case.item.aim
    before = case.before
    slip = followed(problem.trace, aim, case.earlier.slips, fits) if case.earlier is not None else None
    if slip is not None:
        message = telling.right_step(problem, slip, before[slip])
        return case.verdict(Verdict.WRONG, message, HALF, follow_through=True)
    diagnosis, explanation = telling.explained(problem, aim, value, within, before)
    if diagnosis == Diagnosis():
        explanation = telling.unexplained(value, problem.truth(aim), where) or explanation
    return case.verdict(
        Verdict.WRONG,
        telling.together(where, explanation),
        diagnosis=diagnosis.mistake,
        candidates=diagnosis.candidates,
    )


def _general_slip(case: _Case, formula: Formula) -> Aim | None:
    """The earlier formula that a formula is the right step from, at every point where the step is not trivial."""
    problem, aim = case.problem, case.item.aim
    if case.earlier is None or not case.earlier.has_formulas or formula.shape:
        return None
    found = []
    for point in problem.points.base[:_STEP_POINTS]:
        value = formula.at(point)
        if isinstance(value, Missing):
            return None
        wrong = slips(point.trace, case.earlier.at(point))
        found.append(followed(point.trace, aim, wrong, partial(near, value)))
    return found[0] if None not in found else None


def _invalid(case: _Case, *faults: Finding) -> Judgement:
    return case.verdict(Verdict.INVALID, faults[0].message, faults=faults)


def _without_value(case: _Case, missing: Missing) -> Judgement:
    if missing is Missing.BEYOND:
        return case.verdict(Verdict.UNDECIDED, say("grading.beyond"))
    excerpt = case.reading.excerpt
    return _invalid(case, Finding("BP220", say("grading.no-value"), excerpt.place, help=say("grading.no-value-help")))


def _other_question(case: _Case, named: Aim) -> Finding:
    """The fault of an answer that says itself what it answers, and that is something else."""
    problem, excerpt = case.problem, case.reading.excerpt
    message = say("grading.other-question", named=problem.shown(named), asked=problem.shown(case.item.aim))
    return Finding("BP226", message, excerpt.place, help=say("grading.other-question-help"))


def _misfit(case: _Case, found: tuple[int, ...]) -> Finding | None:
    """The fault of an answer whose shape is not that of what is asked."""
    expected = case.problem.trace.graph.nodes[case.item.aim.node].shape
    if found == expected:
        return None
    fields = {"found": shape_text(found), "expected": shape_text(expected), "asked": case.problem.shown(case.item.aim)}
    message, advice = say("grading.shape", **fields), say("grading.shape-help")
    return Finding("BP214", message, case.reading.excerpt.place, help=advice)
