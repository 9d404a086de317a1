"""A sheet run with numbers: `Passes(sheet, numbers)` are both passes there, and every answer to every question.

Answers are worked out as they are asked for: in doubles, in fractions, or modulo a prime.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from bpcli.tutor.mistakes.alike import Answers, Settled, firsts
from bpcli.tutor.mistakes.question import Place, Question, among, residues_among
from bpcli.tutor.mistakes.residues import Residues, residue
from bpcli.tutor.mistakes.runs import Run, add_exact
from bpcli.tutor.mistakes.sheet import Sheet


class Passes:
    """Both passes at some numbers, as a `Point` has them, and every answer there, worked out as it is asked for."""

    def __init__(self, sheet: Sheet, numbers: Sequence[Any]) -> None:
        self.graph = sheet.graph
        self.sheet = sheet
        self._numbers = numbers
        self._run = Run(sheet.tape, map(float, numbers))

    def is_within(self, most: float) -> bool:
        """Whether every value is smaller than that."""
        results = self._run.upto(self.sheet.forward)
        values = [results[step] for step in self.sheet.values]
        return bool(-most < min(values) and max(values) < most)

    def exist(self) -> bool:
        """Whether every value and every gradient does."""
        return all(map(math.isfinite, self._run.upto(self.sheet.base)))

    @cached_property
    def values(self) -> list[Any]:
        """The value of each node."""
        return [self._run.results[step] for step in self.sheet.values]

    @cached_property
    def locals(self) -> list[tuple[Any, ...]]:
        """The local gradients of each node."""
        return [tuple(self._run.results[step] for step in steps) for steps in self.sheet.locals]

    @cached_property
    def gradients(self) -> list[Any]:
        """The gradient of each node; None for one that was not reached."""
        return [None if step is None else self._run.results[step] for step in self.sheet.gradients]

    def answers(self, question: Question) -> Answers:
        """The answers to a question, those that have a value."""
        truth, values = self.worked(question, question.places)
        made = zip(question.keys, values, strict=True)
        return Answers(truth, {key: value for key, value in made if math.isfinite(value)})

    def worked(self, question: Question, places: Iterable[Place]) -> tuple[float, list[float]]:
        """The right answer to a question and some changed ones; not finite where there is none."""
        results = self._run.upto(question.end)
        truth = results[question.truth]
        return truth, among(results, truth, places)

    def worked_exactly(self, question: Question, places: Sequence[Place]) -> tuple[Any, list[Any]]:
        """The same in fractions where these last."""
        truth, values = self.worked(question, places)
        if not self.sheet.is_exact:
            return truth, values
        results, steps = self._fractions, [at for place in places for at in place if at >= 0]
        add_exact(self.sheet.tape, results, (question.truth, *steps))
        exact = among(results, results[question.truth], places)
        return _exact(results[question.truth], truth), list(map(_exact, exact, values))

    def residues(self, question: Question, places: Sequence[Place]) -> tuple[Any, list[Any]]:
        """The same modulo a prime, where the sheet has residues: equal where the fractions are; None for no value."""
        return residues_among(self._residues, question, places)

    @cached_property
    def _residues(self) -> Residues:
        return Residues(self.sheet.tape, map(residue, self._numbers))

    @cached_property
    def _fractions(self) -> dict[int, Any]:
        return dict(enumerate(self._numbers))


def _exact(value: Any, double: float) -> Any:
    """A result as a fraction; in doubles where it is none, or is beyond them."""
    return Fraction(value) if isinstance(value, int | Fraction) and math.isfinite(double) else double


def settled_on_tape(question: Question, at: Sequence[Passes]) -> Settled:
    """Which changes of a question are explanations of their own, as `settled` tells it of answers."""
    if not at:
        return Settled(frozenset(), frozenset())

    def everywhere(numbers: Iterable[int]) -> list[tuple[float | None, ...]]:
        places = [question.places[number] for number in numbers]
        return list(zip(*(map(_present, passes.worked(question, places)[1]) for passes in at), strict=True))

    truths = [_present(passes.worked(question, ())[0]) for passes in at]
    at_first = list(map(_present, at[0].worked(question, question.places)[1]))
    met = {question.places[number]: number for number in reversed(range(len(at_first)))}
    apart = sorted(met.values())  # two that are found at one place are one
    found = firsts(
        truths,
        [at_first[number] for number in apart],
        lambda numbers: everywhere([apart[number] for number in numbers]),
    )
    lost = [number for number, value in enumerate(at_first) if value is None]
    unseen = {number for number, values in zip(lost, everywhere(lost), strict=True) if not any(map(_is_there, values))}
    seen = [key for number, key in enumerate(question.keys) if number not in unseen]
    return Settled(frozenset([question.keys[apart[number]] for number in found]), frozenset(seen))


def _is_there(value: float | None) -> bool:
    return value is not None


def _present(value: float) -> float | None:
    return value if math.isfinite(value) else None
