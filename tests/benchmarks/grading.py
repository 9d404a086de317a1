"""(f) Judging answers, held against the loop that many graders are: `sympy.simplify(right - answer) == 0`.

The loop only says right or wrong, so the verdict alone is measured too: the rest of the program's time goes into the
mistake that explains a wrong answer and into what a teacher would say of it. Of the loop's verdicts some are wrong; the
table says how many, and how many of the program's.
"""

from __future__ import annotations

import random
import signal
import sys
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import sympy
from measuring import Figure, is_quick, table

sys.path.insert(0, str(Path(__file__).parents[1] / "corpus"))

from prove import Pair, pairs, parsed, symbolic

from bpcli.core.source import Excerpt
from bpcli.exercise.library import shipped
from bpcli.exercise.loading import load_file, load_text
from bpcli.tutor.asking import FORMULA, Item
from bpcli.tutor.grading.answers import plain_number, read_answer
from bpcli.tutor.grading.equality import Likeness, compare
from bpcli.tutor.grading.judge import judge
from bpcli.tutor.grading.judgement import Verdict
from bpcli.tutor.grading.numbers import Fit
from bpcli.tutor.grading.problem import Problem
from bpcli.tutor.grading.reading import read
from bpcli.tutor.solution import solve

NUMBERS, FORMULAS = 10_000, 1_000
SAMPLE = 10  # of so many formulas one is given to the loop, which takes minutes for all of them
SECONDS = 3  # that the loop may think about one pair
QUESTIONS = 40  # that the class is asked
WRONG = 12  # different wrong answers to a question: a class makes the same mistakes
FASTER = 50


class Case(NamedTuple):
    """An answer; how it is judged, in full and as far as the verdict, and how by the loop; and whether it is right.

    warm_up: judges another answer to the question.
    """

    warm_up: Callable[[], object]
    ours: Callable[[], Verdict]
    verdict: Callable[[], bool]
    loop: Callable[[], bool]
    is_right: bool


@cache
def posed(short_form: str) -> Problem:
    """The graph of a pair, solved."""
    exercise = load_text(Excerpt.of(short_form))
    return Problem(exercise, solve(exercise))


def formula_cases(count: int) -> list[Case]:
    """The pairs of the corpus, whose labels are proved there: as they are, and written in two longer ways."""
    shapes = ("{}", "({}) + 1 - 1", "2*({})/2")
    every = (pair._replace(answer=shape.format(pair.answer)) for shape in shapes for pair in pairs())
    return list(map(formula_case, islice(every, count)))


def formula_case(pair: Pair) -> Case:
    """A pair of the corpus; whoever judges it reads the learner's text, and has the right answer ready."""
    problem = posed(pair.short_form)
    item = Item(problem.aim(Excerpt.of(pair.ask)), FORMULA)
    names = {name: sympy.Symbol(name, real=True) for name in pair.given}
    for name, formula in pair.steps.items():
        names[name] = symbolic(parsed(formula), names)
    right = symbolic(parsed(pair.expected), names)

    def loop() -> bool:
        return bool(sympy.simplify(right - symbolic(parsed(pair.answer), names)) == 0)

    def verdict() -> bool:
        formula = read(problem, Excerpt.of(pair.answer)).formula
        if formula is None or not formula.names:  # a number is compared in another way
            return judge(problem, item, Excerpt.of(pair.answer)).verdict is Verdict.CORRECT
        return compare(formula, item.aim, problem.points).likeness is Likeness.EQUAL

    def warm_up() -> None:
        judge(problem, item, Excerpt.of(pair.expected))

    return Case(warm_up, lambda: judge(problem, item, Excerpt.of(pair.answer)).verdict, verdict, loop, pair.correct)


def number_cases(count: int) -> list[Case]:
    """Right and wrong answers to the questions of the shipped exercises, as learners type them."""
    source = random.Random(1)  # noqa: S311 - the same answers every time, no secret
    every = [(problem, item) for problem in solved() for item in problem.items if _is_number(problem, item)]
    questions = source.sample(every, QUESTIONS)
    return [
        number_case(*source.choice(questions), is_right=source.random() < 1 / 2, off=source.randint(2, 1 + WRONG))
        for _ in range(count)
    ]


def solved() -> list[Problem]:
    """The shipped exercises."""
    exercises = [load_file(one.path) for one in shipped()]
    return [Problem(exercise, solve(exercise)) for exercise in exercises]


def _is_number(problem: Problem, item: Item) -> bool:
    return item.form != FORMULA and not getattr(problem.truth(item.aim), "ndim", 0)


def number_case(problem: Problem, item: Item, *, is_right: bool, off: int) -> Case:
    """The right number, exact or with six digits; or one that is off."""
    truth = problem.truth(item.aim)
    right = _typed(truth)
    text = right if is_right else _typed(truth + off)

    def loop() -> bool:
        return bool(sympy.simplify(sympy.sympify(right) - sympy.sympify(text)) == 0)

    def verdict() -> bool:
        typed = plain_number(text) or read_answer(Excerpt.of(text), problem.scope)
        return problem.fit(item.aim, typed) is Fit.RIGHT

    def warm_up() -> None:
        judge(problem, item, Excerpt.of(f"{float(truth):#.9g}"))  # a decimal is held against known wrong answers

    return Case(warm_up, lambda: judge(problem, item, Excerpt.of(text)).verdict, verdict, loop, is_right)


def _typed(value: Fraction | float) -> str:
    return str(value) if isinstance(value, Fraction) else f"{value:#.6g}"


def timed(works: Sequence[Callable[[], object]]) -> tuple[float, list[object]]:
    """The seconds of all works together, and what came of each; None of one that took too long."""
    found: list[object] = []
    start = time.perf_counter()
    for work in works:
        signal.alarm(SECONDS)
        try:
            found.append(work())
        except TimeoutError:
            found.append(None)
        finally:
            signal.alarm(0)
    return time.perf_counter() - start, found


def _out_of_time(*_: object) -> None:
    raise TimeoutError


def compared(what: str, cases: Sequence[Case], sample: int) -> tuple[list[Figure], str]:
    """How long each way takes, the loop on a part of the same answers, and how often it is wrong."""
    # The exercises are known before, as to a class that answers them; of the answers, none is.
    timed([case.warm_up for case in cases])
    alone, plain = timed([case.verdict for case in cases])
    full, verdicts = timed([case.ours for case in cases])
    part = cases[::sample]
    loop, equal = timed([case.loop for case in part])
    loop *= len(cases) / len(part)
    wrong = sum((found is Verdict.CORRECT) is not case.is_right for found, case in zip(verdicts, cases, strict=True))
    undecided = verdicts.count(Verdict.UNDECIDED)
    missed = sum(found is not case.is_right for found, case in zip(equal, part, strict=True))
    differing = sum((found is Verdict.CORRECT) is not other for found, other in zip(verdicts, plain, strict=True))
    remark = (
        f"{what}: of {len(cases):,} verdicts {wrong - undecided} wrong, {undecided} undecided, {differing} different "
        f"alone; of {len(part):,} of the loop {missed} wrong or too late."
    )
    figures = [
        Figure(f"{len(cases):,} {what}, the verdict / the loop, per mille", 1000 * alone / loop, 1000 / FASTER),
        Figure(f"{len(cases):,} {what}, judged in full / the loop, per mille", 1000 * full / loop),
    ]
    return figures, remark


def main() -> None:
    """Print the table."""
    quick = is_quick(__doc__)
    signal.signal(signal.SIGALRM, _out_of_time)
    formulas = formula_cases(20 if quick else FORMULAS)
    numbers = number_cases(100 if quick else NUMBERS)
    figures, remarks = [], []
    for what, cases, sample in (("formulas", formulas, SAMPLE), ("numbers", numbers, 1)):
        found, remark = compared(what, cases, sample)
        figures += found
        remarks.append(remark)
    table("(f) judging answers", figures, remarks)


if __name__ == "__main__":
    main()
