"""What is said of a wrong answer: a counter-example, the earlier slip it follows from, the mistake that explains it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any

from bpcli.core.findings import Finding
from bpcli.core.numerals import DIGITS as DIGITS_SHOWN
from bpcli.core.numerals import Shape, Value, numeral, value_text
from bpcli.core.say import say
from bpcli.core.source import Excerpt
from bpcli.exercise.given import Given, Within
from bpcli.tutor.aims import Aim, Wanted
from bpcli.tutor.grading.equality import near
from bpcli.tutor.grading.formula import Formula, Missing
from bpcli.tutor.grading.numbers import DIGITS
from bpcli.tutor.grading.points import Point
from bpcli.tutor.grading.problem import Problem
from bpcli.tutor.mistakes.diagnosis import diagnose, diagnose_formula
from bpcli.tutor.mistakes.message import message
from bpcli.tutor.mistakes.outcome import Diagnosis

_MOST_NUMBERS = 8  # in a counter-example
_MOST_ENTRIES = 4
_CLOSE = 1e-2
_LARGEST = 10**300


def counter_example(problem: Problem, aim: Aim, formula: Formula, point: Point, value: Any) -> str:
    """Numbers at which a formula is wrong, and what it gives there; those of the exercise would tell its answer."""
    if point is problem.points.here:
        return say("grading.differs-here")
    truth, what = point.truth(aim), aim.wanted.value
    numbers = _numbers(problem, aim, formula, point)
    if value is None:
        return say(f"grading.gap-{what}", numbers=numbers, truth=value_text(truth))
    if not formula.shape:
        yours, right = _told_apart(value, truth)
        return say(f"grading.example-{what}", numbers=numbers, yours=yours, truth=right)
    place = _first_difference(value, truth)
    yours, right = _told_apart(value.ravel()[place], truth.ravel()[place])
    entry = _position(place, formula.shape)
    return say(f"grading.entry-{what}", numbers=numbers, entry=entry, yours=yours, truth=right)


def entries(wrong: Sequence[int], shape: Shape) -> str:
    """Which entries of an array are wrong."""
    places = ", ".join(_position(place, shape) for place in wrong[:_MOST_ENTRIES])
    if len(wrong) == 1:
        return say("grading.wrong-entry", entry=places)
    if len(wrong) <= _MOST_ENTRIES:
        return say("grading.wrong-entries", entries=places)
    return say("grading.wrong-many-entries", entries=places, count=len(wrong))


def right_step(problem: Problem, slip: Aim, value: Value) -> str:
    """The praise for a step that is right but for what it starts from, and where that is wrong."""
    asked, truth = problem.shown(slip), problem.truth(slip)
    if getattr(value, "ndim", 0):
        return say("grading.right-step-array", asked=asked)
    yours, right = numeral(Fraction(value)), numeral(truth)  # type: ignore[arg-type]
    if abs(float(value) - float(truth)) <= abs(float(truth)) * 10.0 ** (1 - DIGITS):
        return say("grading.right-step-rounded", asked=asked, yours=yours)
    return say("grading.right-step", asked=asked, yours=yours, truth=right)


def circular(name: str, excerpt: Excerpt) -> Finding:
    """The fault of an answer that names what is asked for."""
    return Finding("BP211", say("grading.circular", name=name), excerpt.place, help=say("grading.circular-help"))


def together(*sentences: str) -> str:
    """Sentences one after the other, without those that are not there."""
    return " ".join(filter(None, sentences))


def _numbers(problem: Problem, aim: Aim, formula: Formula, point: Point) -> str:
    """The numbers of a point that the answer and the question depend on, where they are few; else those it names."""
    nodes, output = problem.trace.graph.nodes, problem.trace.graph.output
    root = output if aim.wanted is Wanted.TOTAL else aim.node if aim.consumer is None else aim.consumer
    needed = _ancestors(problem, (root, *formula.nodes))
    leaves = [node for node in needed if nodes[node].rule is None]
    chosen = leaves if sum(prod(nodes[node].shape) for node in leaves) <= _MOST_NUMBERS else formula.nodes
    texts = [
        f"{nodes[node].name} = {value_text(point.trace.value(node))}"
        for node in chosen[:_MOST_NUMBERS]
        if prod(nodes[node].shape) <= _MOST_NUMBERS
    ]
    return ", ".join(texts if len(texts) == len(chosen) else [*texts, "…"])


def _ancestors(problem: Problem, roots: Sequence[int]) -> list[int]:
    """The nodes that some of the roots are computed from, themselves included, in the order of the graph."""
    nodes = problem.trace.graph.nodes
    needed = set(roots)
    for index in range(len(nodes) - 1, -1, -1):
        if index in needed:
            needed.update(nodes[index].inputs)
    return sorted(needed)


def _first_difference(value: Any, truth: Any) -> int:
    pairs = zip(value.ravel().tolist(), truth.ravel().tolist(), strict=True)
    off = [abs(float(one) - float(other)) for one, other in pairs]
    return off.index(max(off))


def _position(place: int, shape: Shape) -> str:
    if len(shape) < 2:
        return str(place + 1)
    return f"({place // shape[1] + 1}, {place % shape[1] + 1})"


def _told_apart(one: Any, other: Any) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to see that they differ."""
    texts = ("", "")
    for digits in (DIGITS_SHOWN, 9, 12, 15, 17):
        texts = _number(one, digits), _number(other, digits)
        if texts[0] != texts[1]:
            break
    return texts


def _number(value: Any, digits: int) -> str:
    """A number as people read it."""
    if abs(value) > _LARGEST:
        return say("grading.huge")
    return numeral(value if isinstance(value, Fraction) else float(value), digits)


# Mistakes


def explained(
    problem: Problem, aim: Aim, value: Any, within: Within, earlier: Mapping[Aim, Value]
) -> tuple[Diagnosis, str]:
    """The mistake that explains a wrong value, and what is said of it."""
    if value is None:
        return Diagnosis(), _not_it(problem, aim)
    found = problem.recalled((aim, value, within), lambda: _explained(problem, aim, value, within, {}))
    if not earlier or not (found[0].candidates or len(found[0].places) > 1):
        return found
    # Other answers tell explanations apart, and need not be asked for.
    key = (aim, value, within, *earlier.items())
    return problem.recalled(key, lambda: _explained(problem, aim, value, within, earlier))


def _explained(
    problem: Problem, aim: Aim, value: Any, within: Within, earlier: Mapping[Aim, Value]
) -> tuple[Diagnosis, str]:
    exercise, trace = problem.exercise, problem.trace
    found = diagnose(exercise, trace, aim, value, within, earlier)
    # A multiple tells nothing, but for its sign; that of a gradient of the output lacks a factor of the chain rule.
    if aim.wanted is not Wanted.TOTAL and found == Diagnosis(factor=found.factor) and found.factor != -1:
        return found, _not_it(problem, aim)
    return found, message(exercise, trace, aim, found, earlier)


def _not_it(problem: Problem, aim: Aim) -> str:
    """That the answer is wrong, and where to look."""
    nodes, asked = problem.trace.graph.nodes, problem.shown(aim)
    if aim.consumer is not None:
        return say("grading.wrong-local", asked=asked, node=nodes[aim.consumer].name, source=nodes[aim.node].name)
    if aim.wanted is Wanted.TOTAL:
        return say("grading.wrong-total", asked=asked)
    return say("grading.wrong-given" if nodes[aim.node].rule is None else "grading.wrong-value", asked=asked)


def unexplained(value: Any, truth: Any, where: str) -> str:
    """What is said of a wrong answer that no mistake explains; "" where there is nothing particular about it."""
    if where:
        return say("grading.entries-rest") if _most_agree(value, truth) else ""
    return say("grading.close") if value is not None and near(value, truth, _CLOSE) else ""


def _most_agree(value: Any, truth: Any) -> bool:
    pairs = list(zip(value.ravel().tolist(), truth.ravel().tolist(), strict=True))
    return 2 * sum(near(one, other, _CLOSE) for one, other in pairs) >= len(pairs)


def explained_formula(problem: Problem, aim: Aim, formula: Formula) -> tuple[Diagnosis, str]:
    """The mistake that explains a wrong formula, and what is said of it; "" where a counter-example says enough."""

    def values_at(givens: Mapping[str, Given]) -> Any:
        point = problem.points.at(givens)
        value = None if point is None else formula.at(point)
        is_array = bool(formula.shape) and not isinstance(value, Missing)
        return value if is_array or isinstance(value, Fraction | float) else None

    found = diagnose_formula(problem.exercise, problem.trace, aim, values_at)
    if found != Diagnosis():
        return found, message(problem.exercise, problem.trace, aim, found)
    return found, say("grading.only-here") if _is_right_here(problem, aim, formula) else ""


def _is_right_here(problem: Problem, aim: Aim, formula: Formula) -> bool:
    """Whether a wrong formula gives the right number at the numbers of the exercise."""
    value = None if formula.has_arrays else formula.at(problem.points.here)
    return isinstance(value, Fraction | float) and near(value, problem.truth(aim))
