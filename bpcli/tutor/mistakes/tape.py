"""Arithmetic written down once, to be done again with other numbers.

A `Tape` hands out a `Recorded` for each number that it leaves open. What you do with these, as with other numbers, is
written down; `runs` and `residues` then do it with numbers. So all changed answers of an exercise are found by running
the table of mistakes once; other givens only replay it.

A step without a value is nan there, as is all that depends on it. What depends on a condition is chosen by
`where(condition, value)`.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Container, Iterable, Mapping, MutableMapping, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Any, TypeAlias

from bpcli.engine.arithmetic import Arithmetic, implementation
from bpcli.engine.textbook import formula_of
from bpcli.language.tree import Apply, Constant, Leaf, Number, Slot, Tree, fold

# What a step raises where it has no value, or a local gradient where there is none.
NO_VALUE = (ArithmeticError, ValueError)
NAN = math.nan

_Function: TypeAlias = "Callable[..., Any]"
# A function of one or two earlier results; the second is -1 where there is none.
Step: TypeAlias = "tuple[_Function, int, int]"


class Recorded:
    """A number that is known when the tape is run: the result of the step `at`."""

    __slots__ = ("at", "tape")

    def __init__(self, tape: Tape, at: int) -> None:
        self.tape = tape
        self.at = at

    def __add__(self, other: Any) -> Any:
        return self.tape.step(operator.add, self, other)

    def __radd__(self, other: Any) -> Any:
        return self.tape.step(operator.add, other, self)

    def __sub__(self, other: Any) -> Any:
        return self.tape.step(operator.sub, self, other)

    def __rsub__(self, other: Any) -> Any:
        return self.tape.step(operator.sub, other, self)

    def __mul__(self, other: Any) -> Any:
        return self.tape.step(operator.mul, self, other)

    def __rmul__(self, other: Any) -> Any:
        return self.tape.step(operator.mul, other, self)

    def __truediv__(self, other: Any) -> Any:
        return self.tape.step(operator.truediv, self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self.tape.step(operator.truediv, other, self)

    def __rpow__(self, other: Any) -> Any:
        return self.tape.step(pow, other, self)

    def __neg__(self) -> Any:
        return self.tape.step(operator.neg, self)

    def __abs__(self) -> Any:
        return self.tape.step(abs, self)

    def __gt__(self, other: Any) -> Any:
        return self.tape.step(operator.gt, self, other)

    def __bool__(self) -> bool:
        raise TypeError("nothing can depend on a recorded number but through where()")


def where(condition: Any, value: Any) -> Any:
    """A value, and None where a condition does not hold; nan where that is known only when the tape is run."""
    if isinstance(condition, Recorded):
        return condition.tape.step(chosen, condition, value)
    return value if condition else None


def equal(one: Any, other: Any) -> Any:
    """Whether two numbers are equal, recorded ones too."""
    tape = next((number.tape for number in (one, other) if isinstance(number, Recorded)), None)
    return one == other if tape is None else tape.step(operator.eq, one, other)


def negated(condition: Any) -> Any:
    """Whether a condition does not hold."""
    return condition.tape.step(operator.not_, condition) if isinstance(condition, Recorded) else not condition


def chosen(condition: Any, value: Any) -> Any:
    """A step: the value, and nan where the condition does not hold."""
    return value if condition else NAN


def both_finite(one: Any, other: Any) -> bool:
    """A step: whether a condition holds, and a number is finite."""
    return bool(one) and math.isfinite(other)


# Operations of formulas that are steps of their own as they stand.
_PLAIN: dict[str, _Function] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "hadamard": operator.mul,
    "div": operator.truediv,
    "neg": operator.neg,
}
_EITHER_WAY = frozenset({operator.add, operator.mul})
_NOTHING = Fraction(0)


class Tape:
    """Steps in order, each on results of earlier ones; no step is there twice.

    steps: as they are done with doubles; in_fractions: the functions that are others with fractions.
    constants: the steps that nothing changes, with their numbers.
    """

    def __init__(self, numbers: int) -> None:
        self._open = numbers
        self.steps: list[Step] = [(abs, at, -1) for at in range(numbers)]  # their numbers are put in first
        self.in_fractions: dict[_Function, _Function] = {}
        self.constants: dict[int, Any] = {}
        self._known: dict[Step, int] = {}
        self._places: dict[tuple[Any, ...], int] = {}

    def __len__(self) -> int:
        return len(self.steps)

    @property
    def numbers(self) -> list[Recorded]:
        """The open numbers."""
        # The tape keeps none of its results, so that it goes as soon as they do.
        return [Recorded(self, at) for at in range(self._open)]

    def step(self, function: _Function, one: Any, other: Any = None) -> Any:
        """The result of a step; none is made where nothing is left to be done."""
        if type(one) is not Recorded or type(other) is not Recorded:
            found = _simplified(function, one, other)
            if found is not None:
                return found
        elif function is operator.sub and one.at == other.at:
            return _NOTHING
        return Recorded(self, self._step(function, self.place(one), -1 if other is None else self.place(other)))

    def _step(self, function: _Function, first: int, second: int) -> int:
        step = (
            (function, second, first) if first > second >= 0 and function in _EITHER_WAY else (function, first, second)
        )
        at = self._known.get(step)
        if at is None:
            at = self._known[step] = len(self.steps)
            self.steps.append(step)
        return at

    def inlined(self, other: Tape, places: list[int]) -> list[int]:
        """Write down all steps of another tape. Its results are found, by step, at the places that are returned.

        places: where the numbers are found that stand for its open ones.
        """
        self.in_fractions.update(other.in_fractions)
        steps, constants = other.steps, other.constants
        for at in range(len(places), len(steps)):
            if at in constants:
                places.append(self._constant(constants[at]))
            else:
                function, first, second = steps[at]
                places.append(self._step(function, places[first], places[second] if second >= 0 else -1))
        return places

    def all_moved(self, end: int, others: Mapping[int, int]) -> dict[int, int]:
        """Where the first steps would be found with some open numbers in the places of others: a place for each.

        others: for each of these, by step, the one that stands in its place.
        """
        places = [others.get(at, at) for at in range(self._open)]
        constants, step = self.constants, self._step
        for at, (function, first, second) in enumerate(self.steps[self._open : end], self._open):
            is_moved = at not in constants
            places.append(step(function, places[first], places[second] if second >= 0 else -1) if is_moved else at)
        return dict(enumerate(places))

    def moved(self, number: Any, places: MutableMapping[int, int]) -> Any:
        """What a number would be then. places: those of the steps moved before; those moved now are added."""
        if not isinstance(number, Recorded):
            return number
        if number.at not in places:
            for at in needed(self.steps, (number.at,), places):
                function, first, second = self.steps[at]
                is_moved = at not in self.constants
                places[at] = self._step(function, places[first], places.get(second, -1)) if is_moved else at
        return Recorded(self, places[number.at])

    def tree(self, tree: Tree, inputs: Sequence[Any], result: Any = None) -> Any:
        """What a formula over slots comes to."""

        def leaf(node: Leaf) -> Any:
            if isinstance(node, Slot):
                return inputs[node.index] if node.index >= 0 else result
            return _number(node)

        if not isinstance(tree, Apply):
            return leaf(tree)
        leaves = [leaf(node) for node in tree.args if not isinstance(node, Apply)]
        return self._applied(tree, leaves) if len(leaves) == len(tree.args) else fold(tree, leaf, self._applied)

    def place(self, number: Any) -> int:
        """The step at which a number is found, also one that nothing can change."""
        return number.at if type(number) is Recorded else self._constant(number)

    def all_finite(self, numbers: Iterable[Any]) -> Any:
        """Whether all of them have finite values."""
        found: Any = True
        for number in numbers:
            if isinstance(number, Recorded):
                found = self.step(both_finite, found, number)
        return found

    def _applied(self, node: Apply, args: Sequence[Any]) -> Any:
        is_open = any(isinstance(arg, Recorded) for arg in args)
        if is_open and node.op in _PLAIN:
            return self.step(_PLAIN[node.op], *args)
        double, fraction = implementation(node.op, Arithmetic.DOUBLE), implementation(node.op, Arithmetic.EXACT)
        if double is None or fraction is None:
            return self.tree(formula_of(node.op, dict(node.options)), args)
        if not is_open:
            return _constant(double, fraction, args)
        if node.op == "pow" and isinstance(args[1], Fraction) and args[1].denominator == 1:
            double = operator.pow  # as in compiled rules
        if double is not fraction:
            self.in_fractions[double] = fraction
        return self.step(double, *args)

    def _constant(self, value: Any) -> int:
        # The hash of a Fraction takes long.
        key = (Fraction, value.numerator, value.denominator) if type(value) is Fraction else (type(value), value)
        at = self._places.get(key)
        if at is None:
            number = value if isinstance(value, bool) else _double(value)
            at = self._places[key] = len(self.steps)
            self.steps.append((lambda _: number, 0, -1))
            self.constants[at] = value
        return at


def _simplified(function: _Function, one: Any, other: Any) -> Any:
    """The result where a step leaves a number as it is, or makes 0 of it; None for every other step."""
    if function is operator.mul:
        return _times(one, other) if isinstance(one, Recorded) else _times(other, one)
    if function is operator.add:
        return one if _is(other, 0) else other if _is(one, 0) else None
    if function is operator.sub:
        return one if _is(other, 0) else None
    if function is operator.truediv:
        return one if _is(other, 1) else None
    return None


def _times(recorded: Any, other: Any) -> Any:
    return recorded if _is(other, 1) else _NOTHING if _is(other, 0) else None


def _constant(double: _Function, fraction: _Function, args: Sequence[Any]) -> Any:
    """A step on constants: a fraction where that can be had; nan where it has no value."""
    with suppress(*NO_VALUE):
        if all(isinstance(arg, int | Fraction) for arg in args):
            return fraction(*args)
    with suppress(*NO_VALUE):
        return double(*map(_double, args))
    return NAN


def _double(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return NAN


def _is(number: Any, value: int) -> bool:
    return not isinstance(number, Recorded) and bool(number == value)


def _number(leaf: Leaf) -> Any:
    if isinstance(leaf, Constant):
        return {"pi": math.pi, "e": math.e}[leaf.key]
    if not isinstance(leaf, Number):
        raise TypeError(f"{leaf} has no value")
    return leaf.value


def always_has_values(tape: Tape) -> bool:
    """Whether every step has a value at all numbers: sums, products, whole powers, and division by a constant."""
    return all(
        at in tape.constants or function in _ALWAYS or (function in _WITH_CONSTANT and tape.constants.get(other, 0) > 0)
        for at, (function, _, other) in enumerate(tape.steps)
    )


_ALWAYS = frozenset({abs, operator.add, operator.sub, operator.mul, operator.neg})
_WITH_CONSTANT = frozenset({operator.truediv, operator.pow})


def needed(steps: Sequence[Step], wanted: Iterable[int], known: Container[int]) -> list[int]:
    """The steps behind some others that are not known yet, in order."""
    needed, todo = set[int](), list(wanted)
    while todo:
        at = todo.pop()
        if at >= 0 and at not in needed and at not in known:
            needed.add(at)
            todo += steps[at][1:]
    return sorted(needed)
