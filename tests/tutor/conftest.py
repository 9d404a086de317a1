"""What the tests of this room share: a short form or a shipped exercise, solved."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bpcli.core.source import Excerpt
from bpcli.engine.trace import Trace
from bpcli.exercise import library
from bpcli.exercise.loading import load_file, load_text
from bpcli.tutor.solution import solve


@pytest.fixture(scope="session")
def solved() -> Callable[[str], Trace]:
    """The trace of a short form."""
    return lambda text: solve(load_text(Excerpt.of(text)))


@pytest.fixture(scope="session")
def shipped() -> Callable[[str], Trace]:
    """The trace of a shipped exercise."""

    def shipped(name: str) -> Trace:
        path = library.find(name)
        assert path is not None
        return solve(load_file(path))

    return shipped
