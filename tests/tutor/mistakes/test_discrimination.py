"""Which mistakes the numbers of an exercise hide, and numbers that hide fewer."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bpcli.core.source import Excerpt
from bpcli.exercise.given import Given
from bpcli.exercise.loading import load_text
from bpcli.tutor.aims import asked_name
from bpcli.tutor.asking import questions
from bpcli.tutor.mistakes.discrimination import Discrimination, better_numbers, discrimination, numbers
from bpcli.tutor.solution import solve

LINEAR = "ŷ = w·x, r = ŷ − y, loss = r², w={}, x={}, y={}"
VARIED = """\
model: ŷ = w·x
loss: loss = (ŷ − y)²
given: {x: 2, w: 1, y: 4}
variants: {names: {x: integer 2..5, w: "one of [2, 3, 7]", y: number 0..1 step 0.25}, where: "w ≠ x, ŷ > y, ŷ < 12"}
"""


def told(text: str, ask: str, case) -> Discrimination:
    exercise, trace = case(text)
    found = discrimination(exercise, trace, questions(exercise, trace))
    return next(one for one in found if one.aim == case(text).aim(ask))


def read(givens: dict[str, Given]) -> str:
    return ", ".join(f"{name}={value}" for name, value in givens.items())


def test_the_notes_numbers_confuse_three_slips(case) -> None:
    found = told(LINEAR.format(1, 2, 4), "dloss/dw", case)
    assert ("missing-power-coefficient", "stopped-early", "own-operand") in found.confused


def test_a_residual_of_0_hides_five_mistakes_and_more(case) -> None:
    """w=2, x=2, y=4: whatever is multiplied with r = 0 is right."""
    assert len(told(LINEAR.format(2, 2, 4), "dloss/dw", case).hidden) >= 5


def test_telling_numbers_hide_and_confuse_nothing(case) -> None:
    found = told(LINEAR.format(3, 5, 4), "dloss/dw", case)
    assert (found.hidden, found.confused) == ((), ())


def test_what_alters_nothing_for_any_numbers_is_not_hidden(case) -> None:
    """∂r/∂ŷ is always 1: to skip it is no mistake that numbers could show."""
    assert "skipped-factor" not in told(LINEAR.format(1, 2, 4), "dloss/dŷ", case).hidden


@pytest.mark.parametrize("text", [LINEAR.format(1, 2, 4), LINEAR.format(2, 2, 4), "affine", "linear-first"])
def test_better_numbers_hide_nothing_and_confuse_less(text: str, case) -> None:
    exercise, trace = case(text)
    items = questions(exercise, trace)
    before = discrimination(exercise, trace, items)
    found = better_numbers(exercise, trace, items)
    assert found is not None
    other = exercise.with_values({name: Excerpt.of(str(value)) for name, value in found.items()})
    after = discrimination(other, solve(other), items)
    assert sum(len(one.hidden) for one in after) == 0
    assert sum(len(one.confused) for one in after) < sum(len(one.confused) for one in before)


def test_better_numbers_are_small_whole_ones_and_the_same_every_time(case) -> None:
    exercise, trace = case("linear")
    items = questions(exercise, trace)
    found = better_numbers(exercise, trace, items)
    assert found == better_numbers(exercise, trace, items)
    assert found is not None
    assert all(1 <= value <= 9 and value.denominator == 1 for value in found.values())


def test_there_are_no_better_numbers_than_those_that_tell_everything(case) -> None:
    exercise, trace = case("linear-sample")
    items = [item for item in questions(exercise, trace) if item.aim == case("linear-sample").aim("dloss/dw")]
    assert better_numbers(exercise, trace, items) is None


def test_a_gate_stays_as_it_is(case) -> None:
    exercise, trace = case("dead-relu")
    items = questions(exercise, trace)
    for seed in range(5):
        found = numbers(exercise, trace, items, seed)
        assert found["w"] * found["x"] + found["b"] < 0


def test_arrays_keep_their_shapes(case) -> None:
    exercise, trace = case("broadcast-bias")
    found = numbers(exercise, trace, questions(exercise, trace), 1)
    assert {name: len(rows) for name, rows in found.items()} == {
        name: len(rows) for name, rows in exercise.values.items()
    }


def test_the_number_of_a_class_is_kept(case) -> None:
    exercise, trace = case("classifier")
    assert numbers(exercise, trace, questions(exercise, trace), 3)["y"] == 2


def test_the_authors_ranges_and_conditions_are_kept_to(case) -> None:
    exercise, trace = case(VARIED)
    items = questions(exercise, trace)
    seen = [numbers(exercise, trace, items, seed) for seed in range(12)]
    for found in seen:
        w, x, y = (found[name] for name in ("w", "x", "y"))
        assert x in range(2, 6)
        assert w in {2, 3, 7}
        assert y in {Fraction(n, 4) for n in range(5)}
        assert w != x
        assert y < w * x < 12
    assert len({read(found) for found in seen}) > 3


def test_fresh_numbers_change_with_the_seed_and_can_be_solved(case) -> None:
    exercise, trace = case("tanh-neuron")
    items = questions(exercise, trace)
    seen = {read(numbers(exercise, trace, items, seed)) for seed in range(6)}
    assert len(seen) > 3
    for text in seen:
        other = load_text(Excerpt.of(f"z = w·x + b, ŷ = tanh(z), r = ŷ − y, loss = r², {text}"))
        assert "dloss/dw" in {asked_name(solve(other), item.aim) for item in questions(other, solve(other))}


def test_nothing_is_said_of_exercises_too_large_to_be_worked_by_hand(case) -> None:
    steps = "".join(f"  - h{n} = σ(v·h{n - 1})\n" for n in range(1, 400))
    text = f"model:\n  - h0 = w·x\n{steps}loss: (h399 − y)²\ngiven: {{w: 2, x: 3, v: 1.5, y: 1}}\n"
    exercise, trace = case(text)
    items = questions(exercise, trace)
    assert discrimination(exercise, trace, items) == ()
    assert better_numbers(exercise, trace, items) is None


def test_equal_small_answers_beside_a_huge_right_one_are_still_seen_to_be_equal(case) -> None:
    """∂(3b)/∂b alone is 3, and so is b; beside 2·10²² nothing of either is left in doubles."""
    found = told("u = 10w·x + x^11/3, p = u/11 + 3b·u²/101, L = (p − y)², x=4, w=4, b=3, y=4", "dL/db", case)
    assert ("no-upstream", "value-for-gradient") in found.confused
