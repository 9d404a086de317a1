"""The shapes of formulas, and what the product signs mean for them.

`with_products(tree, shapes)` turns `·` into the matrix product or the ordinary one, `*` into the elementwise or
the ordinary one; `shape_of(tree, shapes)` is the shape of the result. Both raise `ShapeFault`, which
points at the part of the formula that does not fit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from bpcli.core.numerals import Shape
from bpcli.core.say import say
from bpcli.language.printer import UNICODE, write
from bpcli.language.tree import Apply, Leaf, Name, Slot, Tree, fold
from bpcli.ops.operation import Family
from bpcli.ops.shapes import ShapeMismatch
from bpcli.ops.table import OPERATIONS


class ShapeFault(Exception):
    """Shapes that do not fit at `node`; the message says so as a person would."""

    def __init__(self, node: Apply, reason: str, **fields: object) -> None:
        self.node = node
        self.help = say(f"engine.{reason}-help")
        super().__init__(say(f"engine.{reason}", **fields))


def total_size(shape: Shape) -> int:
    """How many numbers an array of this shape holds."""
    return math.prod(shape)


def shape_text(shape: Shape) -> str:
    """`3×2`; a flat array is a column, `3×1`; a number is `a number`."""
    if not shape:
        return say("engine.shape-number")
    return "×".join(map(str, shape)) if len(shape) > 1 else f"{shape[0]}×1"


def shape_of(tree: Tree, shapes: Sequence[Shape] | dict[str, Shape]) -> Shape:
    """The shape of a tree whose products have been settled."""
    return settled(tree, shapes)[1]


def with_products(tree: Tree, shapes: Sequence[Shape] | dict[str, Shape]) -> Tree:
    """The tree with every product sign turned into the operation it means for these shapes."""
    return settled(tree, shapes)[0]


def settled(tree: Tree, shapes: Sequence[Shape] | dict[str, Shape]) -> tuple[Tree, Shape]:
    """Both at once. `shapes` are by slot, or by name."""

    def leaf(node: Leaf) -> tuple[Tree, Shape]:
        key = node.index if isinstance(node, Slot) else node.name if isinstance(node, Name) else None
        return node, () if key is None else shapes[key]  # type: ignore[index]

    def apply(node: Apply, args: tuple[tuple[Tree, Shape], ...]) -> tuple[Tree, Shape]:
        return settle(node, tuple(tree for tree, _ in args), tuple(shape for _, shape in args))

    return fold(tree, leaf, apply)


def settle(node: Apply, args: tuple[Tree, ...], shapes: tuple[Shape, ...]) -> tuple[Tree, Shape]:
    """One operation on settled arguments: its settled tree (the first argument where it changes nothing) and shape."""
    op = _meaning(node, shapes)
    if op is None:  # a sum over a number, say: the number itself
        return args[0], shapes[0]
    row = OPERATIONS[op]
    try:
        shape = row.shape(shapes, dict(node.options))
    except ShapeMismatch as mismatch:
        raise _fault(node, mismatch, op, args, shapes) from None
    return Apply(op, args, node.options, node.start, node.end), shape


def _meaning(node: Apply, shapes: tuple[Shape, ...]) -> str | None:
    choose = _CHOICES.get(node.op)
    return choose(node, shapes) if choose else node.op


def _product(node: Apply, shapes: tuple[Shape, ...]) -> str:
    if () in shapes:
        return "mul"
    if node.op == "cross":
        raise ShapeFault(node, "shapes-cross")
    return "matmul" if node.op == "dot" else "hadamard"


def _of_number(number: str | None) -> Callable[[Apply, tuple[Shape, ...]], str | None]:
    def choose(node: Apply, shapes: tuple[Shape, ...]) -> str | None:
        return number if shapes[0] == () else node.op

    return choose


def _entropy(node: Apply, shapes: tuple[Shape, ...]) -> str:
    return "cross_entropy" if shapes[0] == shapes[1] and node.op == "cross_entropy" else "class_entropy"


# What a sign or a function means where that depends on the shapes; None is "the argument itself".
_CHOICES: dict[str, Callable[[Apply, tuple[Shape, ...]], str | None]] = {
    "dot": _product,
    "star": _product,
    "cross": _product,
    "mul": lambda _, shapes: "mul" if () in shapes else "hadamard",
    "transpose": _of_number(None),
    "sum": _of_number(None),
    "mean": _of_number(None),
    "amax": _of_number(None),
    "amin": _of_number(None),
    "norm": _of_number("abs"),
    "cross_entropy": _entropy,
}


def _fault(
    node: Apply, mismatch: ShapeMismatch, op: str, args: tuple[Tree, ...], shapes: tuple[Shape, ...]
) -> ShapeFault:
    a, b = write(args[0], UNICODE), write(args[-1], UNICODE)
    fields = {"a": a, "b": b, "a_shape": shape_text(shapes[0]), "b_shape": shape_text(shapes[-1])}
    return ShapeFault(node, mismatch.reason, function=_name(op), **fields, **mismatch.fields)


def _name(op: str) -> str:
    row = OPERATIONS[op]
    return row.names[0] if row.names and row.family is not Family.MATRIX else op
