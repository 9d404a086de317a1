"""Two slips at once: the changes of two edges, taken together.

Only changes of one kind of operation count here; general ones (a factor skipped, a local gradient added) fit almost
any number when there are two of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

from bpcli.tutor.mistakes.altered import Altered, Spot
from bpcli.tutor.mistakes.point import is_finite
from bpcli.tutor.mistakes.row import AtEdges
from bpcli.tutor.mistakes.table import MISTAKES

_MOST_CHANGES = 40


class Pair(NamedTuple):
    """Two mistakes, each with the spot it is made at, the one nearer to the output first."""

    rows: tuple[AtEdges, AtEdges]
    keys: tuple[tuple[int, ...], tuple[int, ...]]
    nodes: tuple[int, int]


def pairs(altered: Altered) -> Iterator[Pair]:
    """The pairs that can be made in a cone of numbers."""
    if not altered.cone.scalar:
        return
    changes = [
        (row, spot)
        for row in MISTAKES
        if isinstance(row, AtEdges) and row.ops is not None
        for spot in altered.spots
        if spot.op in row.ops and row.changed(spot) is not None
    ]
    for one, other in combinations(changes[:_MOST_CHANGES], 2):
        if one[1].key != other[1].key:
            (first, a), (second, b) = sorted((one, other), key=lambda change: -change[1].node)
            yield Pair((first, second), (a.key, b.key), (a.node, b.node))


def paired(altered: Altered, pair: Pair, spots: dict[tuple[int, ...], Spot]) -> Any:
    """The answer with both changes; None where one of them has no value."""
    first, second = (spots[key] for key in pair.keys)
    changed = pair.rows[0].changed(first)
    if changed is None:
        return None
    difference = changed - first.product
    answer = altered.truth + altered.carried(first.source, difference)
    # What the second change meets is the first one's doing, where that lies above it.
    reached = altered.tangents_from(second.node).get(first.source)
    upstream = second.upstream if reached is None else second.upstream + reached * difference
    met = second._replace(upstream=upstream, product=second.local * upstream)
    again = pair.rows[1].changed(met)
    if again is None:
        return None
    answer += altered.carried(second.source, again - met.product)
    return answer if is_finite(answer) else None
