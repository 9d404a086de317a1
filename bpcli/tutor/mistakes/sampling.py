"""Other numbers for an exercise, at which it shows whether two explanations are one.

The numbers are seeded by the text of the steps, so that they are the same every time. They have both signs as far as
every step has a value there; else they are positive, small, or near those of the exercise.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction

from bpcli.engine.graph import Graph
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.given import Given
from bpcli.tutor.mistakes.cone import carries

_ATTEMPTS = 60
INDEPENDENT = 30  # of these, so many owe nothing to the exercise's numbers
_WIDE, _POSITIVE, _SMALL, _NEAR = range(4)
_MANNERS = (_WIDE, _WIDE, _POSITIVE, _WIDE, _SMALL)


def drawings(exercise: Exercise, graph: Graph) -> Iterator[dict[str, Given]]:
    """Values for every leaf, one choice after the other; whether each step has a value there is for you to see."""
    source = random.Random("\n".join(step.excerpt.text for step in exercise.steps))  # noqa: S311 - repeatable, no secret
    fixed = fixed_leaves(graph)
    for attempt in range(_ATTEMPTS):
        # The first ones depend on the steps alone; near the exercise's own numbers are only those that follow.
        manner = _NEAR if attempt >= INDEPENDENT and attempt % 2 else _MANNERS[attempt % len(_MANNERS)]
        yield {
            name: given if name in fixed else _like(source, given, manner) for name, given in exercise.values.items()
        }


def fresh(source: random.Random, given: Given) -> Given:
    """Another value of the same shape, near a given one."""
    return _like(source, given, _NEAR)


def _like(source: random.Random, given: Given, manner: int) -> Given:
    if isinstance(given, tuple):
        return tuple(_like(source, entry, manner) for entry in given)
    size = Fraction(source.randint(20, 260), 97)
    if manner == _NEAR:
        return given * Fraction(source.randint(80, 125), 101) or size / 10
    if manner == _SMALL:
        return size / 3
    return -size if manner == _WIDE and source.random() < 0.4 else size


def fixed_leaves(graph: Graph) -> frozenset[str]:
    """The leaves that no gradient can flow into, as the number of a class: they keep their values."""
    return frozenset(
        node.name
        for node, edges in zip(graph.nodes, graph.consumers, strict=True)
        if node.rule is None and edges and not any(carries(graph, edge) for edge in edges)
    )
