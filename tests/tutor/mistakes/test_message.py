"""What is said of a wrong answer: the slip and its node, or what to work out next."""

from __future__ import annotations

import pytest

from bpcli.core.say import speak
from bpcli.tutor.mistakes.message import message, telling_question


def test_the_slip_is_named_and_the_node_pointed_at(case) -> None:
    said = case("linear-sample").said("dloss/dw", "55")
    assert "At loss the exponent has not come down" in said


def test_what_candidates_share_is_said_and_an_intermediate_gradient_asked(case) -> None:
    said = case("linear").said("dloss/dw", "-4")
    assert said.startswith("A factor 2 is missing.")
    assert "∂loss/∂r" in said


def test_the_gradient_asked_for_tells_the_candidates_apart(case) -> None:
    """With the 2 missing ∂loss/∂r is −2; with x dropped or w for x it is right."""
    linear = case("linear")
    found = linear.diagnose("dloss/dw", "-4")
    asked = telling_question(linear.exercise, linear.trace, linear.aim("dloss/dw"), found)
    assert asked == linear.aim("dloss/dr")


def test_what_has_been_answered_is_not_asked_again(case) -> None:
    linear = case("linear")
    aim, found = linear.aim("dloss/dw"), linear.diagnose("dloss/dw", "-4")
    answered = (linear.aim("dloss/dr"), linear.aim("dloss/dŷ"))
    said = message(linear.exercise, linear.trace, aim, found, answered)
    assert said == "A factor 2 is missing."


def test_candidates_at_one_node_send_the_learner_there(case) -> None:
    """A closed gate ignored and a gate turned round both let −16 through."""
    assert case("dead-relu").said("dloss/dw", "-16").startswith("Look at ŷ again")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("220", "There is a factor 2 too many."),
        ("117", "No usual slip explains this answer."),
        ("33", "Two slips together lead to this answer."),
    ],
)
def test_the_rest_is_said_too(answer: str, said: str, case) -> None:
    assert case("linear-sample").said("dloss/dw", answer).startswith(said)


def test_a_path_counted_twice_is_told(case) -> None:
    assert "counted twice" in case("u = x², v = 3x, s = u + v, L = s², x=7").said("dL/dx", "2800")


def test_it_is_said_in_chinese_too(case) -> None:
    speak("zh")
    try:
        assert case("linear").said("dloss/dw", "-4").startswith("少了一个因子 2")
    finally:
        speak()
