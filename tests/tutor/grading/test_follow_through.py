from __future__ import annotations

import pytest

from bpcli.core.source import Excerpt
from bpcli.tutor.grading.grade import grade
from bpcli.tutor.grading.judgement import Judgement, Verdict

from .conftest import problem_of

# ŷ = 2, r = −2, loss = 4, all gradients −4, and of w −8.
LINEAR = "linear"
FORK = "u = 3x, v = x², s = u·v, loss = s², x=2"  # u = 6, v = 4, s = 24; ds: 48, du: 192, dv: 288, dx: 576 + 1152


def marks(exercise: str, **answers: str) -> dict[str, Judgement]:
    texts = {ask.replace("_over_", "/"): Excerpt.of(text, "answer") for ask, text in answers.items()}
    judged = grade(problem_of(exercise), texts).judgements
    return dict(zip(_asked(exercise, texts), _by_name(exercise, texts, judged), strict=True))


def _asked(exercise: str, texts: dict[str, Excerpt]) -> list[str]:
    return list(texts)


def _by_name(exercise: str, texts: dict[str, Excerpt], judged: tuple[Judgement, ...]) -> list[Judgement]:
    problem = problem_of(exercise)
    names = {problem.name(problem.aim(Excerpt.of(ask))): ask for ask in texts}
    found = {names[one.ask]: one for one in judged}
    return [found[ask] for ask in texts]


def test_a_right_step_from_an_earlier_slip_gets_the_method_mark_and_says_so() -> None:
    found = marks(LINEAR, dloss_over_dr="-2", dloss_over_dŷ="-2", dloss_over_dw="-4")
    assert found["dloss/dr"].credit == 0
    assert found["dloss/dr"].diagnosis == "missing-power-coefficient"
    for ask in ("dloss/dŷ", "dloss/dw"):
        assert found[ask].verdict is Verdict.WRONG
        assert (found[ask].credit, found[ask].follow_through) == (0.5, True)
    assert found["dloss/dŷ"].message == "Right step from your ∂loss/∂r = −2 (it should be −4)."


def test_a_forward_slip_with_everything_after_it_consistent_costs_half_of_each() -> None:
    found = marks(LINEAR, ŷ="3", r="-1", loss="1", dloss_over_dr="-2", dloss_over_dŷ="-2", dloss_over_dw="-4")
    assert [one.credit for one in found.values()] == [0, 0.5, 0.5, 0.5, 0.5, 0.5]


def test_a_right_answer_is_never_lost_to_a_wrong_earlier_one() -> None:
    found = marks(LINEAR, ŷ="7", r="3", dloss_over_dr="6", dloss_over_dŷ="1", dloss_over_dw="-8")
    assert found["dloss/dw"].verdict is Verdict.CORRECT
    assert found["dloss/dw"].credit == 1


def test_a_step_that_is_wrong_even_from_the_earlier_slip_gets_nothing() -> None:
    found = marks(LINEAR, dloss_over_dŷ="-6", dloss_over_dw="-13")
    assert found["dloss/dw"].credit == 0
    assert not found["dloss/dw"].follow_through


@pytest.mark.parametrize(("earlier", "answer"), [("0", "0"), ("1", "2")])
def test_a_carried_number_that_makes_the_step_trivial_earns_nothing(earlier: str, answer: str) -> None:
    """From 0 everything is 0; from 1, who forgets the upstream gradient gets the same number."""
    found = marks(LINEAR, dloss_over_dŷ=earlier, dloss_over_dw=answer)
    assert not found["dloss/dw"].follow_through
    assert found["dloss/dw"].credit == 0


def test_a_sum_over_paths_is_carried_from_both_of_them() -> None:
    # du wrong (19 for 192), dv right: 19·3 + 288·4
    found = marks(FORK, dloss_over_du="19", dloss_over_dv="288", dloss_over_dx="1209")
    assert found["dloss/dx"].follow_through
    forgotten = marks(FORK, dloss_over_du="19", dloss_over_dv="288", dloss_over_dx="57")
    assert not forgotten["dloss/dx"].follow_through


def test_a_wrong_local_gradient_is_carried_too_but_need_not_have_been_used() -> None:
    used = marks(LINEAR, dŷ_over_dw="5", dloss_over_dw="-20")
    assert used["dloss/dw"].message == "Right step from your ∂ŷ/∂w = 5 (it should be 2)."
    not_used = marks(LINEAR, dŷ_over_dw="5", dloss_over_dŷ="-3", dloss_over_dw="-6")
    assert not_used["dloss/dw"].follow_through


def test_of_values_and_local_gradients_either_may_have_been_used() -> None:
    for local, answer in (("5", "30"), ("5", "6"), ("5", "-20")):  # both slips, the value alone, the local alone
        found = marks(LINEAR, r="3", dr_over_dŷ=local, dloss_over_dŷ=answer)
        assert found["dloss/dŷ"].follow_through, answer


def test_a_local_gradient_is_carried_from_wrong_values() -> None:
    found = marks("y = σ(a·x), loss = y², a=1, x=1/2", y="0.4", dloss_over_dy="0.8")
    assert found["dloss/dy"].follow_through


def test_a_number_rounded_on_the_way_is_told_to_keep_its_digits() -> None:
    exercise = "z = w·x, y = σ(z), loss = y², w=1, x=1"
    # y = 0.731058…, loss = 0.534446…
    found = marks(exercise, y="0.731", loss="0.534361")
    assert found["y"].verdict is Verdict.CORRECT
    assert found["loss"].follow_through
    assert "Keep more digits" in found["loss"].message


def test_arrays_are_carried_through_the_rules() -> None:
    # dL/dŷ is [−10, 2]; from [−5, 1] the rule G·Hᵀ with H = [0, −1, −2] gives half of everything.
    found = marks("two-layer", dL_over_dyhat="[-5, 1]", dL_over_dW2="[[0, 5, 10], [0, -1, -2]]", dL_over_db2="[-5, 1]")
    assert found["dL/dW2"].follow_through
    assert found["dL/db2"].follow_through


def test_nothing_is_carried_from_an_array_of_zeros() -> None:
    found = marks("two-layer", dL_over_dyhat="[0, 0]", dL_over_dW2="[[0, 0, 0], [0, 0, 0]]")
    assert not found["dL/dW2"].follow_through


def test_a_formula_is_carried_from_an_earlier_formula() -> None:
    found = marks("linear-formulas", dloss_over_dr="r", dloss_over_dŷ="r", dloss_over_dw="r·x")
    assert found["dloss/dr"].credit == 0
    assert found["dloss/dŷ"].follow_through
    assert found["dloss/dw"].follow_through
    wrong = marks("linear-formulas", dloss_over_dr="r", dloss_over_dŷ="3r")
    assert not wrong["dloss/dŷ"].follow_through
