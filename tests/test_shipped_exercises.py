"""Every shipped exercise loads, solves with its gradients checked, agrees with what its author states, and prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpcli.checks.checking import check_path
from bpcli.exercise.library import shipped
from bpcli.exercise.loading import load_file
from bpcli.render.look import Look
from bpcli.render.terminal import render
from bpcli.tutor.expectations import disagreements
from bpcli.tutor.solution import solve
from bpcli.tutor.walkthrough import walkthrough

PATHS = [one.path for one in shipped()]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_an_exercise_is_solved_and_its_stated_answers_are_right(path: Path) -> None:
    exercise = load_file(path)
    assert exercise.warnings == ()
    trace = solve(exercise)
    assert disagreements(exercise, trace) == ()
    assert render(walkthrough(exercise, trace), Look(width=None))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_nothing_is_found_in_an_exercise(path: Path) -> None:
    assert check_path(path).findings == ()


def test_the_names_of_the_exercises_are_unique() -> None:
    names = [one.name for one in shipped()]
    assert sorted(set(names)) == sorted(names)
