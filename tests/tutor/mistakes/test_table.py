"""Every mistake of the table: its sample gets its name, its sentence is there, and two exercises show it."""

from __future__ import annotations

from collections import defaultdict
from importlib import import_module

import pytest

from bpcli.exercise.library import shipped
from bpcli.tutor.aims import Aim, Wanted, truth
from bpcli.tutor.asking import questions
from bpcli.tutor.mistakes.diagnosis import diagnose
from bpcli.tutor.mistakes.numbers import same
from bpcli.tutor.mistakes.row import Row
from bpcli.tutor.mistakes.table import IDS, MISTAKES

# The table that grading was specified by, in its order.
SPECIFIED = [
    "missing-power-coefficient",
    "kept-exponent",
    "negated-gradient",
    "residual-sign",
    "gave-update",
    "gave-step",
    "no-upstream",
    "stopped-early",
    "skipped-factor",
    "divided-by-local",
    "added-local",
    "dropped-operand",
    "own-operand",
    "missing-path",
    "overwrote-path",
    "multiplied-paths",
    "split-sum",
    "sigmoid-value",
    "sigmoid-one-minus",
    "sigmoid-of-input",
    "sigmoid-twice",
    "tanh-of-input",
    "tanh-one-minus",
    "relu-ignored",
    "relu-inverted",
    "relu-value",
    "mean-without-n",
    "half-convention",
    "batch-not-summed",
    "inner-argument",
    "quotient-lost-sign",
    "quotient-lost-square",
    "log-of-log",
    "exp-as-power",
    "softmax-diagonal-only",
    "max-to-all",
    "transposed",
    "elementwise-for-matrix",
    "value-for-gradient",
    "swapped-names",
    "stale-value",
    "rounded-early",
]

# Besides the samples and the shipped exercises.
MORE = (
    "s = a·w + w²·b + w³·c + w, a=2, b=3, c=5, w=-3",
    "L = mse(p, y), p=[5, 1, 4], y=[2, 4, 9]",
    "L = sse(p, y), p=[5, 1], y=[2, 4]",
    "p = softmax(z), L = sum(c ⊙ p), z=[1, 2, 0], c=[2, 5, -1]",
    "u = w·x, L = max(u), w=3, x=[1, 4, 2]",
    "L = sum((A·B)²), A=[[2, 1, 0], [1, 3, 1], [0, 2, 5]], B=[[1, 0, 4], [2, 1, 1], [3, -1, 2]]",
)


@pytest.fixture(scope="module")
def recognised(case) -> dict[str, set[str]]:
    """For each mistake the exercises in which a wrong answer of its own gets its name, and nothing else does."""
    found: dict[str, set[str]] = defaultdict(set)
    small = [one.name for one in shipped() if one.name != "xor"]
    for name in (*small, *MORE, *{row.sample.exercise for row in MISTAKES}):
        exercise, trace = case(name)
        leaves = {Aim(Wanted.TOTAL, index) for index, node in enumerate(trace.graph.nodes) if node.rule is None}
        for aim in {item.aim for item in questions(exercise, trace)} | leaves:
            made, right = case(name).outcomes_of(aim), truth(trace, aim)
            for outcome in made:
                if same(outcome.value, right):
                    continue
                rivals = {other.mistake for other in made if same(other.value, outcome.value)}
                named = diagnose(exercise, trace, aim, outcome.value).mistake
                assert named == (outcome.mistake if len(rivals) == 1 else None)
                if named is not None:
                    found[named].add(name)
    return found


def test_the_table_has_every_mistake_in_the_specified_order() -> None:
    assert list(IDS) == SPECIFIED


@pytest.mark.parametrize("row", MISTAKES, ids=lambda row: row.id)
def test_the_sample_gets_the_name_of_its_row(row: Row, case) -> None:
    exercise, ask, answer = row.sample
    assert case(exercise).diagnose(ask, answer).mistake == row.id


@pytest.mark.parametrize("row", MISTAKES, ids=lambda row: row.id)
def test_the_sentence_names_no_number(row: Row, case) -> None:
    """What a teacher says points at a node; the right answer is the learner's to find."""
    exercise, ask, answer = row.sample
    said = case(exercise).said(ask, answer)
    right = truth(case(exercise).trace, case(exercise).aim(ask))
    assert said
    assert str(right) not in said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_mistake_has_a_sentence(language: str) -> None:
    texts = import_module(f"bpcli.core.texts.{language}.mistakes").TEXTS
    assert [row.id for row in MISTAKES if row.id not in texts] == []


@pytest.mark.parametrize("mistake", IDS)
def test_a_mistake_is_recognised_in_two_exercises_where_it_has_a_number_of_its_own(
    mistake: str, recognised: dict[str, set[str]]
) -> None:
    assert len(recognised[mistake]) >= 2
