"""Answers that strangers send, each against the verdict that its corpus names, as a question of one step."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bpcli.core.findings import Faults
from bpcli.core.source import Excerpt, Source
from bpcli.exercise.loading import load_source
from bpcli.tutor.aims import Aim, Wanted
from bpcli.tutor.asking import FORMULA, NUMBER, Item
from bpcli.tutor.grading.judge import judge
from bpcli.tutor.grading.judgement import Judgement, Verdict
from bpcli.tutor.grading.problem import Problem
from bpcli.tutor.solution import solve

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "hostile" / "answers.jsonl").read_text("utf-8").splitlines()
]
ALLOWED = {
    "correct": {Verdict.CORRECT},
    "incorrect": {Verdict.WRONG},
    "not-correct": {Verdict.WRONG, Verdict.UNDECIDED, Verdict.INVALID},
    "unreadable": {Verdict.INVALID},
    "any": set(Verdict),
}
# Exercises that are refused themselves: their step has no value.
REFUSED = ("1e308*10", "1/0", "0/0", "1/(x-x)", "log(-x^2)")
TOWERS = ["9^9^9^9", "x^1000000", "exp(exp(exp(exp(9))))", "(((9^9)^9)^9)^99", "9^9^9^9 - 9^9^9^9", "sin(9^9^9)"]


def problem(expected: str, at: dict[str, Any]) -> tuple[Problem, Item]:
    """The exercise whose one step is the expected formula."""
    given = json.dumps(at)
    exercise = load_source(Source("case.yaml", f"model: out = {expected}\nupstream: {{out: 1}}\ngiven: {given}\n"))
    trace = solve(exercise)
    form = FORMULA if trace.graph.nodes[trace.graph.output].inputs else NUMBER
    return Problem(exercise, trace), Item(Aim(Wanted.VALUE, trace.graph.output), form)


def verdict(expected: str, answer: str, at: dict[str, Any]) -> Judgement:
    return judge(*problem(expected, at), Excerpt.of(answer, "answer"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["answer"])
def test_a_strangers_answer_gets_its_verdict(case: dict[str, Any]) -> None:
    expected = case["expected"]
    if expected in REFUSED:
        with pytest.raises(Faults):
            problem(expected, case["at"])
        expected = "x + 1"
    found = verdict(expected, case["answer"], case["at"])
    assert found.verdict in ALLOWED[case["verdict"]], found
    assert found.faults or found.verdict is not Verdict.INVALID


@pytest.mark.parametrize("answer", TOWERS)
def test_a_tower_of_powers_is_judged_in_no_time(answer: str) -> None:
    start = time.perf_counter()
    found = verdict("3·x^2", answer, {"x": 2})
    assert time.perf_counter() - start < 10
    assert found.verdict in {Verdict.WRONG, Verdict.UNDECIDED, Verdict.INVALID}


@pytest.mark.parametrize(
    "answer", ["x" + "+x" * 999, "+".join(["(x+1)^99"] * 220), "*".join(["x^999"] * 330), "x·" * 650 + "x"]
)
def test_a_long_answer_is_judged_in_no_time(answer: str) -> None:
    start = time.perf_counter()
    found = verdict("3·x^2", answer, {"x": 2})
    assert time.perf_counter() - start < 10
    assert found.verdict in {Verdict.WRONG, Verdict.UNDECIDED}


def test_an_answer_that_is_too_long_names_the_limit() -> None:
    found = verdict("3·x^2", "x+" * 30_000 + "x", {"x": 2})
    assert found.verdict is Verdict.INVALID
    assert "2,000" in found.message


def test_an_outer_product_that_would_fill_the_memory_is_refused() -> None:
    numbers = [1] * 5_000
    found = problem("sum(v)", {"v": numbers})[0]
    item = Item(Aim(Wanted.TOTAL, found.trace.graph.index["v"]), FORMULA)
    assert judge(found, item, Excerpt.of("v·vᵀ·v", "answer")).verdict is Verdict.INVALID


def test_nothing_that_is_typed_runs(capfd: pytest.CaptureFixture[str]) -> None:
    seen: list[str] = []
    sys.addaudithook(lambda event, _: seen.append(event) if event in {"os.system", "subprocess.Popen"} else None)
    for answer in ("__import__('os').system('echo pwned')", "eval('1')", "().__class__", "open('x','w')", "x.diff()"):
        assert verdict("3·x", answer, {"x": 2}).verdict is Verdict.INVALID
    assert seen == []
    assert "pwned" not in capfd.readouterr().out
