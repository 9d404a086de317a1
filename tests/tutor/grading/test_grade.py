from __future__ import annotations

from typing import Any

import pytest

from bpcli.core.findings import Faults
from bpcli.core.say import speak
from bpcli.core.source import Excerpt, Source
from bpcli.exercise import library
from bpcli.exercise.loading import load_file, load_source
from bpcli.tutor.asking import FORMULA, NUMBER, Item
from bpcli.tutor.expectations import disagreements
from bpcli.tutor.grading.grade import grade, trial_result
from bpcli.tutor.grading.judge import judge
from bpcli.tutor.grading.judgement import Graded, Verdict
from bpcli.tutor.grading.problem import Problem
from bpcli.tutor.solution import solve

from .conftest import problem_of


def graded(exercise: str, answers: dict[str, str], *, complete: bool = False) -> Graded:
    texts = {ask: Excerpt.of(text, "answer") for ask, text in answers.items()}
    return grade(problem_of(exercise), texts, complete=complete)


def test_answers_stand_in_the_order_of_the_questions() -> None:
    found = graded("linear", {"dloss/dw": "-8", "dloss/dx": "-4", "ŷ": "2", "dL/dr": "-4", "L": "4"})
    assert [one.ask for one in found.judgements] == ["ŷ", "loss", "dloss/dr", "dloss/dw", "dloss/dx"]
    assert (found.score, found.out_of) == (5, 5)


def test_a_formula_for_a_number_and_a_number_for_a_formula_are_worth_half() -> None:
    found = graded("linear", {"dloss/dr": "2r", "dloss/dw": "-8"})
    assert [(one.verdict, one.credit) for one in found.judgements] == [(Verdict.OTHER_FORM, 0.5), (Verdict.CORRECT, 1)]
    found = graded("linear-formulas", {"dloss/dr": "-14", "dloss/dw": "-42"})
    assert [(one.verdict, one.credit) for one in found.judgements] == [(Verdict.OTHER_FORM, 0.5)] * 2


def test_a_formula_with_the_wrong_value_is_no_other_form() -> None:
    assert graded("linear", {"dloss/dr": "3r"}).judgements[0].verdict is Verdict.WRONG
    assert graded("linear-formulas", {"dloss/dr": "-13"}).judgements[0].verdict is Verdict.WRONG


def test_where_the_right_formula_is_a_constant_a_number_is_one(said: Any) -> None:
    assert said("linear", "dr/dŷ", "1", FORMULA).verdict is Verdict.CORRECT
    assert said("linear", "dr/dy", "-1", FORMULA).verdict is Verdict.CORRECT
    assert said("linear", "dŷ/dw", "2", FORMULA).verdict is Verdict.OTHER_FORM
    assert said("linear", "dr/dŷ", "r/r", FORMULA).verdict is Verdict.CORRECT


def test_one_question_answered_twice_counts_once() -> None:
    found = graded("linear", {"dloss/dw": "-8", "dL/dw": "-7"})
    assert [one.verdict for one in found.judgements] == [Verdict.CORRECT, Verdict.INVALID]
    assert found.judgements[1].faults[0].code == "BP217"


@pytest.mark.parametrize("ask", ["dloss/dq", "q", "dw/dx", "dloss/dw/dx", "grad", "="])
def test_a_question_that_is_none_is_said_and_the_others_are_judged(ask: str) -> None:
    found = graded("linear", {ask: "3", "dloss/dw": "-8"})
    assert [one.verdict for one in found.judgements] == [Verdict.CORRECT, Verdict.INVALID]
    assert found.judgements[1].ask == ask
    assert found.judgements[1].faults


@pytest.mark.parametrize(
    "answer", ["=-8", "dloss/dx = -8", "-4·2 = -8", "-8,5", "true", "8 8", "-8)", "∂", "nan", "1:30", "[-8]", "x and y"]
)
def test_what_cannot_be_read_points_at_its_place_and_is_no_wrong_answer(answer: str) -> None:
    found = graded("linear", {"dloss/dw": answer}).judgements[0]
    assert found.verdict is Verdict.INVALID
    assert found.answer == answer
    assert found.faults[0].place is not None
    assert found.faults[0].help


def test_nothing_typed_is_unanswered() -> None:
    found = graded("linear", {"dloss/dw": "  "}).judgements[0]
    assert found.verdict is Verdict.UNANSWERED
    assert found.answer is None


def test_a_complete_file_misses_what_its_author_asks_and_an_empty_one_misses_everything() -> None:
    asked = graded("linear-formulas", {"ŷ": "-6"}, complete=True)
    assert [one.verdict for one in asked.judgements] == [Verdict.CORRECT, *[Verdict.UNANSWERED] * 6]
    assert (asked.score, asked.out_of) == (1, 7)
    assert graded("linear", {"dloss/dw": "-8"}, complete=True).out_of == 1
    assert graded("linear", {}, complete=True).out_of == len(problem_of("linear").items)
    assert graded("linear", {}).judgements == ()


def test_what_is_undecided_leaves_the_total() -> None:
    found = graded("y = σ(x); x=1", {"y": "0.73", "dL/dx": "0.196612"})
    assert (found.score, found.out_of) == (1, 1)


BOTH = """
model: ŷ = w·x
loss: [r = ŷ − y, loss = r²]
given: {x: 5, w: 3, y: 4}
ask: [loss, dloss/dr, {dloss/dw: formula}]
tests:
  - {ask: dloss/dw, answer: 2r·x, verdict: correct}
  - {ask: dloss/dw, answer: 110, verdict: other-form}
  - {ask: dloss/dw, answer: r·x, verdict: wrong, diagnosis: missing-power-coefficient}
  - {ask: dloss/dw, answer: r·q, verdict: invalid}
  - {ask: dloss/dr, answer: 22, verdict: correct}
  - {ask: dloss/dr, answer: 11, verdict: wrong, diagnosis: missing-power-coefficient}
  - {ask: loss, answer: "121.0", verdict: correct}
  - {ask: loss, answer: r², verdict: other-form}
"""


def test_an_authors_trials_come_out_as_stated() -> None:
    exercise = load_source(Source("trials.yaml", BOTH))
    problem = Problem(exercise, solve(exercise))
    for trial in exercise.tests:
        found = trial_result(problem, trial)
        assert found.verdict == trial.verdict, (trial.answer.text, found)
        assert found.diagnosis == trial.diagnosis


@pytest.mark.parametrize("exercise", library.shipped(), ids=lambda exercise: exercise.name)
def test_every_shipped_exercise_has_its_own_right_answers_and_trials(exercise: library.Shipped) -> None:
    loaded = load_file(exercise.path)
    problem = Problem(loaded, solve(loaded))
    assert not disagreements(loaded, problem.trace)
    for stated in loaded.expectations:
        aim = problem.aim_of(stated.question, stated.excerpt)
        form = FORMULA if stated.formula is not None else NUMBER
        found = judge(problem, Item(aim, form), stated.excerpt)
        assert found.verdict in {Verdict.CORRECT, Verdict.UNDECIDED}, (stated.excerpt.text, found)
    for trial in loaded.tests:
        found = trial_result(problem, trial)
        assert (found.verdict, found.diagnosis or trial.diagnosis) == (trial.verdict, trial.diagnosis), found


def test_no_message_of_a_wrong_number_holds_the_right_one() -> None:
    problem = problem_of("linear-sample")  # dloss/dw is 110
    for answer in range(-130, 130):
        if answer != 110:
            said = grade(problem, {"dloss/dw": Excerpt.of(str(answer), "answer")}).judgements[0]
            assert "110" not in said.message, said


def test_what_is_said_is_said_in_chinese_too() -> None:
    speak("zh")
    try:
        found = graded("linear-formulas", {"ŷ": "-6", "dloss/dr": "r", "dloss/dŷ": "r"})
    finally:
        speak()
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in one.message) for one in found.judgements)


def test_a_question_that_is_none_raises_faults_for_a_trial() -> None:
    with pytest.raises(Faults):
        problem_of("linear").aim(Excerpt.of("dw/dx"))


def test_a_mistake_in_an_array_of_decimals_has_its_name() -> None:
    """σ′ taken as a for every entry: 2(a − y)·a instead of 2(a − y)·a·(1 − a)."""
    exercise = "a = σ(z); L = sum((a − y)²); z=[1, −1, 2]; y=[0, 1, 2]"
    found = graded(exercise, {"dL/dz": "[1.0689, -0.3932, -1.9716]"}).judgements[0]
    assert (found.verdict, found.diagnosis) == (Verdict.WRONG, "sigmoid-value")
    assert graded(exercise, {"dL/dz": "[0.28747, -0.28747, -0.23502]"}).judgements[0].verdict is Verdict.CORRECT
