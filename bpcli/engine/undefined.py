"""Why a step has no value: the operation in its formula that failed, and what it was given."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from bpcli.core.numerals import numeral
from bpcli.engine.arithmetic import Arithmetic
from bpcli.engine.graph import Node
from bpcli.engine.kernel import compiled_one
from bpcli.engine.rule import Rule
from bpcli.language.printer import UNICODE, template
from bpcli.language.tree import UPSTREAM, Apply, Tree, fold, slots


def explained(node: Node, inputs: Sequence[Any], names: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The key of the sentence to say, and its fields: the part of the formula that has no value, and for which inputs.

    The inputs are doubles, or arrays, for which the whole formula is named.
    """
    rule = node.rule
    if rule is None:
        raise TypeError(node.name)
    if node.step is not None and isinstance(rule.tree, Apply) and rule.tree.op == "class_entropy":
        return "bad-class", {}
    if rule.shapes:
        return "too-large" if _overflows(rule, inputs) else "no-value-bare", {"part": _written(rule.tree, names)}
    part, overflow = _first_failure(rule.tree, inputs)
    fields = {"part": _written(part, names)}
    if overflow:
        return "too-large", fields
    used = sorted(slots(part))
    # An operation that reads one input twice says its value once.
    values = ", ".join(dict.fromkeys(f"{names[index]} = {numeral(inputs[index])}" for index in used))
    return ("no-value", {**fields, "values": values}) if values else ("no-value-bare", fields)


def failing_gradient(node: Node, inputs: Sequence[Any], names: Sequence[str]) -> tuple[int, str]:
    """The first edge into a node whose local gradient is not finite, and that gradient's formula."""
    rule = node.rule
    if rule is None:
        raise TypeError(node.name)
    trees = rule.pulls if rule.shapes else rule.locals
    if rule.shapes:
        edge = _first_infinite(rule, inputs)
        return edge, _written(trees[edge] or UPSTREAM, (*names, "G", node.name))
    for edge, tree in enumerate(trees):
        if tree is not None and not _finite(tree, (*inputs, rule.forward(*inputs))):
            return edge, _written(tree, (*names, "G", node.name))
    return 0, _written(trees[0] or UPSTREAM, (*names, "G", node.name))


def _first_infinite(rule: Rule, inputs: Sequence[Any]) -> int:
    """The first edge of a rule with arrays that brings back something that is not finite."""
    import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

    with np.errstate(all="ignore"):
        value = rule.forward(*inputs)
        try:
            backs = rule.backward(*inputs, value, np.ones(np.shape(value)))
        except (ValueError, ZeroDivisionError, OverflowError):
            return 0
    return next((edge for edge, back in enumerate(backs) if not np.all(np.isfinite(back))), 0)


def _finite(tree: Tree, inputs: Sequence[float]) -> bool:
    try:
        return math.isfinite(compiled_one(tree, len(inputs) - 1, Arithmetic.DOUBLE)(*inputs))
    except (ValueError, ZeroDivisionError, OverflowError):
        return False


def _overflows(rule: Rule, inputs: Sequence[Any]) -> bool:
    """Whether arrays fail by being too large, and not at a pole or outside of a domain."""
    import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

    try:
        with np.errstate(divide="raise", invalid="raise", over="ignore", under="ignore"):
            return not np.all(np.isfinite(rule.forward(*inputs)))
    except (FloatingPointError, ValueError, ZeroDivisionError, OverflowError):
        return False


def _first_failure(tree: Tree, inputs: Sequence[float]) -> tuple[Tree, bool]:
    """The smallest part that fails, and whether it fails by being too large."""
    for part in _parts(tree):
        try:
            value = compiled_one(part, len(inputs), Arithmetic.DOUBLE)(*inputs)
        except OverflowError:
            return part, True
        except (ValueError, ZeroDivisionError):
            return part, False
        if not math.isfinite(value):
            return part, True
    return tree, True


def _parts(tree: Tree) -> list[Apply]:
    """The operations of a tree, the inner ones first."""
    parts: list[Apply] = []

    def apply(node: Apply, args: tuple[Tree, ...]) -> Tree:  # noqa: ARG001
        parts.append(node)
        return node

    fold(tree, lambda leaf: leaf, apply)
    return parts


def _written(tree: Tree, names: Sequence[str]) -> str:
    """A part of a formula over names; those that are formulas themselves get their brackets."""
    return template(tree, UNICODE).fill(names)
