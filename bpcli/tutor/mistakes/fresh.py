"""Fresh numbers for an exercise: small, of the same shapes, in the author's ranges where he states any.

`Candidates(exercise, graph, seed)` draws choices of the givens, always the same ones for a seed. Without ranges a
whole number is replaced by a small one and a decimal by one with as many places, each with the sign it has; 0 by
either sign. An exercise can use those at which no value is beyond `LARGEST` and `is_usable`.
"""

from __future__ import annotations

import operator
import random
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from bpcli.engine.arithmetic import Arithmetic
from bpcli.engine.graph import Graph
from bpcli.engine.kernel import compiled_one
from bpcli.engine.shapes import ShapeFault, settled
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.given import Given
from bpcli.exercise.variants import Condition, Range
from bpcli.language.tree import Tree, names, over_slots
from bpcli.tutor.mistakes.numbers import same
from bpcli.tutor.mistakes.point import Passed
from bpcli.tutor.mistakes.sampling import fixed_leaves
from bpcli.tutor.mistakes.tape import NO_VALUE

LARGEST = 1e7  # values beyond are no fun to work out by hand
_MOST_PLACES = 3
# 1 and 2 hide most mistakes, but high powers are best tried at small numbers: these take every third turn.
TURNS = (range(1, 10), range(3, 13), range(3, 13))
_Draw: TypeAlias = "Callable[[int], Fraction]"  # of a turn
_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": same,
    "≠": lambda left, right: not same(left, right),
    "<": operator.lt,
    "≤": operator.le,
    ">": operator.gt,
    "≥": operator.ge,
}
_SWAPPED = {"<=": "≤", ">=": "≥"}


class Candidates:
    """Choices of the givens without end; those of the author's conditions are still to be looked at."""

    def __init__(self, exercise: Exercise, graph: Graph, seed: object) -> None:
        self._values = exercise.values
        source = random.Random(f"{seed}")  # noqa: S311 - the same numbers every time, no secret
        values, fixed = exercise.values, fixed_leaves(graph)
        ranges = {span.name: span for span in exercise.variants.ranges} if exercise.variants else {}
        if ranges:
            spans = {name: span for name, span in ranges.items() if name in values}
            self._draws = {name: _mapped(values[name], _from_range(source, span)) for name, span in spans.items()}
        else:
            like = partial(_like, source)
            self._draws = {name: _mapped(given, like) for name, given in values.items() if name not in fixed}

    def draw(self, turn: int) -> dict[str, Given]:
        """The next one. turn: which of the `TURNS` it is."""
        return {**self._values, **{name: draw(turn) for name, draw in self._draws.items()}}


class Test(NamedTuple):
    """A condition of the author's, ready to be tried at a point."""

    left: Callable[..., Any]
    right: Callable[..., Any]
    holds: Callable[[Any, Any], bool]
    nodes: tuple[tuple[int, ...], tuple[int, ...]]


def tests(exercise: Exercise, graph: Graph) -> tuple[Test, ...]:
    """The author's conditions on fresh numbers; one about names or shapes that the graph does not have is left out."""
    conditions = exercise.variants.where if exercise.variants else ()
    return tuple(found for condition in conditions if (found := _test(condition, graph)) is not None)


def is_usable(at: Passed, conditions: tuple[Test, ...]) -> bool:
    """Whether every condition holds at a point."""
    return all(_holds(condition, at) for condition in conditions)


def _mapped(given: Given, like: Callable[[Fraction], _Draw]) -> Callable[[int], Given]:
    """What draws numbers in the shape of a given."""
    if isinstance(given, tuple):
        entries = [_mapped(entry, like) for entry in given]
        return lambda turn: tuple([draw(turn) for draw in entries])
    return like(given)


def _from_range(source: random.Random, span: Range) -> Callable[[Fraction], _Draw]:
    if span.choices:
        return lambda _: lambda _: source.choice(span.choices)
    last = int((span.high - span.low) / span.step)
    return lambda _: lambda _: span.low + span.step * source.randint(0, last)


def likeness(given: Given) -> Any:
    """What the candidates for a given depend on: exercises whose givens are alike get the same ones."""
    if isinstance(given, tuple):
        return tuple(map(likeness, given))
    sign = (given > 0) - (given < 0)
    return (sign, _places(given), abs(given) // 1) if given.denominator > 1 else (sign,)


def _like(source: random.Random, given: Fraction) -> _Draw:
    """What draws a number like a given one."""
    sign = (given > 0) - (given < 0)
    signs = (sign,) if sign else (-1, 1)
    if given.denominator == 1:
        turns = [[Fraction(sign * number) for sign in signs for number in numbers] for numbers in TURNS]
        return lambda turn: turns[turn][int(source.random() * len(turns[turn]))]
    whole, size = int(abs(given)), 10 ** _places(given)
    return lambda _: Fraction(
        source.choice(signs) * (source.randint(1, size - 1) + size * source.randint(0, whole)), size
    )


def _places(given: Fraction) -> int:
    """With how many decimal places a fraction is replaced."""
    return next((n for n in range(1, _MOST_PLACES) if (given * 10**n).denominator == 1), _MOST_PLACES)


def _test(condition: Condition, graph: Graph) -> Test | None:
    try:
        left, left_nodes = _compiled(condition.left, graph)
        right, right_nodes = _compiled(condition.right, graph)
    except (KeyError, ShapeFault):
        return None
    sign = _SWAPPED.get(condition.sign, condition.sign)
    return Test(left, right, _SIGNS[sign], (left_nodes, right_nodes))


def _compiled(tree: Tree, graph: Graph) -> tuple[Callable[..., Any], tuple[int, ...]]:
    used = names(tree)
    nodes = tuple(graph.index[name] for name in used)
    shapes = [graph.nodes[node].shape for node in nodes]
    ready, _ = settled(over_slots(tree, used), shapes)
    arithmetic = Arithmetic.ARRAY if any(shapes) else Arithmetic.DOUBLE
    return compiled_one(ready, len(used), arithmetic), nodes


def _holds(test: Test, at: Passed) -> bool:
    try:
        left, right = (
            function(*(at.values[node] for node in nodes))
            for function, nodes in zip((test.left, test.right), test.nodes, strict=True)
        )
    except NO_VALUE:
        return False
    found = test.holds(left, right)
    return bool(found if isinstance(found, bool) else found.all())
