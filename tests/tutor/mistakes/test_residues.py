"""Residues of fractions, against the fractions."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpcli.tutor.asking import NUMBER, questions
from bpcli.tutor.mistakes.discrimination import discrimination
from bpcli.tutor.mistakes.passes import Passes
from bpcli.tutor.mistakes.residues import PRIME, Residues, have_residues, residue
from bpcli.tutor.mistakes.runs import add_exact
from bpcli.tutor.mistakes.study import study
from bpcli.tutor.mistakes.tape import Tape, equal, negated, where

WHOLE = st.fractions(-9, 9, max_denominator=7)
RATIONAL = (
    "ŷ = w·x + b, r = ŷ − y, loss = r², x=3, w=2, b=1, y=5",
    "u = w·x, v = w + x, s = u·v, t = s² − u·w, L = t/v, w=3, x=5",
    "s = w·a + w²·b + w³·c, a=2, b=3, c=5, w=7",
    "u = 3w·x + x^7/2, p = u/7 + 2b·u²/31, L = (p − y)², x=2, w=3, b=5, y=7",
)
OTHERS = ("a = σ(w·x), L = (a − y)², w=0.5, x=3, y=2", "L = abs(w − x)·w, w=2, x=3", "L = w^x, w=2, x=3")


def answered(tape: Tape, result, *numbers: Fraction):
    at = tape.place(result)
    return Residues(tape, map(residue, numbers)).upto(at + 1)[at]


@given(WHOLE, WHOLE)
def test_the_residue_of_a_result_is_what_the_residues_come_to(one: Fraction, other: Fraction) -> None:
    def worked(a, b):
        return -(a * b - 2 * a) / 3 + (0 + b) * 1 + (5 - a) / 7

    tape = Tape(2)
    assert answered(tape, worked(*tape.numbers), one, other) == residue(worked(one, other))


@given(WHOLE, WHOLE)
def test_different_fractions_have_different_residues(one: Fraction, other: Fraction) -> None:
    assert (residue(one) == residue(other)) == (one == other)


def test_a_step_without_a_value_and_what_depends_on_it_have_no_residue_and_the_others_have() -> None:
    tape = Tape(2)
    a, b = tape.numbers
    quotient, product = a / b + 1, a * b
    assert answered(tape, quotient, Fraction(3), Fraction(0)) is None
    assert answered(tape, product, Fraction(3), Fraction(0)) == 0


def test_whether_a_number_is_one_or_minus_one_is_known() -> None:
    tape = Tape(2)
    a, b = tape.numbers
    chosen = where(negated(equal(abs(a), 1)), a + b)
    assert answered(tape, chosen, Fraction(2), Fraction(3)) == 5
    assert answered(tape, chosen, Fraction(-1), Fraction(3)) is None
    assert answered(tape, chosen, Fraction(1), Fraction(3)) is None


def test_an_order_is_nothing_for_residues() -> None:
    tape = Tape(2)
    a, b = tape.numbers
    assert answered(tape, where(a > b, a), Fraction(2), Fraction(1)) is None


def test_a_double_has_the_residue_of_the_fraction_it_is_and_what_is_not_finite_has_none() -> None:
    assert residue(0.5) == residue(Fraction(1, 2))
    assert [residue(number) for number in (math.inf, math.nan)] == [None, None]


@pytest.mark.parametrize("text", OTHERS)
def test_where_a_step_has_an_order_or_a_root_residues_are_not_asked(text: str, case) -> None:
    own = study(*case(text)).own
    assert own is not None
    assert not own.sheet.has_residues


@pytest.mark.parametrize("text", RATIONAL)
def test_changes_agree_at_drawn_residues_where_they_agree_at_every_fraction(text: str, case) -> None:
    """Two fractions agree where they do at three points that have nothing to do with each other, for what is here."""
    exercise, trace = case(text)
    own = study(exercise, trace).own
    assert own is not None
    assert have_residues(own.sheet.tape) or own.sheet.has_residues
    leaves = len(exercise.values)
    points = [[Fraction(1009 * n + 7 * m + 1, 31 + 2 * m) for m in range(leaves)] for n in (1, 2, 3)]
    for item in questions(exercise, trace):
        question = own.sheet.question(item.aim) if item.form == NUMBER else None
        if question is None:
            continue
        exact = [Passes(own.sheet, point).worked_exactly(question, question.places) for point in points]
        vectors = list(zip(*(values for _, values in exact), strict=True))
        settled = own.sheet.settled(question)
        met = {tuple(truth for truth, _ in exact)}
        first = [key for key, v in zip(question.keys, vectors, strict=True) if v not in met and not met.add(v)]
        present = {key for key, v in zip(question.keys, vectors, strict=True) if all(map(math.isfinite, v))}
        assert settled.first == {key for key in first if key in present}


def test_the_prime_is_one() -> None:
    assert all(pow(base, PRIME - 1, PRIME) == 1 for base in (2, 3, 5, 7, 11))
    assert len({residue(number) for number in (Fraction(1, 2), Fraction(2), Fraction(-2))}) == 3


def test_a_tape_is_replayed_with_fractions_as_with_residues() -> None:
    tape = Tape(2)
    a, b = tape.numbers
    at = tape.place((a - b) / (a * b + 1))
    results = {0: Fraction(5, 3), 1: Fraction(-2, 7)}
    residues = Residues(tape, [residue(number) for number in results.values()]).upto(at + 1)
    add_exact(tape, results, [at])
    assert residues[at] == residue(results[at])


def test_a_fraction_over_the_prime_has_no_residue_and_does_no_harm(case) -> None:
    assert residue(Fraction(1, PRIME)) is None
    exercise, trace = case(f"z = w·x/y, L = (z − {PRIME})²/{PRIME}, w=2, x=1/{PRIME}, y={PRIME}")
    found = discrimination(exercise, trace, questions(exercise, trace))
    assert len(found) > 3
