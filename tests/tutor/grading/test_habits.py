"""What learners type around an answer is no fault of theirs; what they type in it is told in words of their own."""

from __future__ import annotations

import pytest

from bpcli.tutor.asking import FORMULA, NUMBER
from bpcli.tutor.grading.judgement import Verdict

ROWS = "[[-10, 10], [2, -2], [-22, 22]]"


@pytest.mark.parametrize(
    "answer",
    [
        "-8", "−8", "–8", "—8", "－８", "- 8", "-8.0", "-8.", "(-8)", "（−8）", "-16/2", "-4·2", "-0.8e1",
        "dloss/dw=-8", "dloss/dw = −8", "∂loss/∂w=-8", "dL/dw = -8", "dL/dw＝-8", "grad w = -8",
        "−8。", "-8,", "-8；", "tensor(-8.)", "tensor(-8., grad_fn=<MulBackward0>)", "torch.tensor(-8)",
    ],
)  # fmt: skip
def test_a_number_is_right_however_it_is_typed(answer: str, said) -> None:
    assert said("linear", "dloss/dw", answer).verdict is Verdict.CORRECT


@pytest.mark.parametrize(
    "answer",
    [
        "[[-10,10],[2,-2],[-22,22]]", "[[−10，10]，[2，−2]，[−22，22]]。",
        "[[ -10.,  10.],\n [  2.,  -2.],\n [-22.,  22.]]",
        "tensor([[-10.,  10.],\n        [  2.,  -2.],\n        [-22.,  22.]])", f"np.array({ROWS}, dtype=float)",
        f"tensor({ROWS}, grad_fn=<MmBackward0>)", f"dL/dW1 = {ROWS}",
    ],
)  # fmt: skip
def test_an_array_is_right_however_it_is_typed(answer: str, said) -> None:
    assert said("two-layer", "dL/dW₁", answer).verdict is Verdict.CORRECT


@pytest.mark.parametrize("answer", ["dloss/dw = 2rx", "2(ŷ−y)x。", "∂loss/∂w = 2·(w·x − y)·x"])
def test_a_formula_may_say_what_it_answers(answer: str, said) -> None:
    assert said("linear", "dloss/dw", answer, FORMULA).verdict is Verdict.CORRECT


@pytest.mark.parametrize(
    ("form", "answer", "message"),
    [
        (NUMBER, "dloss/dx = -4", "this says that it answers ∂loss/∂x, and ∂loss/∂w is asked"),
        (NUMBER, "-4·x = -8", "an answer has no = inside it"),
        (NUMBER, "dloss/dw = -4·2 = -8", "an answer has no = inside it"),
        (FORMULA, "dloss/dr·x", "dloss/dr stands for a gradient, and a formula is made of the nodes' names"),
        (FORMULA, "∂loss/∂ŷ·x", "∂loss/∂ŷ stands for a gradient, and a formula is made of the nodes' names"),
        (FORMULA, "f'(r)·x", "a prime does not differentiate here"),
        (FORMULA, "2r·x·(r>0)", "a formula does not compare anything"),
        (NUMBER, "((1,2),(3,4))", "these numbers cannot be read as one answer"),
        (NUMBER, "[[1 2] [3 4]]", "these numbers cannot be read as one answer"),
        (NUMBER, "-8,5", "8,5 has a decimal comma: use a point"),
        (NUMBER, "[1, 2", "the bracket [ is never closed"),
    ],
)
def test_what_cannot_be_read_is_no_attempt_and_told_in_the_learners_terms(
    form: str, answer: str, message: str, said
) -> None:
    found = said("linear", "dloss/dw", answer, form)
    assert (found.verdict, found.message) == (Verdict.INVALID, message)
    assert found.faults[0].help
    assert found.answer == answer


def test_an_equals_sign_inside_a_call_is_part_of_the_formula(said) -> None:
    exercise = "a = leaky_relu(z, 0.2); loss = a²; z = 3"
    assert said(exercise, "a", "leaky_relu(z, slope=0.2)", FORMULA).verdict is Verdict.CORRECT


def test_a_wrong_entry_among_right_ones_is_pointed_at(said) -> None:
    found = said("two-layer", "dL/dW₁", "[[-10, 10], [2, -2], [-22, 21]]")
    assert found.message == "Entry (3, 2) is wrong. The others are right: go over the arithmetic there."


def test_a_number_that_is_nearly_right_is_told_so(said) -> None:
    assert said("linear", "dloss/dw", "-8.00000001").message.startswith("This is close")
    assert not said("linear", "dloss/dw", "-8.1").message.startswith("This is close")


def test_a_formula_that_is_right_at_the_numbers_of_the_exercise_only_is_wrong_and_told_why(said) -> None:
    found = said("linear", "dloss/dw", "-4x", FORMULA)
    assert found.verdict is Verdict.WRONG
    assert found.message.startswith("With the numbers of the exercise this is right")
    assert "the gradient is" in found.message


def test_a_wrong_answer_is_pointed_to_what_was_asked_where_no_slip_explains_it(said) -> None:
    assert said("linear", "dŷ/dw", "0").message.startswith("This is not the local gradient ∂ŷ/∂w: look at ŷ alone")
    assert said("linear", "ŷ", "6").message == "This is not the value of ŷ."
    assert said("linear", "w", "3").message.startswith("w is given")
