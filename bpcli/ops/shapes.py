"""Shape rules: the shape of a result for the shapes of the inputs, known before any number is worked out.

A shape is a tuple: () a number, (n,) a column of n numbers, (m, n) a matrix. A rule takes the shapes and
the options of the call, and raises `ShapeMismatch` where they do not fit.
"""

from __future__ import annotations

from fractions import Fraction

from bpcli.core.numerals import Shape


class ShapeMismatch(Exception):
    """Shapes that do not fit. `reason` is the name of a sentence of the engine's texts, `fields` fill it."""

    def __init__(self, reason: str, **fields: object) -> None:
        self.reason = reason
        self.fields = fields
        super().__init__(reason)


def broadcast(shapes: tuple[Shape, ...], options: dict[str, Fraction] | None = None) -> Shape:  # noqa: ARG001
    """Entry by entry, smaller shapes repeated as NumPy does: axes are matched from the last one."""
    rank = max(map(len, shapes))
    result = []
    for axis in range(-rank, 0):
        sizes = {shape[axis] for shape in shapes if len(shape) >= -axis} - {1}
        if len(sizes) > 1:
            raise ShapeMismatch("shapes-broadcast")
        result.append(sizes.pop() if sizes else 1)
    return tuple(result)


def equal(shapes: tuple[Shape, ...], options: dict[str, Fraction]) -> Shape:  # noqa: ARG001
    """All inputs have one shape, or are single numbers; the result is one number."""
    if len({shape for shape in shapes if shape != ()}) > 1:
        raise ShapeMismatch("shapes-equal")
    return ()


def matrix_product(shapes: tuple[Shape, ...], options: dict[str, Fraction]) -> Shape:  # noqa: ARG001
    """Rows of the first times columns of the second; a flat list is a column, a row times a column a number."""
    left, right = (as_matrix(shape) for shape in shapes)
    if left[1] != right[0]:
        raise ShapeMismatch("shapes-product", columns=left[1], rows=right[0])
    if len(shapes[1]) == 1:
        return (left[0],) if left[0] > 1 else ()
    return left[0], right[1]


def as_matrix(shape: Shape) -> tuple[int, int]:
    """The shape as a matrix: a flat list is a column."""
    if len(shape) > 2:
        raise ShapeMismatch("shapes-rank")
    rows, columns = (*shape, 1, 1)[:2]
    return rows, columns


def transposed(shapes: tuple[Shape, ...], options: dict[str, Fraction]) -> Shape:  # noqa: ARG001
    """Rows and columns change places; a flat list becomes a row."""
    rows, columns = as_matrix(shapes[0])
    return columns, rows


def reduced(shapes: tuple[Shape, ...], options: dict[str, Fraction]) -> Shape:
    """All axes, or the one that `axis` names, are gone."""
    shape = shapes[0]
    if "axis" not in options:
        return ()
    axis = axis_of(shape, options["axis"])
    return shape[:axis] + shape[axis + 1 :]


def axis_of(shape: Shape, axis: Fraction) -> int:
    """The axis as an index from 0."""
    if axis.denominator != 1 or not -len(shape) <= axis < len(shape):
        raise ShapeMismatch("shapes-axis", axis=axis, axes=len(shape))
    return int(axis) % len(shape)


def same_array(shapes: tuple[Shape, ...], options: dict[str, Fraction]) -> Shape:  # noqa: ARG001
    """The shape of the first input, which is an array."""
    if shapes[0] == ():
        raise ShapeMismatch("shapes-array")
    return shapes[0]


def classified(shapes: tuple[Shape, ...], options: dict[str, Fraction]) -> Shape:
    """Logits, and for each row of them a class or a one-hot row; the result is one number."""
    logits, target = shapes
    same_array((logits,), options)
    if target not in (logits, logits[:-1]):
        raise ShapeMismatch("shapes-classes")
    return ()


def like_second(shapes: tuple[Shape, ...], options: dict[str, Fraction]) -> Shape:  # noqa: ARG001
    """The shape of the second input."""
    return shapes[1]


def number(shapes: tuple[Shape, ...], options: dict[str, Fraction]) -> Shape:  # noqa: ARG001
    """A number, whatever comes in."""
    return ()


def last_kept(shapes: tuple[Shape, ...], options: dict[str, Fraction]) -> Shape:  # noqa: ARG001
    """The last axis shrinks to 1."""
    return (*shapes[0][:-1], 1)
