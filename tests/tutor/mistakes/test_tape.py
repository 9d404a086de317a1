"""Arithmetic on open numbers, replayed, against the same arithmetic on numbers."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpcli.core.source import Excerpt
from bpcli.engine.shapes import settled
from bpcli.language.names import Scope
from bpcli.language.parser import parse_formula
from bpcli.language.tree import over_slots
from bpcli.tutor.mistakes.runs import Run, add_exact
from bpcli.tutor.mistakes.tape import Tape, equal, negated, where

WHOLE = st.fractions(-9, 9, max_denominator=7)


def formula(text: str):
    scope = Scope()
    scope.declare("a", "b")
    return settled(over_slots(parse_formula(Excerpt.of(text), scope), ("a", "b")), [(), ()])[0]


def in_doubles(tape: Tape, result, *numbers: float) -> float:
    at = tape.place(result)
    return Run(tape, numbers).upto(at + 1)[at]


def in_fractions(tape: Tape, result, *numbers: Fraction):
    at = tape.place(result)
    results = dict(enumerate(numbers))
    add_exact(tape, results, [at])
    return results[at]


@given(WHOLE, WHOLE)
def test_what_was_written_down_comes_to_what_the_numbers_do(one: Fraction, other: Fraction) -> None:
    def worked(a, b):
        return -(a * b - 2 * a) / 3 + abs(b - 1) - (0 + b) * 1 + (5 - a) / 7

    tape = Tape(2)
    result = worked(*tape.numbers)
    assert in_fractions(tape, result, one, other) == worked(one, other)
    assert math.isclose(in_doubles(tape, result, float(one), float(other)), worked(one, other), abs_tol=1e-12)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a² − b", 4.25),
        ("a^b", 2.5**2),
        ("σ(a)", 1 / (1 + math.exp(-2.5))),
        ("leaky_relu(−a, 0.1)", -0.25),
        ("max(a, b) + relu(b − a)·π", 2.5),
        ("mse(a, b)", 0.25),
        ("log(b)·sqrt(a)", math.log(2) * math.sqrt(2.5)),
        ("2^3·a/e", 20 / math.e),
        ("sqrt(2)·a", math.sqrt(2) * 2.5),
    ],
)
def test_a_formula_comes_to_its_value(text: str, value: float) -> None:
    tape = Tape(2)
    assert math.isclose(in_doubles(tape, tape.tree(formula(text), tape.numbers), 2.5, 2.0), value)


def test_a_rational_formula_stays_exact() -> None:
    tape = Tape(2)
    result = tape.tree(formula("(a/3)^3 − relu(b)"), tape.numbers)
    assert in_fractions(tape, result, Fraction(2), Fraction(1)) == Fraction(8, 27) - 1


def test_no_step_is_written_down_twice() -> None:
    tape = Tape(2)
    a, b = tape.numbers
    first = a * b + b
    steps = len(tape)
    assert (b + b * a).at == first.at
    assert a * 1 is a
    assert a - 0 is a
    assert len(tape) == steps


def test_a_step_without_a_value_and_what_depends_on_it_are_not_numbers_and_the_others_are() -> None:
    tape = Tape(2)
    a, b = tape.numbers
    quotient, product = a / b + 1, a * b
    assert math.isnan(in_doubles(tape, quotient, 3.0, 0.0))
    assert math.isnan(in_fractions(tape, quotient, Fraction(3), Fraction(0)))
    assert in_doubles(tape, product, 3.0, 0.0) == 0


def test_a_value_that_depends_on_a_condition_is_chosen_when_the_tape_is_run() -> None:
    tape = Tape(2)
    a, b = tape.numbers
    chosen = where(negated(equal(abs(a), 1)), a + b)
    assert in_doubles(tape, chosen, 2.0, 3.0) == 5
    assert math.isnan(in_doubles(tape, chosen, -1.0, 3.0))
    assert math.isnan(in_doubles(tape, where(a > b, a), 2.0, 3.0))


def test_of_plain_numbers_a_condition_is_decided_at_once() -> None:
    assert where(equal(2, 2), 7) == 7
    assert where(negated(equal(2, 2)), 7) is None


def test_whether_all_numbers_are_finite_is_known_when_the_tape_is_run() -> None:
    tape = Tape(2)
    a, b = tape.numbers
    all_there = where(tape.all_finite([a / b, 1 / a]), a)
    assert in_doubles(tape, all_there, 2.0, 3.0) == 2
    assert math.isnan(in_doubles(tape, all_there, 2.0, 0.0))


def test_nothing_can_branch_on_an_open_number() -> None:
    with pytest.raises(TypeError):
        bool(Tape(1).numbers[0] > 0)
