"""The chains that are measured: as an exercise file of any length, and the same in micrograd where it is installed."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from bpcli.core.source import Source
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.loading import load_source

# One link of each chain, from h{i} to h{j}; a chain of several formulas takes them in turn.
LINKS = {
    "relu": ("relu(w·h{i} + b)",),
    "numbers": ("relu(0.9·h{i} + 0.1)",),
    "tanh": ("tanh(w·h{i} + b)",),
    "fractions": ("h{i}/2 + b",),
    "operations": ("w·h{i}", "h{i} + b", "relu(h{i})"),
}
GIVENS = {"h0": "1/2", "w": "9/10", "b": "1/10"}
HAS_MICROGRAD = find_spec("micrograd") is not None


def text(kind: str, length: int) -> str:
    """The exercise file of a chain."""
    links = LINKS[kind]
    steps = [f"  - h{i + 1} = {links[i % len(links)].format(i=i)}" for i in range(length)]
    given = ", ".join(f'{name}: "{value}"' for name, value in GIVENS.items() if name == "h0" or _reads(links, name))
    return "\n".join((f"title: A chain of {length} steps", "model:", *steps, f"given: {{{given}}}", ""))


def exercise(kind: str, length: int) -> Exercise:
    """The chain as an exercise, read and ready to be solved."""
    return load_source(Source("chain.yaml", text(kind, length)))


def _reads(links: tuple[str, ...], name: str) -> bool:
    return any(re.search(rf"\b{name}\b", link) for link in links)


def in_micrograd(kind: str, length: int) -> Callable[[], object]:
    """A chain as a person would write it in micrograd, up to its gradients; not for `tanh` and `fractions`."""
    from micrograd.engine import Value  # noqa: PLC0415 - an extra that need not be there

    link = _LINKS_IN_MICROGRAD[kind]

    def work() -> object:
        w, b, h = Value(0.9), Value(0.1), Value(0.5)
        first = h
        for i in range(length):
            h = link(w, b, h, i)
        h.backward()
        return first.grad

    return work


def _operation(w: Any, b: Any, h: Any, i: int) -> Any:
    """The link number `i` of the chain of single operations."""
    if i % 3 == 2:
        return h.relu()
    return h + b if i % 3 else w * h


_LINKS_IN_MICROGRAD: dict[str, Callable[[Any, Any, Any, int], Any]] = {
    "relu": lambda w, b, h, _: (w * h + b).relu(),
    "numbers": lambda _w, _b, h, _: (0.9 * h + 0.1).relu(),
    "operations": _operation,
}
