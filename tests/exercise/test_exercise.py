from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from bpcli.core.findings import Faults
from bpcli.core.source import Excerpt
from bpcli.exercise.exercise import Exercise

Load = Callable[[str], Exercise]


def test_other_numbers_leave_the_exercise_itself_as_it_was(good: Load) -> None:
    exercise = good("")
    other = exercise.with_values({"w": Excerpt.of("1/3")})
    assert (other.givens["w"], exercise.givens["w"]) == (Fraction(1, 3), 3)


def test_a_default_that_is_set_is_no_longer_noted(short: Load) -> None:
    exercise = short("y=w·x, x=2, y=4").with_values({"w": Excerpt.of("3")})
    assert (exercise.defaulted, exercise.notes, exercise.values["w"]) == ((), (), 3)


def test_an_array_can_be_set(good: Load) -> None:
    assert good("").with_values({"x": Excerpt.of("[1, 2]")}).givens["x"] == (1, 2)


def test_a_name_can_be_set_in_any_spelling(short: Load) -> None:
    assert short("y = w₁·x").with_values({"w_1": Excerpt.of("2")}).givens == {"w₁": 2}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [("wieght", "1", "wieght is not in this exercise"), ("y", "1", "y is computed"), ("w", "q", "not a number")],
)
def test_what_cannot_be_set_is_refused(good: Load, name: str, text: str, said: str) -> None:
    with pytest.raises(Faults) as caught:
        good("").with_values({name: Excerpt.of(text)})
    assert said in caught.value.findings[0].message


def test_all_values_that_cannot_be_set_are_said_at_once(good: Load) -> None:
    with pytest.raises(Faults) as caught:
        good("").with_values({"q": Excerpt.of("1"), "w": Excerpt.of("?")})
    assert len(caught.value.findings) == 2


def test_a_title_is_given_in_the_language_liked_best(good: Load) -> None:
    title = good("title: {en: One neuron, zh: 一个神经元}").title_in
    assert [title(("zh", "en")), title(("de",)), title(())] == ["一个神经元", "One neuron", "One neuron"]


def test_a_plain_title_is_given_in_every_language(good: Load) -> None:
    assert good("title: One neuron").title_in(("zh",)) == "One neuron"
    assert good("").title_in(("zh",)) is None


def test_names_are_shown_as_the_model_spells_them(file: Load) -> None:
    exercise = file("model: yhat = w_1·x\nloss: (ŷ − y)²\ngiven: {w₁: 2, x: 1, y: 0}")
    assert list(exercise.givens) == ["w_1", "x", "y"]
    assert [step.name for step in exercise.steps] == ["yhat", "loss"]
