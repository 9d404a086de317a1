"""(b) The engine: graph, both passes and the check of every gradient, against micrograd and against itself."""

from __future__ import annotations

import sys
from collections.abc import Callable

from chains import HAS_MICROGRAD, exercise, in_micrograd
from measuring import Figure, alternated, is_quick, table
from told import written

from bpcli.tutor.solution import solve

LENGTH = 600  # micrograd recurses along the chain: here a raised limit is still enough
SHORT, LONG = 1_000, 10_000
ROUNDS, ROUNDS_OF_LONG = 61, 15
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


def against_micrograd(kind: str, name: str, targets: tuple[float | None, float | None], rounds: int) -> list[Figure]:
    """A chain solved, and told in full, against the same chain in micrograd."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 20 * LENGTH))
    works = {"micrograd": in_micrograd(kind, LENGTH), "solve": solving(kind, LENGTH), "rows": telling(kind, LENGTH)}
    times = alternated(works, rounds)
    return [
        Figure(f"{LENGTH} steps {name} / micrograd", times.ratio("solve", "micrograd"), targets[0]),
        Figure(f"{LENGTH} steps {name}, with rows / micrograd", times.ratio("rows", "micrograd"), targets[1]),
    ]


def scaling(kind: str, rounds: int) -> Figure:
    """Time a step of a long chain against time a step of a short one."""
    times = alternated({"short": solving(kind, SHORT), "long": solving(kind, LONG)}, rounds)
    ratio = times.ratio("long", "short") * SHORT / LONG
    return Figure(f"a step of {LONG:,} / of {SHORT:,}, {NAMES[kind]}", ratio, 1.2)


def figures(rounds: int, rounds_of_long: int) -> list[Figure]:
    """The ratios, each with its target; those against micrograd where it is installed."""
    found = []
    if HAS_MICROGRAD:
        found += against_micrograd("relu", NAMES["relu"], (2.0, 5.0), rounds)
        found += against_micrograd("numbers", NAMES["numbers"], (2.0, 5.0), rounds)
        found += against_micrograd("operations", "of single operations", (None, None), rounds)
    return [*found, *(scaling(kind, rounds_of_long) for kind in ("relu", "tanh", "fractions"))]


if __name__ == "__main__":
    ROUNDS_WANTED = (1, 1) if is_quick(__doc__) else (ROUNDS, ROUNDS_OF_LONG)
    REMARKS = () if HAS_MICROGRAD else ("Nothing was held against micrograd: it is not installed (extra `benchmark`).",)
    table("(b) graph, passes, check", figures(*ROUNDS_WANTED), REMARKS)
