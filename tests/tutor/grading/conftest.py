"""What the tests of this room share: problems, and what is said of an answer to them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from bpcli.core.source import Excerpt, Source
from bpcli.exercise import library
from bpcli.exercise.loading import load_file, load_source, load_text
from bpcli.tutor.asking import NUMBER, Item
from bpcli.tutor.grading.judge import judge
from bpcli.tutor.grading.judgement import Judgement
from bpcli.tutor.grading.problem import Problem
from bpcli.tutor.solution import solve


@cache
def problem_of(text: str) -> Problem:
    """The problem of a short form, of a file's text, or of a shipped exercise's name."""
    if "\n" in text:
        exercise = load_source(Source("test.yaml", text))
    elif "=" in text:
        exercise = load_text(Excerpt.of(text))
    else:
        path = library.find(text)
        assert path is not None
        exercise = load_file(path)
    return Problem(exercise, solve(exercise))


def judged(problem: Problem, ask: str, answer: str, form: str = NUMBER) -> Judgement:
    """The judgement of one answer."""
    return judge(problem, Item(problem.aim(Excerpt.of(ask)), form), Excerpt.of(answer, "answer"))


@pytest.fixture(scope="session")
def said() -> Callable[..., Judgement]:
    """What is said of an answer: `said("linear", "dloss/dw", "−8", "number")`."""
    return lambda exercise, ask, answer, form=NUMBER: judged(problem_of(exercise), ask, answer, form)
