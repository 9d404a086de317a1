"""Tasks of shipped exercises, with a recipe changed here and there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bpcli.engine.descent.task import Task
from bpcli.exercise import library
from bpcli.exercise.loading import load_file
from bpcli.tutor.training.plan import Wishes, plan
from bpcli.tutor.training.trained import Trained, train


@pytest.fixture
def task() -> Callable[..., Task]:
    """`task("linear", epochs=3)`: how a shipped exercise is trained, with these parts of its recipe changed."""

    def made(name: str, **changes: Any) -> Task:
        path = library.find(name)
        assert path is not None
        found = plan(load_file(path), Wishes(), {}).task
        return replace(found, recipe=replace(found.recipe, **changes))

    return made


@pytest.fixture
def trained() -> Callable[[str], Trained]:
    """`trained("linear")`: a shipped exercise, trained as its author says."""

    def made(name: str) -> Trained:
        path = library.find(name)
        assert path is not None
        return train(plan(load_file(path), Wishes(), {}))

    return made
