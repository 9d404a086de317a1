"""A learner's formula, made ready to be worked out at many points.

`Formula(tree, trace, excerpt)` reads its names as nodes of the graph. `at(point)` is its value there: exact where
fractions last, else a double or an array; `precise_at(point)` has 60 digits and knows no overflow. Raises Faults
where shapes do not fit, and where arrays would be larger than anyone asks for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from fractions import Fraction
from functools import cached_property, partial
from typing import Any

from bpcli.core.findings import Faults, Finding
from bpcli.core.numerals import Shape
from bpcli.core.say import say
from bpcli.core.source import Excerpt
from bpcli.engine.arithmetic import Arithmetic, NoFraction
from bpcli.engine.kernel import compiled
from bpcli.engine.precise import precise_number
from bpcli.engine.rule import Rule
from bpcli.engine.shapes import ShapeFault, settle
from bpcli.engine.trace import Trace
from bpcli.exercise.names import unknown
from bpcli.language.tree import Apply, Leaf, Name, Number, Tree, fold, leaves, names, over_slots, replaced
from bpcli.ops.table import OPERATIONS
from bpcli.tutor.grading.answers import plain_number
from bpcli.tutor.grading.gates import hides_signs, kinks
from bpcli.tutor.grading.points import Point

# Beyond so many bits fractions are slower than 60 digits, and sums of them much slower.
_EXACT_BITS = 4_000
# Numbers in all the arrays of a formula: x·xᵀ of ten thousand numbers would fill the memory.
_ARRAY_NUMBERS = 500_000
_MOST_DECIMALS = 20


class Missing(Enum):
    """Why there is no value at a point."""

    UNDEFINED = auto()  # a division by zero, the root of a negative number
    BEYOND = auto()  # a tower of powers that no arithmetic reaches


class Formula:
    """A formula over the nodes of a graph."""

    def __init__(self, tree: Tree, trace: Trace, excerpt: Excerpt) -> None:
        self.tree = tree
        self._trace, self._excerpt = trace, excerpt
        self.names = names(tree)
        nodes, index = trace.graph.nodes, trace.graph.index
        for name in self.names:
            if name not in index:
                raise unknown(name, excerpt.place, index)
        self.nodes = tuple(index[name] for name in self.names)
        shapes = {name: nodes[node].shape for name, node in zip(self.names, self.nodes, strict=True)}
        ready, self.shape, self.has_arrays = _settled(tree, shapes, excerpt)
        arrays = tuple(shapes.values()) if self.has_arrays else None
        self._rule = Rule(None, over_slots(ready, self.names), len(shapes), arrays)

    def at(self, point: Point) -> Any:
        """The value: a Fraction, a float, an array, or why there is none."""
        values = [point.trace.value(node) for node in self.nodes]
        if self._is_exact and all(isinstance(value, Fraction) for value in values):
            try:
                return Fraction(self._rule.forward_exact(*values))
            except NoFraction:
                pass
            except (ValueError, ZeroDivisionError, OverflowError):
                return Missing.UNDEFINED
        return self._in_doubles([point.trace.values.doubles[node] for node in self.nodes], point)

    def precise_at(self, point: Point) -> Any:
        """The value of a formula of numbers at 60 digits, or why there is none."""
        try:
            value = self._rule.forward_precise(*[point.precise_value(node) for node in self.nodes])
        except OverflowError:
            return Missing.BEYOND
        except (ValueError, ZeroDivisionError):
            return Missing.UNDEFINED
        return precise_number(value) if isinstance(value, Fraction | int | float) else value

    def sides_at(self, point: Point) -> tuple[int, ...]:
        """The signs of what decides at each of its own kinks; () where that has no value."""
        if self._switches is None:
            return ()
        try:
            values = self._switches(*[point.trace.values.doubles[node] for node in self.nodes])
        except (ValueError, ZeroDivisionError, OverflowError):
            return ()
        return tuple([(value > 0) - (value < 0) for value in values])

    @cached_property
    def hides_signs(self) -> bool:
        """Whether it may be of one sign where the right one has two: √((x − 5)²) for x − 5."""
        return not self.has_arrays and hides_signs(self._rule.tree)

    @property
    def may_turn(self) -> bool:
        """Whether it has kinks of its own, or hides a sign: then it is looked at in more places."""
        return self._switches is not None or self.hides_signs

    def slack_at(self, point: Point) -> float:
        """How far off a value of numbers may be because its decimals were rounded before they were typed."""
        value, total = self.at(point), 0.0
        for number, half in self._decimals():
            nudged = replaced(self.tree, partial(_nudged, number, half))
            other = Formula(nudged, self._trace, self._excerpt).at(point)
            if not isinstance(other, Missing):
                total += abs(float(other) - float(value))
        return total

    def _decimals(self) -> list[tuple[Number, Fraction]]:
        """The numbers typed with a point, with half a unit of their last digits."""
        found = []
        for leaf in leaves(self.tree):
            if isinstance(leaf, Number):
                typed = plain_number(self._excerpt.text[leaf.start : leaf.end])
                if typed is not None and typed.unit is not None and typed.value == leaf.value:
                    found.append((leaf, typed.unit / 2))
        return found[:_MOST_DECIMALS]

    def _in_doubles(self, values: Sequence[Any], point: Point) -> Any:
        if self.has_arrays:
            return self._array(values)
        try:
            value = float(self._rule.forward(*values))
        except (ValueError, ZeroDivisionError, OverflowError):
            value = math.nan
        return value if math.isfinite(value) else self.precise_at(point)

    def _array(self, values: Sequence[Any]) -> Any:
        import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

        try:
            with np.errstate(all="ignore"):
                value = self._rule.forward(*values)
        except (ValueError, ZeroDivisionError, OverflowError):
            return Missing.UNDEFINED
        if not np.all(np.isfinite(value)):
            return Missing.UNDEFINED
        return np.broadcast_to(np.asarray(value, dtype=float), self.shape) if self.shape else float(value)

    @cached_property
    def _is_exact(self) -> bool:
        """Whether fractions stay fractions of a bearable length."""
        return not self.has_arrays and self._rule.rational and _bits(self._rule.tree) <= _EXACT_BITS

    @cached_property
    def _switches(self) -> Any:
        trees = () if self.has_arrays else kinks(self._rule.tree)
        return compiled(trees, len(self.nodes), Arithmetic.DOUBLE) if trees else None


def _settled(tree: Tree, shapes: Mapping[str, Shape], excerpt: Excerpt) -> tuple[Tree, Shape, bool]:
    """The tree with its products settled, its shape, and whether there is any array in it."""
    total = sum(math.prod(shape) for shape in shapes.values() if shape)

    def leaf(node: Leaf) -> tuple[Tree, Shape]:
        return node, shapes[node.name] if isinstance(node, Name) else ()

    def apply(node: Apply, args: tuple[tuple[Tree, Shape], ...]) -> tuple[Tree, Shape]:
        nonlocal total
        found = settle(node, tuple(tree for tree, _ in args), tuple(shape for _, shape in args))
        total += math.prod(found[1]) if found[1] else 0
        if total > _ARRAY_NUMBERS:
            raise _too_large(excerpt, node)
        return found

    try:
        ready, shape = fold(tree, leaf, apply)
    except ShapeFault as fault:
        place = excerpt.at(fault.node.start, fault.node.end)
        raise Faults(Finding("BP214", str(fault), place, help=fault.help)) from None
    return ready, shape, total > 0


def _too_large(excerpt: Excerpt, node: Apply) -> Faults:
    message = say("grading.array-large", limit=f"{_ARRAY_NUMBERS:,}")
    return Faults(Finding("BP203", message, excerpt.at(node.start, node.end), help=say("grading.array-large-help")))


def _nudged(number: Number, by: Fraction, leaf: Leaf) -> Tree:
    return Number(number.value + by, number.start, number.end) if leaf is number else leaf


def _bits(tree: Tree) -> int:
    """About how long the fractions get that a formula makes of numbers such as 3.14."""

    def leaf(node: Leaf) -> int:
        return max(map(int.bit_length, node.value.as_integer_ratio())) if isinstance(node, Number) else 64

    def apply(node: Apply, args: tuple[int, ...]) -> int:
        if node.op != "pow":
            return sum(args) + 1 if OPERATIONS[node.op].rational else _EXACT_BITS + 1
        exponent = node.args[1]
        return args[0] * (abs(int(exponent.value)) + 1) if isinstance(exponent, Number) else _EXACT_BITS + 1

    return fold(tree, leaf, apply)
