"""The forward pass: the value of every node, in doubles, and exactly for as long as fractions last."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bpcli.core import limits
from bpcli.core.findings import Faults, Finding
from bpcli.core.numerals import Value
from bpcli.core.say import say
from bpcli.engine.arithmetic import NoFraction, TooManyDigits
from bpcli.engine.graph import Graph, Node
from bpcli.engine.rule import Rule
from bpcli.engine.undefined import explained

_LARGEST = sys.float_info.max
_LARGEST_EXACT = 10**limits.NUMBER_DIGITS
# Exact arithmetic on arrays stops being worth its time beyond so many entries.
_EXACT_ENTRIES = 2_000


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a graph's nodes by index.

    doubles: always there, floats and float64 arrays.
    exact: Fractions and arrays of Fractions; None where a value is a double.
    rounded: the first node whose exact value was given up because it had too many digits.
    """

    doubles: tuple[Any, ...]
    exact: tuple[Any, ...]
    rounded: int | None

    def shown(self, node: int) -> Value:
        """The value as it is shown: exact where it can be."""
        value: Value = self.doubles[node] if self.exact[node] is None else self.exact[node]
        return value


def forward(graph: Graph, givens: Mapping[str, Any]) -> Values:  # noqa: C901 - the pass itself: a call a node would cost a fifth of it
    """Work out every node. `givens` has a Fraction, or nested tuples of them, for each leaf.

    Raises Faults at the first step that has no value: a division by zero, the logarithm of −1, an overflow.
    """
    doubles: list[Any] = []
    exact: list[Any] = []
    rounded = None
    for index, node in enumerate(graph.nodes):
        rule, inputs, value = node.rule, node.inputs, None
        if rule is None:
            value = _exact_given(givens[node.name])
        elif rule.rational:
            for source in inputs:
                if exact[source] is None:
                    break
            else:
                value, was_rounded = _exactly(rule, [exact[source] for source in inputs])
                rounded = index if was_rounded and rounded is None else rounded
        exact.append(value)
        if value is not None:
            doubles.append(as_double(value))
        elif rule is not None and rule.shapes is not None:
            doubles.append(_array(graph, node, rule, [doubles[source] for source in inputs]))
        elif rule is not None:
            arguments = [doubles[source] for source in inputs]
            try:
                value = rule.forward(*arguments)
            except (ZeroDivisionError, ValueError, OverflowError):
                raise _no_value(graph, node, arguments) from None
            if not -_LARGEST <= value <= _LARGEST:
                raise _no_value(graph, node, arguments)
            doubles.append(float(value))
    return Values(tuple(doubles), tuple(exact), rounded)


def as_double(value: Any) -> Any:
    """The nearest double of a Fraction, or a float64 array of an array of them."""
    if isinstance(value, Fraction):
        return value.numerator / value.denominator
    return value.astype(float)


def _exact_given(value: Any) -> Any:
    if isinstance(value, Fraction):
        return value
    import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

    return np.array(value, dtype=object)


def _exactly(rule: Rule, inputs: Sequence[Any]) -> tuple[Any, bool]:
    """The exact value, or None where it is no fraction, too long, or does not exist; and whether it was too long."""
    try:
        value = rule.forward_exact(*inputs)
    except TooManyDigits:
        return None, True
    except (NoFraction, ZeroDivisionError, ValueError, OverflowError):
        return None, False  # the doubles will say why, where there is no value at all
    value = value if type(value) is Fraction else _exact_array(value)
    return (None, True) if too_long(value) else (value, False)


def too_long(value: Any) -> bool:
    """Whether an exact value, or an entry of an exact array, has more digits than are kept."""
    if type(value) is Fraction:
        return not -_LARGEST_EXACT < value.numerator < _LARGEST_EXACT > value.denominator
    return value.size > _EXACT_ENTRIES or any(map(too_long, value.flat))


def _exact_array(value: Any) -> Any:
    import numpy as np  # noqa: PLC0415

    fractions = np.frompyfunc(Fraction, 1, 1)(value)
    return fractions if np.ndim(fractions) else Fraction(fractions)


def _array(graph: Graph, node: Node, rule: Rule, inputs: Sequence[Any]) -> Any:
    import numpy as np  # noqa: PLC0415

    try:
        # NumPy must not warn on its own of what is looked at afterwards.
        with np.errstate(all="ignore"):
            value = rule.forward(*inputs)
    except (ZeroDivisionError, ValueError, OverflowError):
        raise _no_value(graph, node, inputs) from None
    if not np.all(np.isfinite(value)):
        raise _no_value(graph, node, inputs)
    return np.asarray(value, dtype=float) if node.shape else float(value)


def _no_value(graph: Graph, node: Node, inputs: Sequence[Any]) -> Faults:
    reason, fields = explained(node, inputs, [graph.nodes[j].name for j in node.inputs])
    step = graph.steps[node.step or 0]
    message = say(f"engine.{reason}", name=node.name, **fields)
    code = "BP221" if reason == "too-large" else "BP220"
    return Faults(Finding(code, message, step.excerpt.place, help=say(f"engine.{reason.removesuffix('-bare')}-help")))
