"""What comes back through one edge when a mistake is made there.

Each function takes a spot of the pass and gives the product that the learner has instead; None where the mistake
cannot be made. A formula here holds for numbers and, entry by entry, for arrays; and for numbers that are still open
(`tape`), so what depends on a number is chosen by `where(condition, value)`, with `equal` and `negated`. Among numbers
it may look at the operation and at what stands around the edge, and at nothing else: it is written down once for all
spots of an operation (`patterns`).
"""

from __future__ import annotations

import math
from typing import Any

from bpcli.core.numerals import Shape
from bpcli.tutor.mistakes.altered import Spot
from bpcli.tutor.mistakes.tape import equal, negated, where

# Powers and residuals


def power_without_coefficient(spot: Spot) -> Any:
    """n·uⁿ⁻¹ becomes uⁿ⁻¹."""
    exponent = 2 if spot.op == "square" else spot.b
    return None if spot.place else spot.product / exponent


def power_with_old_exponent(spot: Spot) -> Any:
    """n·uⁿ⁻¹ becomes n·uⁿ."""
    return None if spot.place else spot.product * spot.a


def other_sign(spot: Spot) -> Any:
    """The factor 1 or −1 of a subtraction gets the other sign."""
    return -spot.product


def half(spot: Spot) -> Any:
    """The square is differentiated as if it had a ½ before it."""
    if spot.op != "pow":
        return spot.product / 2
    return None if spot.place else where(_is_two(spot.b), spot.product / 2)


# The chain rule


def local_alone(spot: Spot) -> Any:
    """The upstream gradient is 1. What a mean at the end hands on is 1/n: to forget that has a name of its own."""
    if spot.local is not None:
        return spot.local
    if spot.edge is None or _is_averaged(spot):
        return None
    import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

    ones = np.ones_like(spot.upstream) if np.ndim(spot.upstream) else spot.upstream * 0 + 1
    return spot.point.backs(spot.node, ones)[spot.edge.edge]


def upstream_alone(spot: Spot) -> Any:
    """The local gradient is 1."""
    return spot.upstream


def upstream_through_step(spot: Spot) -> Any:
    """The local gradient is 1, at an operation that has no name of its own for that."""
    return None if spot.op in NAMED_ONES else spot.upstream


def divided(spot: Spot) -> Any:
    """Divided by the local gradient."""
    return spot.upstream / spot.local


def added(spot: Spot) -> Any:
    """The local gradient is added; a gate is nothing that anybody adds, nor is a sign to a sign."""
    if spot.op in GATES:
        return None
    is_sign = spot.op in SUMS and equal(abs(spot.upstream), 1)
    return where(negated(is_sign), spot.upstream + spot.local)


# Operations whose gradient with a 1 in it is a mistake with a name of its own.
SUMS = frozenset({"add", "sub", "neg"})
GATES = frozenset({"relu", "leaky_relu", "max", "min", "amax", "amin"})
NAMED_ONES = GATES | {"mul", "hadamard", "matmul"}

# Products and sums


def without_operand(spot: Spot) -> Any:
    """∂(w·x)/∂w becomes 1; of matrices, x becomes a matrix of ones."""
    return _with_other(spot, _ones(spot.other)) if spot.op == "matmul" else spot.upstream


def with_own_operand(spot: Spot) -> Any:
    """∂(w·x)/∂w becomes w."""
    return _with_other(spot, spot.own) if spot.op == "matmul" else spot.upstream * spot.own


def shared(spot: Spot) -> Any:
    """The gradient of a sum is shared among its summands."""
    if spot.op == "sum":
        return spot.product * _size(_shape(spot.result)) / _size(spot.shape)
    return None if spot.summands is None else spot.product / spot.summands


# Functions


def result_for_local(spot: Spot) -> Any:
    """f′ becomes f."""
    return spot.upstream * spot.result


def one_minus_result(spot: Spot) -> Any:
    """f′ becomes 1 − f."""
    return spot.upstream * (1 - spot.result)


def sigmoid_rule_of_input(spot: Spot) -> Any:
    """σ′ becomes z·(1 − z)."""
    return spot.upstream * spot.a * (1 - spot.a)


def sigmoid_rule_of_result(spot: Spot) -> Any:
    """σ′ becomes σ(a)·(1 − σ(a)) with a = σ(z)."""
    again = 1 / (1 + math.e**-spot.result)
    return spot.upstream * again * (1 - again)


def one_minus_square_of_input(spot: Spot) -> Any:
    """tanh′ becomes 1 − z²."""
    return spot.upstream * (1 - spot.a * spot.a)


def turned_gate(spot: Spot) -> Any:
    """The gradient passes where the input is negative, and is held back where it is positive."""
    is_open = spot.a > 0
    held_back = spot.upstream * 0 if spot.op == "relu" else spot.upstream * _slope(spot)
    return spot.upstream * (1 - is_open) + held_back * is_open


def input_for_local(spot: Spot) -> Any:
    """relu′ becomes z."""
    return spot.upstream * spot.a


def power_rule_on_exp(spot: Spot) -> Any:
    """(eᶻ)′ becomes z·eᶻ⁻¹."""
    return spot.upstream * spot.a * spot.result / math.e


def denominator_sign(spot: Spot) -> Any:
    """−u/v² becomes u/v²."""
    return -spot.product if spot.place else None


def denominator_square(spot: Spot) -> Any:
    """−u/v² becomes −u/v."""
    return spot.product * spot.b if spot.place else None


# Means, batches of classes, and gates of arrays


def times_count(spot: Spot) -> Any:
    """The gradient of a mean without the division by n."""
    shape = spot.shape
    if spot.op == "mean":
        return spot.product * _size(shape) / _size(_shape(spot.result))
    entries = max(_size(_shape(spot.a)), _size(_shape(spot.b)))
    if spot.op in ("cross_entropy", "class_entropy"):
        entries //= _shape(spot.a)[-1]
    return spot.product * entries


def softmax_diagonal(spot: Spot) -> Any:
    """Of the Jacobian of softmax only the diagonal."""
    if spot.op == "softmax":
        return spot.upstream * spot.result * (1 - spot.result)
    return spot.upstream * (1 - math.e**spot.result)


def to_all(spot: Spot) -> Any:
    """Every argument of a maximum gets the whole gradient."""
    if spot.op in ("max", "min"):
        return spot.upstream
    from bpcli.ops import arrays  # noqa: PLC0415 - NumPy is heavy

    return arrays.spread(spot.upstream, spot.a, **dict(spot.options))


# Matrices


def other_transposed(spot: Spot) -> Any:
    """The other factor is transposed once too often or too rarely; of a transpose itself, it is forgotten."""
    if spot.op == "transpose":
        return spot.upstream
    from bpcli.ops import arrays  # noqa: PLC0415

    return _with_other(spot, arrays.transpose(spot.other))


def entry_by_entry(spot: Spot) -> Any:
    """The matrix product becomes the product of the entries."""
    return spot.upstream * spot.other


def _with_other(spot: Spot, other: Any) -> Any:
    """What a matrix product brings back when the other factor is another one; None where the shapes do not fit."""
    if spot.edge is None:
        return None
    from bpcli.ops import arrays  # noqa: PLC0415

    factors = (spot.upstream, arrays.transpose(other)) if spot.place == 0 else (arrays.transpose(other), spot.upstream)
    found = arrays.matmul(*factors)
    shape = spot.shape
    # A column comes out where the factor is a flat array.
    if not shape or _shape(found) == shape or _without_ones(_shape(found)) != _without_ones(shape):
        return found
    import numpy as np  # noqa: PLC0415

    return np.reshape(found, shape)


def _ones(like: Any) -> Any:
    import numpy as np  # noqa: PLC0415

    return np.ones_like(like)


def _slope(spot: Spot) -> Any:
    return dict(spot.options)["slope"] or 0


def _is_averaged(spot: Spot) -> bool:
    """Whether all that comes back to a node is what the mean at the end shares out."""
    region, node = spot.region, spot.node
    if not region.graph.nodes[node].shape:
        return False
    consumers = {edge.consumer for edge in region.out[node]}
    return consumers == {region.root} and spot.point.rule(region.root).op == "mean"


def _shape(value: Any) -> Shape:
    shape: Shape = getattr(value, "shape", ())
    return shape


def _without_ones(shape: Shape) -> Shape:
    return tuple(size for size in shape if size != 1)


def _size(shape: Shape) -> int:
    return math.prod(shape)


def _is_two(exponent: Any) -> Any:
    return _shape(exponent) == () and equal(exponent, 2)
