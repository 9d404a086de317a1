"""Constants that sympy must not work out: `0.1^1000000000` or `(2x)^1000000000` would keep it busy for ever.

`hold(tree)` puts a slot in the place of each part that is a constant and more than fractions added, multiplied
and divided; `release` puts the parts back into what was derived.
"""

from __future__ import annotations

from collections.abc import Mapping

from bpcli.language.tree import Apply, Leaf, Number, Slot, Tree, fold, replaced

_FIRST = 100_000  # above the slots of any rule
_LARGE = 100  # an exponent that makes a number of thousands of digits of many others
_FRACTIONS = ("add", "sub", "mul", "div", "neg")


def hold(tree: Tree) -> tuple[Tree, Mapping[int, Tree]]:
    """The tree with such constants held, and what is held in which slot."""
    held: dict[int, Tree] = {}

    def leaf(node: Leaf) -> tuple[Tree, bool, bool]:
        return node, not isinstance(node, Slot), isinstance(node, Number)

    def apply(node: Apply, args: tuple[tuple[Tree, bool, bool], ...]) -> tuple[Tree, bool, bool]:
        if all(constant for _, constant, _ in args):
            fractions = node.op in _FRACTIONS and all(fraction for *_, fraction in args)
            return Apply(node.op, tuple(part for part, *_ in args), node.options), True, fractions
        parts = [part if not constant or fraction else keep(part) for part, constant, fraction in args]
        if node.op == "pow" and isinstance(parts[1], Number) and abs(parts[1].value) > _LARGE:
            parts[1] = kept(parts[1])
        return Apply(node.op, tuple(parts), node.options), False, False

    def keep(part: Tree) -> Tree:
        return kept(part) if isinstance(part, Apply) else part

    def kept(part: Tree) -> Tree:
        index = _FIRST + len(held)
        held[index] = part
        return Slot(index)

    result, constant, fraction = fold(tree, leaf, apply)
    return keep(result) if constant and not fraction else result, held


def release(tree: Tree, held: Mapping[int, Tree]) -> Tree:
    """The tree with every held constant back in its place."""
    if not held:
        return tree

    def leaf(node: Leaf) -> Tree:
        return held.get(node.index, node) if isinstance(node, Slot) else node

    return replaced(tree, leaf)
