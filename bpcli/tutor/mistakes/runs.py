"""A tape run with numbers: `Run(tape, numbers)` with doubles, `add_exact(tape, results, wanted)` with fractions."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from bpcli.tutor.mistakes.tape import NAN, NO_VALUE, Tape, needed


class Run:
    """The results of a tape for some numbers, in doubles, as far as they have been asked for.

    Results: by step; nan where there is none.
    """

    def __init__(self, tape: Tape, numbers: Iterable[float]) -> None:
        self._tape = tape
        self.results: list[Any] = list(numbers)

    def upto(self, end: int) -> list[Any]:
        """The results of so many steps at least."""
        results, steps = self.results, self._tape.steps
        while len(results) < end:
            try:
                for function, one, other in islice(steps, len(results), end):
                    results.append(function(results[one]) if other < 0 else function(results[one], results[other]))
            except NO_VALUE:
                results.append(NAN)
        return results


def add_exact(tape: Tape, results: dict[int, Any], wanted: Iterable[int]) -> None:
    """Add the results of some steps with fractions to those that are there, from those of the open numbers on.

    A result is a Fraction, or a float where they do not last; nan where there is none.
    """
    steps, constants = tape.steps, tape.constants
    for at in needed(steps, wanted, results):
        if at in constants:
            results[at] = constants[at]
            continue
        function, one, other = steps[at]
        args = (results[one],) if other < 0 else (results[one], results[other])
        if function in tape.in_fractions and not any(isinstance(arg, float) for arg in args):
            function = tape.in_fractions[function]
        try:
            results[at] = function(*args)
        except NO_VALUE:
            results[at] = NAN
