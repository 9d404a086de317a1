"""Mistakes that are no change of one gradient: of the answer as a whole, or of what was put in.

Each function gives the slips of one mistake in a situation. An answer that cannot be worked out is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bpcli.engine.graph import Kind
from bpcli.tutor.aims import Wanted
from bpcli.tutor.mistakes.altered import Altered, Spot
from bpcli.tutor.mistakes.numbers import nonzero
from bpcli.tutor.mistakes.row import Slip
from bpcli.tutor.mistakes.situation import Situation
from bpcli.tutor.mistakes.tape import where

_DIGITS = (2, 3, 4)

# The answer as a whole


def negated(situation: Situation) -> Iterator[Slip]:
    """−g."""
    if situation.altered is not None:
        yield Slip((), -situation.truth, situation.node)


def updated(situation: Situation) -> Iterator[Slip]:
    """The parameter after the update, w − η·g."""
    for step in _steps(situation):
        yield Slip((), situation.point.values[situation.node] - step, situation.node)


def stepped(situation: Situation) -> Iterator[Slip]:
    """The step of the update, η·g."""
    for step in _steps(situation):
        yield Slip((), step, situation.node)


def _steps(situation: Situation) -> Iterator[Any]:
    rate, node = situation.circumstances.rate, situation.ground.graph.nodes[situation.node]
    if rate is not None and situation.aim.wanted is Wanted.TOTAL and node.kind is Kind.PARAMETER:
        yield situation.truth * (rate if situation.point.exact else float(rate))


def neighbour(situation: Situation) -> Iterator[Slip]:
    """The gradient of a node on the way, one edge too early."""
    altered = situation.altered
    if altered is None:
        return
    region, start = altered.region, situation.node
    ahead = [edge.consumer for edge in region.out[start]] + [bundle.step for bundle in region.bundles_of(start)]
    for node in dict.fromkeys(ahead):
        if (node != region.root or region.total) and _alike(altered.upstreams[node], situation.truth):
            yield Slip((node,), altered.upstreams[node], situation.node)


def value(situation: Situation) -> Iterator[Slip]:
    """The value of the node; of a local gradient also that of the node that is differentiated."""
    cone = situation.cone
    if cone is None:
        return
    for node in (cone.node,) if cone.total else (cone.node, cone.root):
        if _alike(situation.point.values[node], situation.truth):
            yield Slip((node,), situation.point.values[node], situation.node)


def transposed_answer(situation: Situation) -> Iterator[Slip]:
    """The right matrix with rows and columns exchanged."""
    if situation.altered is not None and getattr(situation.truth, "ndim", 0) == 2:
        yield Slip(("answer",), situation.truth.T, situation.node)


# Samples of a batch


def one_sample(situation: Situation) -> Iterator[Slip]:
    """Of what a batch brings back only the part of its first or last sample."""
    altered = situation.altered
    if altered is None:
        return
    for spot in altered.spots:
        axis = _batch_axis(altered, spot)
        if axis is None or spot.edge is None:
            continue
        for sample in (0, -1):
            kept = altered.point.backs(spot.node, _only(spot.upstream, axis, sample))[spot.edge.edge]
            yield Slip((*spot.key, sample), altered.answer(spot, kept), spot.node, spot.edge)


def _batch_axis(altered: Altered, spot: Spot) -> int | None:
    """The axis of the consumer's gradient over which samples are summed; None where there is no such sum."""
    if spot.edge is None or spot.local is not None:
        return None
    shape, source = altered.node(spot.node).shape, spot.shape
    if spot.op == "matmul":
        return _product_axis(altered, spot, len(shape))
    if not shape or shape[0] == 1 or spot.op in ("transpose", "softmax", "log_softmax"):
        return None
    return 0 if len(source) < len(shape) or source[0] == 1 else None


def _product_axis(altered: Altered, spot: Spot, rank: int) -> int | None:
    """Samples are the rows of X in X·W, and its columns in W·X; with one output X·w is flat, and X an input."""
    if rank == 2:
        return 1 - spot.place
    inputs = altered.node(spot.node).inputs
    kinds = [altered.node(source).kind for source in inputs]
    return 0 if rank == 1 and spot.place == 1 and kinds == [Kind.INPUT, Kind.PARAMETER] else None


def _only(gradient: Any, axis: int, sample: int) -> Any:
    kept = gradient * 0
    at = (slice(None),) * axis + (sample,)
    kept[at] = gradient[at]
    return kept


# What was put in


def leaves_swapped(situation: Situation) -> Iterator[Slip]:
    """Two leaves taken for each other: the other one's gradient, or the numbers of the two exchanged."""
    names, node = situation.ground.graph.index, situation.node
    for pair in situation.circumstances.swaps:
        ends = [names[name] for name in pair]
        if node in ends and situation.aim.wanted is Wanted.TOTAL and situation.ground.meet(*ends):
            other = situation.point.gradients[ends[ends.index(node) - 1]]
            if other is not None:
                yield Slip((*pair, "other"), other, node)
        yield from _slip(situation, pair, situation.choice.swapped(*pair, situation.read))


def stale(situation: Situation) -> Iterator[Slip]:
    """The answer at an earlier state of the training; not 0, to which everything else leads too."""
    for number in range(len(situation.circumstances.stale)):
        found = situation.choice.earlier(number, situation.read)
        if found is not None:
            yield from _slip(situation, (number,), where(nonzero(found), found))


def few_digits(situation: Situation) -> Iterator[Slip]:
    """Two to four digits kept of every step, or of every gradient too."""
    if not situation.here or not situation.circumstances.rounds:
        return
    for digits in _DIGITS:
        for backward in (False, True):
            found = situation.choice.rounded(situation.ground, digits, situation.read, backward=backward)
            yield from _slip(situation, (digits, backward), found)


def _slip(situation: Situation, key: tuple[Any, ...], value: Any) -> Iterator[Slip]:
    if value is not None:
        yield Slip(key, value, situation.node)


def _alike(one: Any, other: Any) -> bool:
    return getattr(one, "shape", ()) == getattr(other, "shape", ())
