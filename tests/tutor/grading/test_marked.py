from __future__ import annotations

from collections.abc import Mapping

from bpcli.core.source import Excerpt
from bpcli.tutor.grading.grade import grade
from bpcli.tutor.grading.judgement import Verdict
from bpcli.tutor.grading.marked import Marked, most_common, tally

from .conftest import problem_of


def marked(student: str, answers: Mapping[str, str], exercise: str = "linear-sample") -> Marked:
    texts = {ask: Excerpt.of(text, "answer") for ask, text in answers.items()}
    return Marked(f"{student}.yaml", student, exercise, grade(problem_of(exercise), texts))


def test_a_class_is_counted_by_question_verdict_and_mistake() -> None:
    # (3·5 − 4)² = 121; its gradient by w is 2·11·5 = 110, and 55 lacks the 2 of the power.
    found = tally([
        marked("a", {"loss": "121", "dloss/dw": "110"}),
        marked("b", {"loss": "121", "dloss/dw": "55"}),
        marked("c", {"loss": "120", "dloss/dw": "55"}),
        marked("d", {"loss": "(", "dloss/dw": "-110"}),
    ])  # fmt: skip
    loss, gradient = found.questions
    assert (loss.ask, gradient.ask) == ("loss", "dloss/dw")
    assert loss.verdicts == {Verdict.CORRECT: 2, Verdict.WRONG: 1, Verdict.INVALID: 1}
    assert gradient.verdicts == {Verdict.CORRECT: 1, Verdict.WRONG: 3}
    assert gradient.slips == {("missing-power-coefficient",): 2, ("negated-gradient",): 1}
    assert (found.submissions, found.score, found.out_of) == (4, 3.0, 8)


def test_the_right_step_from_an_earlier_slip_is_no_mistake_of_its_own() -> None:
    found = tally([marked("a", {"dloss/dr": "11", "dloss/dw": "55"})])
    residual, gradient = found.questions
    assert (residual.slips, residual.followed) == ({("missing-power-coefficient",): 1}, 0)
    assert (gradient.slips, gradient.unexplained, gradient.followed) == ({}, {}, 1)


def test_unexplained_answers_are_one_group_however_their_number_is_typed() -> None:
    answers = ("1234567", "1234567.0", "−1234567", "1_234_567.00", "1234567")
    found = tally([marked(str(n), {"dloss/dw": text}) for n, text in enumerate(answers)])
    assert most_common(found.questions[0].unexplained)[0] == ("1234567", 3)
    assert sum(found.questions[0].unexplained.values()) == 5


def test_equally_frequent_things_stand_in_the_order_of_their_words() -> None:
    assert most_common({"b": 1, "a": 1, "c": 2}) == [("c", 2), ("a", 1), ("b", 1)]


def test_questions_of_different_exercises_are_different_questions() -> None:
    found = tally([marked("a", {"loss": "4"}, "linear"), marked("b", {"loss": "4"}, "linear-sample")])
    assert [(one.exercise, one.ask) for one in found.questions] == [("linear", "loss"), ("linear-sample", "loss")]


def test_undecided_answers_leave_the_sum_of_the_class() -> None:
    found = tally([marked("a", {"loss": "9^9^9^9", "dloss/dw": "110"})])
    assert (found.score, found.out_of) == (1.0, 1)
