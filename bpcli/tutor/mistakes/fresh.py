"""Fresh numbers for an exercise: small, of the same shapes, in the author's ranges where he states any.

`candidates(exercise, ground, seed)` are choices of the givens, always the same ones for a seed. Without ranges a
whole number is replaced by one from 1 to 9 and a decimal by one with as many places, each with the sign it has; 0 by
either sign. Which of them an exercise can use, `is_usable` says.
"""

from __future__ import annotations

import operator
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

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

_LARGEST = 1e7  # values beyond are no fun to work out by hand
_MOST_PLACES = 3
_FLAT = {"sigmoid": 4.0, "tanh": 2.5}  # beyond, their slope is below 0.03
_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": same,
    "≠": lambda left, right: not same(left, right),
    "<": operator.lt,
    "≤": operator.le,
    ">": operator.gt,
    "≥": operator.ge,
}
_SWAPPED = {"<=": "≤", ">=": "≥"}


def candidates(exercise: Exercise, graph: Graph, seed: object) -> Iterator[dict[str, Given]]:
    """Choices of the givens without end; those of the author's conditions are still to be looked at."""
    source = random.Random(f"{seed}")  # noqa: S311 - the same numbers every time, no secret
    values, fixed = exercise.values, fixed_leaves(graph)
    ranges = {found.name: found for found in exercise.variants.ranges} if exercise.variants else {}
    while True:
        chosen = dict(values)
        for name, given in values.items():
            if name in ranges:
                chosen[name] = _mapped(given, partial(_from_range, source, ranges[name]))
            elif not ranges and name not in fixed:
                chosen[name] = _mapped(given, partial(_like, source))
        yield chosen


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
    """Whether the numbers stay small and every condition holds at a point."""
    return all(map(_is_small, at.values)) and all(_holds(condition, at) for condition in conditions)


def is_flat(at: Passed) -> bool:
    """Whether a sigmoid or tanh stands where it is nearly flat, so that hardly any gradient comes back."""
    return any(
        float(abs(at.values[node.inputs[0]]).max() if node.shape else abs(at.values[node.inputs[0]]))
        > _FLAT[node.rule.op]
        for node in at.graph.nodes
        if node.rule is not None and node.rule.op in _FLAT
    )


def _mapped(given: Given, change: Callable[[Fraction], Fraction]) -> Given:
    if isinstance(given, tuple):
        return tuple(_mapped(entry, change) for entry in given)
    return change(given)


def _from_range(source: random.Random, span: Range, given: Fraction) -> Fraction:  # noqa: ARG001 - it is replaced
    if span.choices:
        return source.choice(span.choices)
    return span.low + span.step * source.randint(0, int((span.high - span.low) / span.step))


def likeness(given: Given) -> Any:
    """What the candidates for a given depend on: exercises whose givens are alike get the same ones."""
    if isinstance(given, tuple):
        return tuple(map(likeness, given))
    sign = (given > 0) - (given < 0)
    return (sign, _places(given), abs(given) // 1) if given.denominator > 1 else (sign,)


def _like(source: random.Random, given: Fraction) -> Fraction:
    number = Fraction(source.randint(1, 9))
    if given.denominator > 1:
        places, whole = _places(given), abs(given) // 1
        number = Fraction(source.randint(1, 10**places - 1), 10**places) + (
            source.randint(0, int(whole)) if whole else 0
        )
    negative = given.numerator < 0 or (given.numerator == 0 and source.random() < 0.5)
    return -number if negative else number


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


def _is_small(value: Any) -> bool:
    return abs(value) < _LARGEST if isinstance(value, float) else bool((abs(value) < _LARGEST).all())
