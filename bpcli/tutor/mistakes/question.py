"""Where the answers to a question are found on a tape: the right one, and every changed one.

`among(results, truth, places)` picks some changed ones out of the results of a run, `residues_among` out of residues.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, NamedTuple, TypeAlias

from bpcli.engine.graph import Edge
from bpcli.tutor.mistakes.alike import Key
from bpcli.tutor.mistakes.residues import PRIME, Residues

# Where a changed answer is found: the step whose result carries that of the other step on to the question's node, to be
# added to the right answer; −1 before a step whose result is the answer itself.
Place: TypeAlias = "tuple[int, int]"


class Shown(NamedTuple):
    """Where a mistake is made."""

    node: int | None
    edge: Edge | None


class Told(NamedTuple):
    """Changes, and where their answers are found; no places where there is no tape."""

    keys: tuple[Key, ...]
    places: tuple[Place, ...]


class Question(NamedTuple):
    """The step of the right answer to a question, and the changes in the table's order: where each answer is found.

    end: how many steps there must be for all of them.
    """

    truth: int
    keys: tuple[Key, ...]
    places: tuple[Place, ...]
    shown: tuple[Shown, ...]
    end: int

    def told(self, keys: Set[Key]) -> Told:
        """Some of the changes."""
        found = [(key, place) for key, place in zip(self.keys, self.places, strict=True) if key in keys]
        return Told(tuple([key for key, _ in found]), tuple([place for _, place in found]))


def among(results: Mapping[int, Any] | Sequence[Any], truth: Any, places: Iterable[Place]) -> list[Any]:
    """The changed answers that are found there among the results of a tape."""
    return [results[step] if by < 0 else truth + results[by] * results[step] for by, step in places]


def residues_among(at: Residues, question: Question, places: Sequence[Place]) -> tuple[Any, list[Any]]:
    """The right answer and some changed ones modulo a prime; None where there is none."""
    results = at.upto(question.end)
    truth = results[question.truth]
    try:
        return truth, [
            results[step] if by < 0 else (truth + results[by] * results[step]) % PRIME for by, step in places
        ]
    except TypeError:  # None is among them
        return truth, [_residue_at(results, truth, place) for place in places]


def _residue_at(results: Sequence[Any], truth: Any, place: Place) -> Any:
    by, step = place
    if by < 0:
        return results[step]
    return None if None in (truth, results[by], results[step]) else (truth + results[by] * results[step]) % PRIME
