"""What the tests of this room share: exercises from a line or two of YAML, and what is found in bad ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bpcli.core.findings import Faults, Finding
from bpcli.core.source import Excerpt, Source
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.loading import load_source, load_text

GOOD = "model: y = w*x\nloss: L = (y - t)^2\ngiven: {x: 2, w: 3, t: 4}\n"


def _file(text: str) -> Exercise:
    return load_source(Source("exercise.yaml", text))


def _short(text: str) -> Exercise:
    return load_text(Excerpt.of(text))


@pytest.fixture(scope="session")
def file() -> Callable[[str], Exercise]:
    """The exercise in the text of a file."""
    return _file


@pytest.fixture(scope="session")
def good() -> Callable[[str], Exercise]:
    """A small good exercise with more keys behind it."""
    return lambda more: _file(GOOD + more)


@pytest.fixture(scope="session")
def short() -> Callable[[str], Exercise]:
    """The exercise that a short form describes."""
    return _short


def _findings(load: Callable[[str], Exercise], text: str) -> tuple[Finding, ...]:
    with pytest.raises(Faults) as caught:
        load(text)
    return caught.value.findings


@pytest.fixture(scope="session")
def file_faults() -> Callable[[str], tuple[Finding, ...]]:
    """What is found in the text of a bad file."""
    return lambda text: _findings(_file, text)


@pytest.fixture(scope="session")
def good_faults() -> Callable[[str], tuple[Finding, ...]]:
    """What is found in a small good exercise with bad keys behind it."""
    return lambda more: _findings(_file, GOOD + more)


@pytest.fixture(scope="session")
def short_faults() -> Callable[[str], tuple[Finding, ...]]:
    """What is found in a bad short form."""
    return lambda text: _findings(_short, text)
