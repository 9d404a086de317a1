"""(b) The engine: graph, both passes and the check of every gradient, against micrograd and against itself."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from chains import HAS_MICROGRAD, exercise, in_micrograd
from measuring import Figure, alternated, is_quick, table
from told import written

from bpcli.tutor.solution import solve


@dataclass(frozen=True, slots=True)
class Size:
    """How long the chains are: `length` beside micrograd, `short` and `long` beside each other; and how many rounds."""

    length: int
    short: int
    long: int
    rounds: int
    rounds_of_long: int


# micrograd recurses along the chain: at 600 steps a raised limit is still enough.
FULL, QUICK = Size(600, 1_000, 10_000, 61, 15), Size(30, 10, 100, 1, 1)
NAMES = {
    "relu": "h = relu(w·h + b)",
    "numbers": "h = relu(0.9·h + 0.1)",
    "tanh": "h = tanh(w·h + b)",
    "fractions": "h = h/2 + b",
}


def solving(kind: str, length: int) -> Callable[[], object]:
    """From the steps of a chain to its checked gradients."""
    chain = exercise(kind, length)
    return lambda: solve(chain)


def telling(kind: str, length: int) -> Callable[[], object]:
    """The same, and every row of both tables as text."""
    chain = exercise(kind, length)
    return lambda: written(solve(chain))


def against_micrograd(kind: str, name: str, targets: tuple[float | None, float | None], size: Size) -> list[Figure]:
    """A chain solved, and told in full, against the same chain in micrograd."""
    length = size.length
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 20 * length))
    works = {"micrograd": in_micrograd(kind, length), "solve": solving(kind, length), "rows": telling(kind, length)}
    times = alternated(works, size.rounds)
    return [
        Figure(f"{length} steps {name} / micrograd", times.ratio("solve", "micrograd"), targets[0]),
        Figure(f"{length} steps {name}, with rows / micrograd", times.ratio("rows", "micrograd"), targets[1]),
    ]


def scaling(kind: str, size: Size) -> Figure:
    """Time a step of a long chain against time a step of a short one."""
    works = {"short": solving(kind, size.short), "long": solving(kind, size.long)}
    ratio = alternated(works, size.rounds_of_long).ratio("long", "short") * size.short / size.long
    return Figure(f"a step of {size.long:,} / of {size.short:,}, {NAMES[kind]}", ratio, 1.2)


def figures(size: Size) -> list[Figure]:
    """The ratios, each with its target; those against micrograd where it is installed."""
    found = []
    if HAS_MICROGRAD:
        found += against_micrograd("relu", NAMES["relu"], (2.0, 5.0), size)
        found += against_micrograd("numbers", NAMES["numbers"], (2.0, 5.0), size)
        found += against_micrograd("operations", "of single operations", (None, None), size)
    return [*found, *(scaling(kind, size) for kind in ("relu", "tanh", "fractions"))]


if __name__ == "__main__":
    SIZE = QUICK if is_quick(__doc__) else FULL
    REMARKS = () if HAS_MICROGRAD else ("Nothing was held against micrograd: it is not installed (extra `benchmark`).",)
    table("(b) graph, passes, check", figures(SIZE), REMARKS)
