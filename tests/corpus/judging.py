"""Judge pairs of pairs.yaml with the program and print, as JSON, what was said of each and how many seconds it took.

    python tests/corpus/judging.py            every pair
    python tests/corpus/judging.py 10         every tenth

Run it in a process of its own: nothing is remembered from the time before, and names are hashed anew. Once the graphs
are solved, sympy cannot be imported any more: judging does without.
"""

from __future__ import annotations

import json
import sys
import time
from functools import cache
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from prove import Pair, pairs

from bpcli.core.source import Excerpt
from bpcli.exercise.loading import load_text
from bpcli.tutor.asking import FORMULA, Item
from bpcli.tutor.grading.judge import judge
from bpcli.tutor.grading.problem import Problem
from bpcli.tutor.solution import solve


class Said(NamedTuple):
    """What the program says of an answer, and how long it takes to."""

    verdict: str
    message: str
    seconds: float


@cache
def problem(short_form: str) -> Problem:
    """The graph of a pair, solved."""
    exercise = load_text(Excerpt.of(short_form))
    return Problem(exercise, solve(exercise))


def said(pair: Pair) -> Said:
    """What is said of one answer."""
    posed = problem(pair.short_form)
    item = Item(posed.aim(Excerpt.of(pair.ask)), FORMULA)
    start = time.perf_counter()
    found = judge(posed, item, Excerpt.of(pair.answer, "answer"))
    return Said(str(found.verdict), found.message, time.perf_counter() - start)


def main(every: int = 1) -> None:
    """Judge and print."""
    chosen = list(pairs())[::every]
    for pair in chosen:
        problem(pair.short_form)
    sys.modules["sympy"] = None  # type: ignore[assignment]
    json.dump([said(pair) for pair in chosen], sys.stdout)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
