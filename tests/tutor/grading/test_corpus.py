"""The pairs of formulas of tests/corpus, whose labels are proved there without the program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parents[2] / "corpus"
ROOT = CORPUS.parents[1]
PROVED_AT = 4  # points for equal ones, at every run of the tests; prove.py takes 60
REPEATS, EVERY = 5, 10


def test_the_labels_of_the_corpus_are_right() -> None:
    assert [(pair.short_form, pair.answer) for pair in _pairs() if _prove().fault(pair, PROVED_AT)] == []


def test_the_corpus_has_at_least_300_pairs_and_about_as_many_equal_ones_as_not() -> None:
    equal = sum(pair.correct for pair in _pairs())
    assert len(_pairs()) > 300
    assert 0.35 < equal / len(_pairs()) < 0.65


def test_no_pair_of_the_corpus_is_judged_wrongly() -> None:
    other = {True: "wrong", False: "correct"}
    found = [(pair, said) for pair, said in zip(_pairs(), _verdicts(), strict=True) if said[0] == other[pair.correct]]
    assert found == []


def test_at_most_one_pair_of_a_hundred_is_left_undecided_and_none_cannot_be_read() -> None:
    verdicts = [said[0] for said in _verdicts()]
    assert verdicts.count("undecided") <= len(verdicts) / 100
    assert set(verdicts) <= {"correct", "wrong", "undecided"}


def test_every_wrong_formula_with_names_in_it_is_told_where_it_is_wrong() -> None:
    silent = [
        (pair.short_form, pair.answer)
        for pair, (verdict, message, _) in zip(_pairs(), _verdicts(), strict=True)
        if verdict == "wrong" and any(name in pair.answer for name in pair.given) and "At " not in message
    ]
    assert silent == []


def test_the_same_is_said_in_other_processes_with_other_hashes() -> None:
    first = [said[:2] for said in _verdicts()[::EVERY]]
    for seed in range(REPEATS):
        assert [said[:2] for said in _judged(str(seed), EVERY)] == first


@cache
def _verdicts() -> Any:
    return _judged("random", 1)


def _judged(seed: str, every: int) -> Any:
    command = [sys.executable, str(CORPUS / "judging.py"), str(every)]
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, timeout=120, check=True)
    return json.loads(done.stdout)


@cache
def _pairs() -> Any:
    return tuple(_prove().pairs())


@cache
def _prove() -> Any:
    sys.path.insert(0, str(CORPUS))
    try:
        import prove  # noqa: PLC0415 - not a package, and it must not become one
    finally:
        sys.path.remove(str(CORPUS))
    return prove
