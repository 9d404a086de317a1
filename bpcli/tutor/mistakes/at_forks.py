"""What comes back to a node with several paths to the root when they are not added up.

Each function gives the changes of one mistake among some spots.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bpcli.engine.graph import Edge
from bpcli.tutor.mistakes.altered import Spots
from bpcli.tutor.mistakes.row import Change


def dropped(spots: Spots) -> Iterator[Change]:
    """One of several paths is missing."""
    for (source, paths), sums in spots.forks:
        by_step = any(len(path) > 1 for path in paths)
        for path, found in zip(paths, sums, strict=True):
            if len(path) > 1 or not by_step:  # a single edge is a path of its own already
                yield _change(source, path, -found, path[0])


def overwritten(spots: Spots) -> Iterator[Change]:
    """Only the path found last is kept, as if each one overwrote the one before."""
    for (source, paths), sums in spots.forks:
        last = min(range(len(paths)), key=lambda number: paths[number][0])
        yield _change(source, (len(paths),), sums[last] - spots.upstreams[source], paths[last][0])


def multiplied(spots: Spots) -> Iterator[Change]:
    """The paths are multiplied instead of added."""
    for (source, paths), sums in spots.forks:
        product = sums[0]
        for found in sums[1:]:
            product = product * found
        yield _change(source, (len(paths),), product - spots.upstreams[source], paths[0][0])


def _change(source: int, key: tuple[Any, ...], difference: Any, edge: Edge) -> Change:
    return Change((source, *key), source, difference, source, edge)
