"""Decide what each name that no step computes is for: input, parameter or target."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bpcli.engine.graph import Kind
from bpcli.exercise.steps import NamedStep, Part
from bpcli.language.tree import names


def roles(
    steps: Iterable[NamedStep],
    givens: Collection[str],
    data: Collection[str],
    stated: Collection[str] | None,
) -> dict[str, Kind]:
    """The kind of every leaf, in the order they are first read; givens that nothing reads come last.

    A target is a given that only the loss reads. An input is a given that the training data names or whose
    name begins with x or X. Every other given is a parameter, and so is a name that is never given.
    Where the author states the parameters, no other given is one.
    """
    steps = tuple(steps)
    computed = {step.name for step in steps}
    read_by_model = _read(step for step in steps if step.part is Part.MODEL)
    read_by_loss = _read(step for step in steps if step.part is Part.LOSS)
    leaves = dict.fromkeys(name for name in (*read_by_model, *read_by_loss, *givens) if name not in computed)

    def kind(name: str) -> Kind:
        if name not in givens:
            return Kind.PARAMETER
        if stated is not None and name in stated:
            return Kind.PARAMETER
        if name in read_by_loss and name not in read_by_model:
            return Kind.TARGET
        if stated is not None or name in data or name[0] in "xX":
            return Kind.INPUT
        return Kind.PARAMETER

    return {name: kind(name) for name in leaves}


def never_given(steps: Iterable[NamedStep], givens: Collection[str]) -> tuple[str, ...]:
    """The names that are read but neither computed nor given, in the order they are read."""
    steps = tuple(steps)
    computed = {step.name for step in steps}
    return tuple(name for name in _read(steps) if name not in computed and name not in givens)


def _read(steps: Iterable[NamedStep]) -> dict[str, None]:
    return dict.fromkeys(name for step in steps for name in names(step.tree))
