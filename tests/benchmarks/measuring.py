"""Measure things side by side: `alternated(works, rounds)`, and show what came of it: `table(title, figures)`.

Only what is measured in one run, turn by turn, can be compared: a machine that is busy for a while is then busy for
all. So a ratio is taken within each round, and its median over the rounds is the figure.
"""

from __future__ import annotations

import gc
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table: what was measured, the figure, its unit, and the most it should be (None: no target)."""

    what: str
    value: float
    target: float | None = None
    unit: str = "×"

    def verdict(self) -> str:
        """Whether the target is met."""
        if self.target is None:
            return ""
        return "met" if self.value <= self.target else "MISSED"

    def cells(self) -> tuple[str, ...]:
        """The line as text."""
        digits = 2 if self.unit == "×" else 1
        target = "—" if self.target is None else f"{self.target:.{digits}f} {self.unit}"
        return self.what, f"{self.value:.{digits}f} {self.unit}", target, self.verdict()


@dataclass(frozen=True, slots=True)
class Times:
    """The seconds of each work in each round."""

    seconds: Mapping[str, Sequence[float]]

    def ratio(self, work: str, base: str) -> float:
        """How many times longer a work takes than another: the median over the rounds."""
        pairs = zip(self.seconds[work], self.seconds[base], strict=True)
        return median(taken / base_taken for taken, base_taken in pairs)


def alternated(works: Mapping[str, Callable[[], object]], rounds: int) -> Times:
    """All works done once to warm up, then in turn, `rounds` times."""
    for work in works.values():
        work()
    # What stands now is no garbage: a collection before each work then looks at little.
    gc.collect()
    gc.freeze()
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            seconds[name].append(_seconds(work))
    return Times(seconds)


def _seconds(work: Callable[[], object]) -> float:
    """One work, with no garbage left over from the work before; the collector is on, as Python starts it."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def table(title: str, figures: Sequence[Figure], remarks: Sequence[str] = ()) -> None:
    """Print the figures under a title, and remarks under them."""
    rows = [(title, "measured", "at most", ""), *(figure.cells() for figure in figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        f"{what:<{widths[0]}}  {value:>{widths[1]}}  {target:>{widths[2]}}  {verdict}".rstrip()
        for what, value, target, verdict in rows
    ]
    # UTF-8 whatever the terminal claims: a long measurement must not end in an encoding error.
    sys.stdout.buffer.write("".join(f"{line}\n" for line in (*lines, *remarks)).encode())
    sys.stdout.flush()


def is_quick(what: str) -> bool:
    """Whether the command line asks for one round of each only: to see that the script works, not to measure."""
    parser = ArgumentParser(description=what)
    parser.add_argument("--quick", action="store_true", help="one round of everything: no figure to rely on")
    wanted: bool = parser.parse_args().quick
    return wanted
