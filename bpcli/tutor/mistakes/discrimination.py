"""Whether the numbers of an exercise tell mistakes apart, and which numbers do it better.

`discrimination(exercise, trace, items)` says of each question which mistakes give the right number all the same, and
which ones that could differ give one number. `better_numbers` searches for numbers at which nothing is hidden
and as little as can be is confused; `numbers` gives fresh ones of that kind for practice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.given import Given
from bpcli.tutor.aims import Aim
from bpcli.tutor.asking import NUMBER, Item
from bpcli.tutor.mistakes.collisions import collisions_at, collisions_here
from bpcli.tutor.mistakes.fresh import LARGEST, TURNS, Candidates, is_usable, likeness, tests
from bpcli.tutor.mistakes.selection import Gates
from bpcli.tutor.mistakes.situation import Choice
from bpcli.tutor.mistakes.study import Study, bound, study

# Larger exercises are nobody's work by hand: nothing is said of their numbers.
MOST_NODES = 500
MOST_NUMBERS = 5_000
MOST_QUESTIONS = 60
_WORK = 4_500  # nodes times questions times candidates of one search
_MOST_CANDIDATES = 60
_TRIED = 5  # times as many choices are drawn as are looked at closely
_PRACTICE_CANDIDATES = 12
_MOST_KEPT = 1_000  # searches
_HOPELESS = 5  # choices in a row at which some value was too large: such numbers are drawn no more
_PATIENCE = 8  # choices in a row that are no better than the best one


class Discrimination(NamedTuple):
    """What the numbers of an exercise hide at one question.

    hidden: mistakes that give the right number here, but not always.
    confused: groups of mistakes that give one number here and could differ.
    """

    aim: Aim
    hidden: tuple[str, ...]
    confused: tuple[tuple[str, ...], ...]


def discrimination(exercise: Exercise, trace: Trace, items: Sequence[Item]) -> tuple[Discrimination, ...]:
    """One for each question that is answered by a number; none for exercises too large to be worked by hand."""
    studied = study(exercise, trace)
    if _is_large(studied):
        return ()
    found = []
    with studied.quiet():
        for asked in _aims(items):
            told = collisions_here(studied, asked)
            if told is not None:
                found.append(Discrimination(asked, *told))
    return tuple(found)


def better_numbers(
    exercise: Exercise,
    trace: Trace,
    items: Sequence[Item],
    seed: object = 0,
    known: Sequence[Discrimination] | None = None,
) -> dict[str, Given] | None:
    """Givens at which fewer mistakes are hidden, or as many hidden and fewer confused; None where none were found.

    They keep to the author's `variants`, where there are any; else every gate stays open or closed as it is. The
    search looks at a fixed number of choices, fewer in a larger exercise, always the same ones for a seed.
    `known` is what `discrimination` has found, where it was asked before.
    """
    studied = study(exercise, trace)
    aims = _aims(items)
    if _is_large(studied) or not aims:
        return None
    with studied.quiet():
        start = studied.choice(exercise.values)
        if start is None:
            return None
        worst = _score(studied, start, aims, None) if known is None else _sum_of(known)
        if worst is None or worst == (0, 0):
            return None
        found = _searched(studied, aims, seed, start)
        return dict(found.givens) if found is not None and found.score < worst else None


def numbers(exercise: Exercise, trace: Trace, items: Sequence[Item], seed: object) -> dict[str, Given]:
    """Fresh givens for practice: of a few choices the one that tells mistakes apart best; else the exercise's own."""
    studied = study(exercise, trace)
    aims = _aims(items)
    if _is_large(studied):
        return dict(exercise.values)
    with studied.quiet():
        count = min(_PRACTICE_CANDIDATES, _count(studied, aims))
        found = _best(studied, aims, seed, count)
        return dict(exercise.values if found is None else found.givens)


def _aims(items: Sequence[Item]) -> tuple[Aim, ...]:
    return tuple(item.aim for item in items if item.form == NUMBER)[:MOST_QUESTIONS]


def _is_large(studied: Study) -> bool:
    ground = studied.ground
    return len(ground.graph.nodes) > MOST_NODES or ground.numbers > MOST_NUMBERS


def _count(studied: Study, aims: Sequence[Aim]) -> int:
    work = len(studied.ground.graph.nodes) * max(1, len(aims)) * (4 if studied.arrays else 1)
    return max(4, min(_MOST_CANDIDATES, _WORK // work))


class _Scored(NamedTuple):
    """A choice of the givens, and how many mistakes it hides and confuses."""

    givens: Mapping[str, Given]
    score: tuple[int, int]


_kept: dict[tuple[Any, ...], _Scored | None] = {}


def _searched(studied: Study, aims: Sequence[Aim], seed: object, here: Choice) -> _Scored | None:
    """The best choice of a search, which is made once for all exercises of one structure with like numbers."""
    exercise, count = studied.exercise, _count(studied, aims)
    if exercise.variants:
        return _best(studied, aims, seed, count)
    alike = tuple((name, likeness(given)) for name, given in exercise.values.items())
    gates = Gates(studied.ground.graph)
    stands = (*gates.sides(here.passes), gates.is_flat(here.passes))
    key = (*studied.structure, alike, stands, tuple(aims), f"{seed}")
    if key not in _kept:
        _kept[key] = _best(studied, aims, seed, count)
        bound(_kept, _MOST_KEPT)
    return _kept[key]


def _best(studied: Study, aims: Sequence[Aim], seed: object, count: int) -> _Scored | None:
    """The choice with the lowest score, the first of equals."""
    best: _Scored | None = None
    in_vain = 0
    for choice in islice(_usable(studied, seed, count * _TRIED), count):
        score = _score(studied, choice, aims, None if best is None else best.score)
        in_vain += 1
        if score is not None:
            best, in_vain = _Scored(choice.givens, score), 0
            if score == (0, 0):
                break
        if in_vain > _PATIENCE:
            break
    return best


def _sum_of(found: Sequence[Discrimination]) -> tuple[int, int]:
    """How many mistakes are hidden and how many confused, as `_score` counts them."""
    confused = sum(len(group) - 1 for one in found for group in one.confused)
    return sum(len(one.hidden) for one in found), confused


def _usable(studied: Study, seed: object, most: int) -> Iterator[Choice]:
    exercise, graph = studied.exercise, studied.ground.graph
    conditions, gates, here = tests(exercise, graph), Gates(graph), studied.choice(exercise.values)
    sides = gates.sides(here.passes) if here is not None and not exercise.variants else None
    flat = here is not None and gates.is_flat(here.passes)
    drawn, misses = Candidates(exercise, graph, seed), [0] * len(TURNS)
    for number in range(most):
        turn = number % len(TURNS)
        if turn and misses[turn] > _HOPELESS:
            continue
        givens = drawn.draw(turn)
        choice = studied.choice(givens, LARGEST)
        misses[turn] = misses[turn] + 1 if choice is None else 0
        if choice is None or not is_usable(choice.passes, conditions) or givens == exercise.values:
            continue
        if (sides is None or gates.sides(choice.passes) == sides) and (flat or not gates.is_flat(choice.passes)):
            yield choice


def _score(
    studied: Study, choice: Choice, aims: Sequence[Aim], limit: tuple[int, int] | None
) -> tuple[int, int] | None:
    """How many mistakes are hidden and how many confused; None as soon as that is not below the limit."""
    hidden = confused = 0
    for asked in aims:
        told = collisions_at(studied, asked, choice)
        if told is None:
            continue
        unseen, groups = told
        hidden += len(unseen)
        confused += sum(len(group) - 1 for group in groups)
        if limit is not None and (hidden, confused) >= limit:
            return None
    return hidden, confused
