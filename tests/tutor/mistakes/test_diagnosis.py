"""What explains an answer: the one mistake that does, several that cannot be told apart, or nothing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bpcli.core.source import Excerpt
from bpcli.exercise.loading import load_text
from bpcli.tutor.aims import Aim, Wanted, truth
from bpcli.tutor.mistakes.diagnosis import diagnose, diagnose_formula
from bpcli.tutor.mistakes.numbers import same
from bpcli.tutor.mistakes.outcome import Diagnosis
from bpcli.tutor.mistakes.outcomes import outcomes
from bpcli.tutor.solution import solve

SHORT_FORMS = (
    "ŷ = w·x, r = ŷ − y, loss = r², w={}, x={}, y={}",
    "u = w·x, v = w + x, s = u·v, loss = (s − y)², w={}, x={}, y={}",
    "h = relu(w·x), loss = (h − y)³, w={}, x={}, y={}",
    "u = x/w, v = w², loss = u − v·y, w={}, x={}, y={}",
)
small = st.integers(-5, 6)


def test_a_right_answer_needs_no_explanation(case) -> None:
    assert case("linear-sample").diagnose("dloss/dw", "110") == Diagnosis()


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        ("55", "missing-power-coefficient"),
        ("22", "stopped-early"),
        ("66", "own-operand"),
        ("-110", "negated-gradient"),
        ("5", "no-upstream"),
    ],
)
def test_telling_numbers_give_each_slip_its_name(answer: str, mistake: str, case) -> None:
    assert case("linear-sample").diagnose("dloss/dw", answer).mistake == mistake


def test_slips_that_agree_at_these_numbers_are_candidates_and_none_is_named(case) -> None:
    """The notes' second sample, w=1, x=2, y=4: a missing 2, a dropped x and w for x all give −4."""
    found = case("linear").diagnose("dloss/dw", "-4")
    assert found.mistake is None
    assert found.candidates == ("missing-power-coefficient", "stopped-early", "own-operand")
    assert found.factor == Fraction(1, 2)


def test_an_earlier_answer_tells_candidates_apart(case) -> None:
    """Whoever has ∂loss/∂r = −4 has not lost the 2; whoever has −2 has."""
    linear = case("linear")
    assert linear.diagnose("dloss/dw", "-4", {"dloss/dr": "-2"}).mistake == "missing-power-coefficient"
    assert linear.diagnose("dloss/dw", "-4", {"dloss/dr": "-4"}).candidates == ("stopped-early", "own-operand")


def test_earlier_answers_that_fit_nothing_are_not_held_against_it(case) -> None:
    assert case("linear-sample").diagnose("dloss/dw", "55", {"dloss/dr": "7"}).mistake == "missing-power-coefficient"


def test_a_rounded_answer_is_recognised_within_half_of_its_last_digit(case) -> None:
    neuron = case("z = w·x, a = σ(z), loss = (a − y)², w=0.5, x=3, y=2")
    assert neuron.diagnose("dloss/dw", "-5.80").mistake == "sigmoid-value"  # −5.80033
    assert neuron.diagnose("dloss/dw", "-5.8004").mistake is None


def test_a_coarse_answer_that_fits_two_slips_is_neither(case) -> None:
    """One minus a instead of a·(1 − a) gives −1.294, the sigmoid twice −1.507: within half a unit −1. is neither."""
    assert case("z = w·x, a = σ(z), loss = (a − y)², w=0.5, x=3, y=2").diagnose("dloss/dw", "-1.4").mistake is None


def test_an_array_is_compared_entry_by_entry(case) -> None:
    matrices = case("Y = W·X, L = sum(Y²), W=[[1, 2], [3, 5]], X=[[2, 1], [-1, 4]]")
    assert matrices.diagnose("dL/dW", "[[-18, 72], [-42, 186]]").mistake == "transposed"
    assert matrices.diagnose("dL/dW", "[[-18, 72], [-42, 187]]") == Diagnosis()


def test_a_matrix_of_the_transposed_shape_is_recognised(case) -> None:
    """∂L/∂W₁ of the notes' network is 3×2; its columns as rows are 2×3."""
    assert case("two-layer").diagnose("dL/dW₁", "[[-10, 2, -22], [10, -2, 22]]").mistake == "transposed"


def test_a_simple_factor_is_told_where_no_slip_explains_it(case) -> None:
    found = case("linear-sample").diagnose("dloss/dw", "220")
    assert (found.mistake, found.factor) == (None, 2)


def test_a_path_counted_twice_is_told(case) -> None:
    """Along x² comes back 140·14, along 3x comes back 140·3; with the second path twice that is 140·20."""
    assert case("u = x², v = 3x, s = u + v, L = s², x=7").diagnose("dL/dx", "2800").twice


def test_two_slips_at_once_are_found_where_only_one_pair_fits(case) -> None:
    """11·3: the coefficient is missing, and w stands for x."""
    found = case("linear-sample").diagnose("dloss/dw", "33")
    assert (found.mistake, set(found.both)) == (None, {"missing-power-coefficient", "own-operand"})


def test_a_number_out_of_the_blue_is_not_explained(case) -> None:
    assert case("linear-sample").diagnose("dloss/dw", "117") == Diagnosis()


@pytest.mark.parametrize(
    ("formula", "mistake"),
    [
        (lambda w, x, y: (w * x - y) * x, "missing-power-coefficient"),
        (lambda w, x, y: 2 * (w * x - y), "stopped-early"),
        (lambda w, x, y: 2 * (w * x - y) * w, "own-operand"),
        (lambda w, x, y: 2 * (y - w * x) * x, "negated-gradient"),
    ],
)
def test_a_formula_tells_apart_what_numbers_cannot(formula, mistake: str, case) -> None:
    """In the notes' second sample the first three of these come to one number."""
    exercise, trace = case("linear")
    aim = case("linear").aim("dloss/dw")
    found = diagnose_formula(
        exercise, trace, aim, lambda givens: formula(*(float(givens[name]) for name in ("w", "x", "y")))
    )
    assert found.mistake == mistake


def test_a_right_formula_and_a_strange_one_are_not_explained(case) -> None:
    exercise, trace = case("linear")
    aim = case("linear").aim("dloss/dw")
    right = diagnose_formula(exercise, trace, aim, lambda g: 2 * (g["w"] * g["x"] - g["y"]) * g["x"])
    strange = diagnose_formula(exercise, trace, aim, lambda g: g["w"] ** 5 + g["x"])
    assert right == strange == Diagnosis()


def test_a_formula_with_two_slips_is_recognised(case) -> None:
    exercise, trace = case("linear")
    aim = case("linear").aim("dloss/dw")
    found = diagnose_formula(exercise, trace, aim, lambda g: (g["w"] * g["x"] - g["y"]) * g["w"])
    assert set(found.both) == {"missing-power-coefficient", "own-operand"}


def test_a_formula_without_values_is_not_explained(case) -> None:
    exercise, trace = case("linear")
    assert diagnose_formula(exercise, trace, case("linear").aim("dloss/dw"), lambda _: None) == Diagnosis()


def test_an_infinite_answer_is_not_explained(case) -> None:
    exercise, trace = case("linear")
    assert diagnose(exercise, trace, case("linear").aim("dloss/dw"), float("inf")) == Diagnosis()


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SHORT_FORMS), small.filter(bool), small, small, st.integers(-60, 60), st.integers(0, 40))
@example(SHORT_FORMS[0], 1, 2, 4, -4, 40)
def test_a_mistake_is_never_named_where_another_that_could_differ_fits(
    form: str, w: int, x: int, y: int, answer: int, which: int
) -> None:
    """`which` picks the value of an outcome for an answer; where there are not so many, the answer is any number."""
    exercise = load_text(Excerpt.of(form.format(w, x, y)))
    trace = solve(exercise)
    aim = Aim(Wanted.TOTAL, trace.graph.index["w"])
    made = outcomes(exercise, trace, aim)
    value = made[which].value if which < len(made) else Fraction(answer)
    named = diagnose(exercise, trace, aim, value).mistake
    if named is not None:
        assert not same(value, truth(trace, aim))
        assert {found.mistake for found in made if same(found.value, value)} == {named}
