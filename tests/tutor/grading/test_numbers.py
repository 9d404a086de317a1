from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpcli.core.source import Excerpt
from bpcli.language.names import Scope
from bpcli.tutor.grading.answers import Typed, read_answer
from bpcli.tutor.grading.judgement import Verdict
from bpcli.tutor.grading.numbers import Fit, fit

SIGMOID = "y = σ(x); x=1"  # y is 0.7310585786…, its gradient 0.1966119332…


def typed(text: str) -> Typed:
    answer = read_answer(Excerpt.of(text), Scope().closed())
    assert isinstance(answer, Typed)
    return answer


@pytest.mark.parametrize(
    ("text", "value", "unit", "digits"),
    [
        ("-8", Fraction(-8), None, 1),
        ("−8", Fraction(-8), None, 1),
        ("+1200", Fraction(1200), None, 4),
        ("1_000", Fraction(1000), None, 4),
        ("1/3", Fraction(1, 3), None, 0),
        ("½", Fraction(1, 2), None, 0),
        ("0.0120", Fraction(12, 1000), Fraction(1, 10000), 3),
        (".5", Fraction(1, 2), Fraction(1, 10), 1),
        ("5.", Fraction(5), Fraction(1), 1),
        ("1.50e-3", Fraction(15, 10000), Fraction(1, 100000), 3),
        ("2e3", Fraction(2000), Fraction(1000), 1),
        (" ０．２５ ", Fraction(1, 4), Fraction(1, 100), 2),
    ],
)
def test_a_number_is_read_with_the_precision_it_is_typed_in(
    text: str, value: Fraction, unit: Fraction | None, digits: int
) -> None:
    found = typed(text)
    assert (found.value, found.unit) == (value, unit)
    assert found.digits == digits or unit is None


@pytest.mark.parametrize(
    ("text", "truth", "expected"),
    [
        ("8", Fraction(8), Fit.RIGHT),
        ("7", Fraction(8), Fit.WRONG),
        ("333/1000", Fraction(1, 3), Fit.WRONG),
        ("0.333", Fraction(1, 3), Fit.RIGHT),
        ("0.334", Fraction(1, 3), Fit.WRONG),
        ("0.33", Fraction(1, 3), Fit.SHORT),
        ("0.34", Fraction(1, 3), Fit.WRONG),
        ("0.5", Fraction(1, 2), Fit.RIGHT),
        ("0.50", Fraction(1, 2), Fit.RIGHT),
        ("0.0", Fraction(1, 25), Fit.WRONG),
        ("1e3", Fraction(1000), Fit.RIGHT),
        ("-7.999999999999999", Fraction(-8), Fit.RIGHT),  # −8 as doubles may print it
        ("-7.840000152587891", Fraction("-7.84"), Fit.RIGHT),  # as the course's program prints it, in single precision
        ("-7.840000152", Fraction("-7.84"), Fit.WRONG),
        ("1000000.5", Fraction(1000000), Fit.WRONG),  # single precision holds it, and has no reason to print it
        ("1234567.875", Fraction("1234567.9"), Fit.RIGHT),  # the nearest number of single precision
        ("2.0005", Fraction(2), Fit.WRONG),
        ("0.731", 0.7310585786300049, Fit.RIGHT),
        ("0.7310585786300049", 0.7310585786300049, Fit.RIGHT),
        ("0.732", 0.7310585786300049, Fit.WRONG),
        ("1", 0.7310585786300049, Fit.WRONG),
        ("1234", 1234.3, Fit.RIGHT),
        ("1235", 1234.3, Fit.WRONG),
        ("19/26", 0.7310585786300049, Fit.WRONG),
    ],
)
def test_a_number_fits_as_exactly_as_it_is_typed(text: str, truth: Fraction | float, expected: Fit) -> None:
    assert fit(typed(text), truth) is expected


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=997), st.integers(3, 9))
def test_the_truth_rounded_to_enough_digits_is_right_and_the_next_number_wrong(truth: Fraction, decimals: int) -> None:
    if abs(truth) < 1 or truth.denominator == 1:
        return
    rounded = f"{float(truth):.{decimals}f}"
    assert fit(typed(rounded), truth) is Fit.RIGHT
    step = Fraction(2, 10**decimals)
    off = Typed(Fraction(rounded) + step, step / 2, decimals + 1)
    assert fit(off, truth) is Fit.WRONG


def test_where_a_known_wrong_answer_fits_as_well_more_digits_are_asked_for() -> None:
    truth, wrong = 0.12345, 0.1233
    assert fit(typed("0.123"), truth, lambda: [wrong]) is Fit.SHARED
    assert fit(typed("0.1235"), truth, lambda: [wrong]) is Fit.RIGHT
    assert fit(typed("0.123"), truth, lambda: [0.12345]) is Fit.RIGHT  # it hides the mistake: the number is right


@pytest.mark.parametrize("text", ["2·−4", "2*-4", "(-2)^3", "-16/2", "-√64", "-8·1"])
def test_arithmetic_without_names_is_a_number(said: Any, text: str) -> None:
    assert said("linear", "dloss/dw", text).verdict is Verdict.CORRECT


def test_arithmetic_with_rounded_numbers_that_cannot_be_told_is_undecided(said: Any) -> None:
    assert said(SIGMOID, "dL/dx", "0.731·(1−0.731)").verdict is Verdict.UNDECIDED
    assert said(SIGMOID, "dL/dx", "0.731·(1+0.731)").verdict is Verdict.WRONG
    assert said("linear", "dloss/dw", "−8·1.0001").verdict is Verdict.WRONG
    assert said(SIGMOID, "y", "1/(1+exp(−1))").verdict is Verdict.CORRECT


def test_what_a_double_cannot_tell_from_one_is_not_one(said: Any) -> None:
    assert said("y = tanh(x); x=20", "y", "1").verdict is Verdict.WRONG
    assert said("y = sqrt(x); x=4", "y", "2").verdict is Verdict.CORRECT
    assert said("y = sin(x·π); x=1", "y", "0").verdict is Verdict.CORRECT


def test_a_short_decimal_is_undecided_and_asks_for_digits(said: Any) -> None:
    found = said(SIGMOID, "y", "0.73")
    assert found.verdict is Verdict.UNDECIDED
    assert not found.counts
    assert "three" in found.message


@pytest.mark.parametrize(
    ("answer", "verdict", "message"),
    [
        ("[[-10, 10], [2, -2], [-22, 22]]", Verdict.CORRECT, "Right"),
        ("[[-10, 10], [2, 2], [-22, 22]]", Verdict.WRONG, "(2, 2)"),
        ("[[-10, 10], [-2, 2], [-22, -22]]", Verdict.WRONG, "(2, 1), (2, 2), (3, 2)"),
        ("[[-10, 2, -22], [10, -2, 22]]", Verdict.INVALID, "3×2"),
        ("[-10, 10, 2, -2, -22, 22]", Verdict.INVALID, "3×2"),
        ("5", Verdict.INVALID, "3×2"),
        ("[[-10, 10], [2, -2], [-22, x]]", Verdict.INVALID, ""),
        ("［［-10，10］，［2，-2］，［-22，22］］", Verdict.CORRECT, "Right"),
    ],
)
def test_of_an_array_the_wrong_entries_are_named(said: Any, answer: str, verdict: Verdict, message: str) -> None:
    found = said("two-layer", "dL/dW1", answer)
    assert found.verdict is verdict
    assert message in found.message


def test_a_column_may_be_typed_as_a_matrix_of_one_column(said: Any) -> None:
    assert said("two-layer", "dL/db2", "[-10, 2]").verdict is Verdict.CORRECT
    assert said("two-layer", "dL/db2", "[[-10], [2]]").verdict is Verdict.CORRECT
    assert said("two-layer", "dL/db2", "[[-10, 2]]").verdict is Verdict.INVALID


def test_an_array_may_be_typed_in_lines_as_files_have_it(said: Any) -> None:
    assert said("two-layer", "dL/dW1", "- [-10, 10]\n    - [2, -2]\n    - [-22, 22]").verdict is Verdict.CORRECT
    assert said("two-layer", "dL/db2", "- -10\n- 2").verdict is Verdict.CORRECT
    assert said("linear", "dloss/dw", "- 8").verdict is Verdict.CORRECT


def test_the_gradient_of_what_the_output_does_not_depend_on_is_nothing(said: Any) -> None:
    lonely = "title: t\nmodel: [a = 2·x, b = 3·x, c = a·2]\nupstream: {c: 1}\ngiven: {x: 2}\n"
    assert said(lonely, "dL/db", "0").verdict is Verdict.CORRECT
    assert said(lonely, "dL/db", "3").verdict is Verdict.WRONG
