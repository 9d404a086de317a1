"""What the tests of this room share: a short form or a shipped exercise, solved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bpcli.core.findings import Faults, Finding
from bpcli.core.source import Excerpt, Source
from bpcli.engine.graph import Graph
from bpcli.engine.trace import Trace
from bpcli.exercise import library
from bpcli.exercise.loading import load_file, load_source, load_text
from bpcli.tutor.solution import graph_of, solve


@pytest.fixture(scope="session")
def solved() -> Callable[[str], Trace]:
    """The trace of a short form."""
    return lambda text: solve(load_text(Excerpt.of(text)))


@pytest.fixture(scope="session")
def solved_file() -> Callable[..., Trace]:
    """The trace of the text of a file."""
    return lambda text, expand=None: solve(load_source(Source("exercise.yaml", text)), expand=expand)


@pytest.fixture(scope="session")
def shipped() -> Callable[..., Trace]:
    """The trace of a shipped exercise."""

    def shipped(name: str, expand: bool | None = None) -> Trace:
        path = library.find(name)
        assert path is not None
        return solve(load_file(path), expand=expand)

    return shipped


@pytest.fixture(scope="session")
def graph() -> Callable[..., Graph]:
    """The graph of a short form."""
    return lambda text, expand=True: graph_of(load_text(Excerpt.of(text)), expand=expand)


@pytest.fixture(scope="session")
def fault(solved: Callable[[str], Trace]) -> Callable[[str], Finding]:
    """The first finding about a short form whose mathematics is at fault."""

    def fault(text: str) -> Finding:
        with pytest.raises(Faults) as caught:
            solved(text)
        return caught.value.findings[0]

    return fault


def plain(value: Any) -> Any:
    """A value as nested lists of numbers, for comparing."""
    return value.tolist() if hasattr(value, "tolist") else value


@pytest.fixture(scope="session")
def value() -> Callable[[Trace, str], Any]:
    """The value of a node by its name."""
    return lambda trace, name: plain(trace.value(trace.graph.index[name]))


@pytest.fixture(scope="session")
def gradient() -> Callable[[Trace, str], Any]:
    """The gradient of a node by its name."""
    return lambda trace, name: plain(trace.gradient(trace.graph.index[name]))
