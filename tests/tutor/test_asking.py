"""What questions aim at, and which questions an exercise has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from bpcli.core.source import Excerpt
from bpcli.engine.trace import Trace
from bpcli.exercise import library
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.loading import load_file, load_text
from bpcli.language.questions import parse_question
from bpcli.tutor.aims import NotNeighbours, aim, asked_name, truth
from bpcli.tutor.asking import questions
from bpcli.tutor.solution import solve

LINEAR = "ŷ = w·x; r = ŷ − y; loss = r²; w=1, x=2, y=4"


def answer(exercise: Exercise, trace: Trace, asked: str) -> object:
    return truth(trace, aim(trace, parse_question(Excerpt.of(asked), exercise.scope)))


@pytest.mark.parametrize(
    ("asked", "right"),
    [("ŷ", 2), ("loss", 4), ("L", 4), ("dL/dr", -4), ("grad w", -8), ("∂loss/∂x", -4), ("dŷ/dw", 2), ("dr/dy", -1)],
)
def test_a_question_is_answered_with_the_numbers_of_the_notes(asked: str, right: int) -> None:
    exercise = load_text(Excerpt.of(LINEAR))
    assert answer(exercise, solve(exercise), asked) == right


def test_both_edges_of_a_square_count_for_its_local_gradient() -> None:
    exercise = load_text(Excerpt.of("u = x·x; L = 3u; x=5"))
    assert answer(exercise, solve(exercise), "du/dx") == 10


@pytest.mark.parametrize("asked", ["dr/dw", "dŷ/dy"])
def test_a_gradient_between_nodes_without_an_edge_is_refused(asked: str) -> None:
    exercise = load_text(Excerpt.of(LINEAR))
    with pytest.raises(NotNeighbours):
        answer(exercise, solve(exercise), asked)


def test_a_name_without_a_node_is_refused(solved: Callable[[str], Trace]) -> None:
    trace = solved(LINEAR)
    with pytest.raises(KeyError):
        aim(trace, parse_question(Excerpt.of("dloss/dq"), load_text(Excerpt.of(LINEAR)).scope))


def test_with_a_gradient_from_outside_only_l_is_total() -> None:
    exercise = load_text(Excerpt.of("z = x·w, x=2, w=3, dL/dz=5"))
    trace = solve(exercise)
    assert [answer(exercise, trace, asked) for asked in ("dL/dx", "dz/dx")] == [Fraction(15), Fraction(3)]


def test_all_questions_stand_in_the_order_of_the_notes() -> None:
    path = library.find("linear")
    assert path is not None
    exercise = load_file(path)
    trace = solve(exercise)
    plain = [asked_name(trace, item.aim) for item in questions(_without_ask(exercise), trace)]
    assert plain == ["ŷ", "dŷ/dx", "dŷ/dw", "r", "dr/dŷ", "dr/dy", "loss", "dloss/dr", "dloss/dŷ", "dloss/dw"]


def test_the_author_chooses_the_questions_and_their_form() -> None:
    path = library.find("linear-formulas")
    assert path is not None
    exercise = load_file(path)
    trace = solve(exercise)
    assert exercise.asks
    assert [item.form for item in questions(exercise, trace)] == [ask.form for ask in exercise.asks]


def _without_ask(exercise: Exercise) -> Exercise:
    return replace(exercise, asks=())
