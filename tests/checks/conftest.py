"""What the tests of this room share: a checked file from a few lines of YAML, and what was found in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bpcli.checks.checking import Checked, check_source
from bpcli.checks.settings import DEFAULT, Settings
from bpcli.core.source import Source

# Numbers at which no known mistake gives the right answer to the one question, and no two are confused.
GOOD = """\
title: Linear model
model: ŷ = w·x
loss: loss = (ŷ − y)²
given: {x: 5, w: 3, y: 4}
ask: [dloss/dw]
"""


def checked_text(text: str, settings: Settings = DEFAULT) -> Checked:
    """A file of this text, checked."""
    return check_source(Source("exercise.yaml", text), settings)


def findings_of(text: str, settings: Settings = DEFAULT) -> list[str]:
    """What is found in a file of this text, as `line:column code`."""
    return told(checked_text(text, settings))


def told(checked: Checked) -> list[str]:
    """Findings as `line:column code`."""
    found = [(one.place.first, one.code) for one in checked.findings if one.place]
    return [f"{at.line}:{at.column} {code}" for at, code in found]


@pytest.fixture(scope="session")
def good() -> str:
    """A small file in which nothing is wrong."""
    return GOOD


@pytest.fixture(scope="session")
def checked() -> Callable[..., Checked]:
    """A file of a text, checked."""
    return checked_text


@pytest.fixture(scope="session")
def found() -> Callable[..., list[str]]:
    """What is found in a text, as `line:column code`."""
    return findings_of
