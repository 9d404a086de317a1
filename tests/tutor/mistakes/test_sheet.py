"""Answers replayed from a tape, against the table of mistakes run on passes with the same numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from bpcli.tutor.asking import NUMBER, questions
from bpcli.tutor.mistakes.alike import answers_in, slips_of
from bpcli.tutor.mistakes.discrimination import discrimination
from bpcli.tutor.mistakes.numbers import same
from bpcli.tutor.mistakes.passes import Passes
from bpcli.tutor.mistakes.point import is_finite
from bpcli.tutor.mistakes.study import Study, study
from bpcli.tutor.mistakes.table import NEAR

TRAINED = """\
model:
  - z = w·x + b
  - ŷ = σ(z)
loss: loss = (ŷ − y)²
given: {x: 4, w: 0.5, b: 1, y: 6}
train: {data: {x: [4], y: [6]}, start: {w: 1, b: 0}, lr: 0.01, epochs: 10}
"""
EXERCISES = (
    "ŷ = w·x + b, r = ŷ − y, loss = r², x=3, w=2, b=1, y=5",
    "u = w·x, v = w + x, s = u·v, t = s² − u·w, L = t/v, w=3, x=5",
    "L = relu(w·x − 2)·max(w, x) + abs(w − 7)·leaky_relu(x − 4, 0.1), w=2, x=3",
    "a = σ(w·x), b = tanh(a·w − x), L = softplus(b) + exp(a) − log(x), w=0.5, x=1.5",
    "L = w^x + mse(w, x)·sqrt(x)/π, w=2, x=3",
    "s = w·a + w²·b + w³·c, a=2, b=3, c=5, w=7",
    "L = asin(w)·x + w/x, w=0.2, x=0.3",
    "a = sqrt(2), z = a^3·w + a^-2, L = (z − a²)²·2^0.5, w=2",
    TRAINED,
)
LARGE = "H = W·x, L = sum(H), W=[[1, 2], [3, 4]], x=[1, 2]"


def studied(case, text: str) -> tuple[Study, list[Any]]:
    exercise, trace = case(text)
    return study(exercise, trace), [item.aim for item in questions(exercise, trace) if item.form == NUMBER]


@pytest.mark.parametrize("text", EXERCISES)
def test_at_other_numbers_every_answer_is_what_the_passes_there_make_of_it(text: str, case) -> None:
    found, aims = studied(case, text)
    assert len(found.drawn) > 1
    for aim in aims:
        for choice in found.drawn:
            assert isinstance(choice.passes, Passes)
            situation, replayed = found.at_choice(aim, choice), found.answers(aim, choice)
            assert situation is not None
            assert replayed is not None
            made = answers_in(situation)
            assert same(replayed.truth, made.truth)
            assert list(replayed.made) == list(made.made)
            assert all(same(value, made.made[key]) for key, value in replayed.made.items())


@pytest.mark.parametrize("text", EXERCISES)
def test_at_the_exercises_own_numbers_every_answer_is_as_exact_as_the_passes(text: str, case) -> None:
    found, aims = studied(case, text)
    assert found.own is not None
    for aim in aims:
        here, question = found.here(aim), found.own.sheet.question(aim)
        assert here is not None
        assert question is not None
        made = {key: slip.value for key, slip in slips_of(here) if key[0] not in NEAR}
        truth, values = found.own.worked_exactly(question, question.places)
        replayed = {key: value for key, value in zip(question.keys, values, strict=True) if is_finite(value)}
        assert list(replayed) == list(made)
        assert all(same(value, made[key]) for key, value in replayed.items())
        if isinstance(here.truth, Fraction):
            assert truth == here.truth
            assert isinstance(truth, Fraction)


def test_exercises_of_one_structure_share_a_tape_and_others_do_not(case) -> None:
    texts = ("z = w·x, L = z², w=2, x=3", "z = w·x, L = z², w=5, x=-7", "z = w·x, L = z³, w=2, x=3")
    sheets = [passes.sheet for text in texts if (passes := studied(case, text)[0].own) is not None]
    assert sheets[0] is sheets[1]
    assert sheets[0] is not sheets[2]


def test_exercises_of_one_structure_get_the_answers_of_their_own_numbers(case) -> None:
    values = []
    for w in (2, 5):
        found, aims = studied(case, f"z = w·x, L = z², w={w}, x=3")
        assert found.own is not None
        question = found.own.sheet.question(aims[-1])
        assert question is not None
        values.append(found.own.answers(question).truth)
    assert values[0] != values[1]


def test_arrays_are_not_recorded(case) -> None:
    assert studied(case, LARGE)[0].own is None


def test_an_exercise_without_a_given_number_is_not_recorded(case) -> None:
    assert studied(case, "L = 2^3")[0].own is None


def test_a_tape_that_is_made_anew_in_another_order_of_questions_gives_the_same(case) -> None:
    """The steps of a tape are numbered as its questions come: nothing may remember those of one that is gone."""
    text = "z = w·x + b, L = z²·w, w=2, x=3, b=1"
    exercise, trace = case(text)
    items = questions(exercise, trace)
    before = sorted(map(repr, discrimination(exercise, trace, items)))
    for number in range(2, 60):  # more structures than are kept
        studied(case, f"z = {number}w·x, L = z², w=2, x=3")[0].own  # noqa: B018 - it is made when it is asked for
    exercise, trace = case(text)
    assert sorted(map(repr, discrimination(exercise, trace, items[::-1]))) == before
