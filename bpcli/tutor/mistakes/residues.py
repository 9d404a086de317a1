"""A tape run with residues modulo a prime: one whole number for each fraction, equal where the fractions are.

Two different fractions have one residue as seldom as two numbers drawn from 2⁶¹ are the same. At drawn residues two
formulas agree where they agree everywhere, and else hardly ever: the lemma of Schwartz (1980) and Zippel (1979).
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from fractions import Fraction
from itertools import islice
from random import Random
from typing import Any

from bpcli.tutor.mistakes.tape import Tape, both_finite, chosen

PRIME = 2**61 - 1


class Residues:
    """The results of a tape for some numbers, as far as they have been asked for; None where there is none."""

    def __init__(self, tape: Tape, numbers: Iterable[int]) -> None:
        self._tape = tape
        self._inverses: dict[int, int] = {}
        self.results: list[Any] = list(numbers)

    def upto(self, end: int) -> list[Any]:
        """The results of so many steps at least."""
        while len(self.results) < end:
            try:
                self._run(end)
            except (TypeError, ValueError):  # None is no number, 0 has no inverse, and residues have no order
                self.results.append(None)
        return self.results

    def _run(self, end: int) -> None:
        results, constants = self.results, self._tape.constants
        for function, one, other in islice(self._tape.steps, len(results), end):
            number = results[one]
            if function is operator.mul:
                number = number * results[other] % PRIME
            elif function is operator.add:
                number = (number + results[other]) % PRIME
            elif function is operator.sub:
                number = (number - results[other]) % PRIME
            elif len(results) in constants:
                number = residue(constants[len(results)])
            elif function is operator.truediv:
                number = number * self._inverse(results[other]) % PRIME
            elif function is operator.neg:
                number = -number % PRIME
            elif function is operator.pow:
                number = pow(number, int(constants[other]), PRIME)
            else:
                number = self._tested(function, number, None if other < 0 else results[other])
            results.append(number)

    def _inverse(self, number: int) -> int:
        found = self._inverses.get(number)
        if found is None:
            found = self._inverses[number] = pow(number, -1, PRIME)
        return found

    @staticmethod
    def _tested(function: Any, one: Any, other: Any) -> Any:
        """The steps that conditions are made of; a size is compared with 1 alone."""
        if function is abs:
            return min(one, PRIME - one)
        if function is operator.eq:
            return one is not None and one == other
        if function is operator.not_:
            return not one
        if function is both_finite:
            return one and other is not None
        if function is chosen:
            return other if one else None
        raise TypeError(function)


def residue(number: Any) -> Any:
    """The residue of a fraction or of a double as it stands, None where there is none; a truth value as it is."""
    if isinstance(number, bool):
        return number
    try:
        numerator, denominator = number.as_integer_ratio()
        return numerator % PRIME if denominator == 1 else numerator * pow(denominator, -1, PRIME) % PRIME
    except (ValueError, OverflowError):  # a fraction over the prime; nan and the infinite
        return None


def drawn(tape: Tape, count: int) -> Residues:
    """A tape at numbers that have nothing to do with each other, the same ones every time."""
    source = Random(count)  # noqa: S311 - repeatable, no secret
    return Residues(tape, [source.randrange(PRIME) for _ in range(count)])


def have_residues(tape: Tape) -> bool:
    """Whether residues go through all steps of a tape: sums, products, quotients and whole powers of fractions."""
    functions = (operator.mul, operator.add, operator.sub, operator.truediv, operator.neg, operator.pow)
    steps = [function for at, (function, _, _) in enumerate(tape.steps) if at not in tape.constants]
    are_fractions = all(isinstance(constant, int | Fraction) for constant in tape.constants.values())
    return are_fractions and all(function in functions for function in steps[len(tape.numbers) :])
