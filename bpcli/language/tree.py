"""The syntax tree of a formula: numbers, names, constants, and operations applied to trees.

Trees are data only; two trees are equal when they say the same, wherever they were written. A sum of a
thousand terms is a thousand levels deep on its left side, so nothing here recurses: walk with `fold`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias, TypeVar

from bpcli.core.numerals import Value

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, exact: `0.1` is 1/10."""

    value: Fraction
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A name, in the one spelling the exercise shows it in."""

    name: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Constant:
    """`pi` or `e`."""

    key: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of an input in the formula of a rule: input number `index`. No text parses to it."""

    index: int


@dataclass(frozen=True, slots=True, eq=False)
class Apply:
    """An operation on trees.

    `op` is the key of a row of `bpcli.ops`, or one of the signs whose meaning waits for the shapes:
    `dot` (`·`, `@` and juxtaposition), `star` (`*`, `⊙`) and `cross` (`×`).
    `options` are the keyword arguments of a call, as in `sum(X, axis=0)`.
    """

    op: str
    args: tuple[Tree, ...]
    options: tuple[tuple[str, Fraction], ...] = ()
    start: int = 0
    end: int = 0
    _hash: int | None = field(default=None, init=False, repr=False)

    # The dataclass's own methods would recurse into a long sum.
    def __hash__(self) -> int:
        return _hashed(self) if self._hash is None else self._hash

    def __eq__(self, other: object) -> bool:
        return _same(self, other) if isinstance(other, Apply) else NotImplemented


# The slots of a rule that are no inputs: its own result, and the gradient that comes back to it. Fillings end
# with these two, so that the indices count from the end as Python's do.
RESULT = Slot(-1)
UPSTREAM = Slot(-2)

Tree: TypeAlias = "Number | Name | Constant | Slot | Apply"
Leaf: TypeAlias = "Number | Name | Constant | Slot"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A formula over slots with what fills them: names, or values for formulas "with numbers".

    Fillings of a gradient end with what stands for UPSTREAM and for RESULT.
    """

    tree: Tree
    fillings: tuple[str | Value, ...] = ()


def fold(tree: Tree, leaf: Callable[[Leaf], T], apply: Callable[[Apply, tuple[T, ...]], T]) -> T:
    """Work a tree out from its leaves up, arguments from left to right, without recursion."""
    # Each node before its arguments, the last of these first: read backwards, that is arguments before their node.
    order: list[Tree] = []
    todo = [tree]
    while todo:
        order.append(node := todo.pop())
        if isinstance(node, Apply):
            todo.extend(node.args)
    done: list[T] = []
    for node in reversed(order):
        if isinstance(node, Apply):
            first = len(done) - len(node.args)
            args = tuple(done[first:])
            del done[first:]
            done.append(apply(node, args))
        else:
            done.append(leaf(node))
    return done[0]


def _hashed(tree: Apply) -> int:
    def keep(node: Apply, args: tuple[int, ...]) -> int:
        object.__setattr__(node, "_hash", hash((node.op, args, node.options)))
        return hash(node)

    return fold(tree, hash, keep)


def _same(one: Tree, other: Tree) -> bool:
    todo: list[tuple[Tree, Tree]] = [(one, other)]
    while todo:
        a, b = todo.pop()
        if a is b:
            continue
        if not (isinstance(a, Apply) and isinstance(b, Apply)):
            if a != b:
                return False
        elif (a.op, a.options, len(a.args)) != (b.op, b.options, len(b.args)):
            return False
        else:
            todo.extend(zip(a.args, b.args, strict=True))
    return True


def replaced(tree: Tree, leaf: Callable[[Leaf], Tree]) -> Tree:
    """The tree with every leaf replaced by what `leaf` makes of it."""
    return fold(tree, leaf, lambda node, args: Apply(node.op, args, node.options, node.start, node.end))


def with_inputs(tree: Tree, inputs: Sequence[Tree]) -> Tree:
    """The tree with a tree in the place of every input slot; the slots that are no inputs stay."""
    return replaced(tree, lambda leaf: inputs[leaf.index] if isinstance(leaf, Slot) and leaf.index >= 0 else leaf)


def over_slots(tree: Tree, names: Sequence[str]) -> Tree:
    """The tree with the slot `index` in the place of the name `names[index]`."""
    slots = {name: Slot(index) for index, name in enumerate(names)}
    return replaced(tree, lambda leaf: slots.get(leaf.name, leaf) if isinstance(leaf, Name) else leaf)


def subtrees(tree: Tree) -> Iterator[Tree]:
    """Every part of a tree, each before its own parts, from left to right."""
    todo = [tree]
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, Apply):
            todo.extend(reversed(node.args))


def leaves(tree: Tree) -> Iterator[Leaf]:
    """The numbers, names, constants and slots of a tree, from left to right."""
    return (node for node in subtrees(tree) if not isinstance(node, Apply))


def names(tree: Tree) -> tuple[str, ...]:
    """The distinct names in a tree, in the order they are written."""
    return tuple(dict.fromkeys(leaf.name for leaf in leaves(tree) if isinstance(leaf, Name)))


def slots(tree: Tree) -> tuple[int, ...]:
    """The distinct indices of the slots in a tree, in the order they are written."""
    return tuple(dict.fromkeys(leaf.index for leaf in leaves(tree) if isinstance(leaf, Slot)))
