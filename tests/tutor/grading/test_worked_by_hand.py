"""The wrong answers of tests/corpus/mistakes.yaml, worked out by hand, and what the grader says of them."""

from __future__ import annotations

import sys
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import mpmath
import pytest
import yaml

from bpcli.tutor.asking import FORMULA
from bpcli.tutor.grading.judgement import Judgement, Verdict
from bpcli.tutor.mistakes.table import IDS

from .conftest import judged, problem_of

CORPUS = Path(__file__).parents[2] / "corpus"
CASES = yaml.safe_load((CORPUS / "mistakes.yaml").read_text("utf-8"))
DIGITS = 12


@pytest.mark.parametrize("case", CASES["named"], ids=lambda case: f"{case['mistake']}-{case['ask']}")
def test_a_mistake_with_a_number_of_its_own_is_named(case: dict[str, Any]) -> None:
    found = _judged(case)
    assert (found.verdict, found.diagnosis, found.candidates) == (Verdict.WRONG, case["mistake"], ())


def test_every_mistake_of_the_table_is_named_in_two_exercises() -> None:
    seen = defaultdict(set)
    for case in CASES["named"]:
        seen[case["mistake"]].add((case["exercise"], case["ask"]))
    assert {name: len(seen[name]) for name in IDS if len(seen[name]) < 2} == {}
    assert set(seen) == set(IDS)


@pytest.mark.parametrize("case", CASES["together"], ids=lambda case: "-".join(case["mistakes"]))
def test_mistakes_that_come_to_one_number_and_could_differ_are_candidates_and_none_is_named(
    case: dict[str, Any],
) -> None:
    found = _judged(case)
    assert (found.verdict, found.diagnosis) == (Verdict.WRONG, None)
    assert set(case["mistakes"]) <= set(found.candidates)


@pytest.mark.parametrize("case", CASES["right"], ids=lambda case: case["exercise"])
def test_a_right_answer_is_right_though_a_mistake_comes_to_the_same_number(case: dict[str, Any]) -> None:
    assert _judged(case).verdict is Verdict.CORRECT


@pytest.mark.parametrize("case", CASES["formulas"], ids=lambda case: f"{case['ask']}-{case['answer']}")
def test_a_formula_is_given_the_mistake_that_leads_to_it_everywhere(case: dict[str, Any]) -> None:
    found = judged(problem_of(case["exercise"]), case["ask"], case["answer"], FORMULA)
    assert (found.verdict, found.diagnosis, found.candidates) == (Verdict.WRONG, case["mistake"], ())


def test_the_same_slip_in_two_places_is_told_once() -> None:
    """In y = u·u, u = x·x, whoever forgets the other factor once on the way of each has 4x for 4x³."""
    said = judged(problem_of("u=x·x, y=u·u, x=3"), "dy/dx", "4x", FORMULA).message
    assert said.startswith("The same slip in two places leads to this answer.")
    assert said.count("what is the other factor?") == 1


def _judged(case: dict[str, Any]) -> Judgement:
    exercise = CASES["exercises"].get(case["exercise"], case["exercise"])
    answer = case["answer"] if "answer" in case else _worked(case["worked"])
    return judged(problem_of(exercise), case["ask"], answer)


def _worked(arithmetic: str) -> str:
    """What the learner's arithmetic comes to, with many digits; whole numbers without a point."""
    with mpmath.workdps(30):
        value = _prove().value(_prove().parsed(arithmetic), {})
        return str(mpmath.nstr(value, DIGITS)).removesuffix(".0")


@cache
def _prove() -> Any:
    sys.path.insert(0, str(CORPUS))
    try:
        import prove  # noqa: PLC0415 - not a package, and it must not become one
    finally:
        sys.path.remove(str(CORPUS))
    return prove
