"""The chains that are measured: as an exercise file of any length, and the same in micrograd where it is installed."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from bpcli.core.source import Source
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.loading import load_source

# One link of each chain, from h{i} to h{j}; a chain of several formulas takes them in turn.
LINKS = {
    "relu": ("relu(w·h{i} + b)",),
    "tanh": ("tanh(w·h{i} + b)",),
    "fractions": ("h{i}/2 + b",),
    "operations": ("w·h{i}", "h{i} + b", "relu(h{i})"),
}
GIVENS = {"w": "9/10", "b": "1/10", "h0": "1/2"}
HAS_MICROGRAD = find_spec("micrograd") is not None


def text(kind: str, length: int) -> str:
    """The exercise file of a chain."""
    links = LINKS[kind]
    steps = [f"  - h{i + 1} = {links[i % len(links)].format(i=i)}" for i in range(length)]
    given = ", ".join(f'{name}: "{value}"' for name, value in GIVENS.items() if kind != "fractions" or name != "w")
    return "\n".join((f"title: A chain of {length} steps", "model:", *steps, f"given: {{{given}}}", ""))


def exercise(kind: str, length: int) -> Exercise:
    """The chain as an exercise, read and ready to be solved."""
    return load_source(Source("chain.yaml", text(kind, length)))


def in_micrograd(kind: str, length: int) -> Callable[[], object]:
    """The `relu` or the `operations` chain as a person would write it in micrograd, up to its gradients."""
    from micrograd.engine import Value  # noqa: PLC0415 - an extra that need not be there

    def relu() -> object:
        w, b, h = Value(0.9), Value(0.1), Value(0.5)
        for _ in range(length):
            h = (w * h + b).relu()
        h.backward()
        return w.grad

    def operations() -> object:
        w, b, h = Value(0.9), Value(0.1), Value(0.5)
        for i in range(length):
            h = h.relu() if i % 3 == 2 else h + b if i % 3 else w * h
        h.backward()
        return w.grad

    return {"relu": relu, "operations": operations}[kind]
