"""The formulas that stand in the rows of `bpcli.ops`, read once and kept as trees over slots.

`formula_of("relu")` is max(v0, 0); `locals_of("sigmoid")` is (y·(1 − y),) over the result's slot.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache

from bpcli.core.source import Excerpt
from bpcli.language.names import Scope
from bpcli.language.parser import parse_formula
from bpcli.language.tree import RESULT, UPSTREAM, Apply, Leaf, Name, Number, Slot, Tree, fold, replaced
from bpcli.ops.table import OPERATIONS

_SLOTS = {"a": Slot(0), "b": Slot(1), "y": RESULT, "G": UPSTREAM}


def formula_of(op: str, options: Mapping[str, Fraction] | None = None) -> Tree:
    """What an operation computes, as a tree over its inputs."""
    text = OPERATIONS[op].formula
    if text is None:
        raise KeyError(op)
    return _with_options(read_rule(text), op, options)


def locals_of(op: str, options: Mapping[str, Fraction] | None = None) -> tuple[Tree, ...]:
    """The textbook spelling of its local gradients; () where the row has none."""
    return tuple(_with_options(read_rule(text), op, options) for text in OPERATIONS[op].local)


def pulls_of(op: str, options: tuple[tuple[str, Fraction], ...] = ()) -> tuple[Tree | None, ...]:
    """What comes back to each input of an ARRAY operation; None where nothing does.

    The options of the call (its axis) are handed on to the words of the rule that know them.
    """
    return tuple(_with_axis(read_rule(text), options) if text else None for text in OPERATIONS[op].pull)


@cache
def read_rule(text: str) -> Tree:
    """A formula in the words of a row: over a, b, y and G, which become slots."""
    scope = Scope(rule_words=True)
    scope.declare("a", "b", "y", "G", "slope")
    return fold(parse_formula(Excerpt.of(text), scope), _slot, _plain_product)


def _slot(leaf: Leaf) -> Tree:
    return _SLOTS.get(leaf.name, leaf) if isinstance(leaf, Name) else leaf


def _plain_product(node: Apply, args: tuple[Tree, ...]) -> Tree:
    op = {"dot": "mul", "star": "hadamard"}.get(node.op, node.op)
    return Apply(op, args, node.options)


def _with_options(tree: Tree, op: str, options: Mapping[str, Fraction] | None) -> Tree:
    values = {**dict(OPERATIONS[op].options), **(options or {})}

    def leaf(node: Leaf) -> Tree:
        value = values.get(node.name) if isinstance(node, Name) else None
        return node if value is None else Number(value)

    return replaced(tree, leaf) if values else tree


def _with_axis(tree: Tree, options: tuple[tuple[str, Fraction], ...]) -> Tree:
    if not options:
        return tree
    takes = {key for key, row in OPERATIONS.items() if row.options == (("axis", None),)}
    return fold(tree, lambda leaf: leaf, lambda node, args: Apply(node.op, args, options if node.op in takes else ()))
