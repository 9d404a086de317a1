from __future__ import annotations

from collections.abc import Callable

import pytest

from bpcli.core.findings import Faults, Finding
from bpcli.core.source import Excerpt
from bpcli.language.names import Scope
from bpcli.language.parser import parse_formula
from bpcli.language.printer import UNICODE, write
from bpcli.language.tree import Tree


def scope_of(*names: str) -> Scope:
    scope = Scope()
    scope.declare(*names)
    return scope


@pytest.fixture
def parse() -> Callable[..., Tree]:
    """Reads a text in a scope in which the other arguments are declared names."""
    return lambda text, *names: parse_formula(Excerpt.of(text), scope_of(*names))


@pytest.fixture
def reads() -> Callable[..., str]:
    """What a text is read as, written with every bracket and sign it needs."""
    return lambda text, *names: write(parse_formula(Excerpt.of(text), scope_of(*names)), UNICODE)


@pytest.fixture
def refusal() -> Callable[..., Finding]:
    """The one finding that refuses a text."""

    def refuse(text: str, *names: str, by: Callable[..., object] | None = None) -> Finding:
        with pytest.raises(Faults) as caught:
            by(Excerpt.of(text)) if by else parse_formula(Excerpt.of(text), scope_of(*names))
        (finding,) = caught.value.findings
        return finding

    return refuse
