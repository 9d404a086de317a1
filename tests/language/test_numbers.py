from fractions import Fraction

import pytest

from bpcli.core.source import Excerpt
from bpcli.language.numbers import parse_array, parse_number, reads_as_given
from bpcli.language.tree import Number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", 2), (".5", "1/2"), ("5.", 5), ("1e-3", "1/1000"), ("1E-3", "1/1000"), ("1e+3", 1000), ("1_000", 1000),
        ("０.５", "1/2"), ("0.1", "1/10"), ("010", 10),
        ("9007199254740993", 9007199254740993), ("𝟏", 1), ("1e−3", "1/1000"),
    ],
)  # fmt: skip
def test_numbers_are_exact(parse, text, value):
    assert parse_number(Excerpt.of(text)) == Fraction(value)
    assert parse(text) == Number(Fraction(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("−2", -2),
        ("-2", -2),
        ("+2", 2),
        ("1/3", "1/3"),
        ("-1/8", "-1/8"),
        ("1/-3", "-1/3"),
        ("½", "1/2"),
        (" 2\r\n", 2),
    ],
)
def test_a_given_may_have_a_sign_and_a_denominator(text, value):
    assert parse_number(Excerpt.of(text)) == Fraction(value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("-0,125", "Write 0.125"), ("1/0", "denominator"), ("nan", "number such as"), ("-inf", "number such as"),
        ("True", "number such as"), ("2^3", "number such as"), ("", "number such as"), ('"2"', "quotation"),
        ("5.5.5", "one point"), ("1..2", "one point"), ("1.2e3.4", "whole number"), (".e5", "decimal digits"),
        ("0b1", "decimal digits"), ("0x1F", "decimal digits"), ("1'000", "decimal digits"), ("1__0", "decimal digits"),
        ("1_", "decimal digits"), ("٣", "Type 3"), ("2 3", "number such as"), ("[1]", "number such as"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_what_to_do(refusal, text, said):
    assert said in refusal(text, by=parse_number).help


def test_a_decimal_comma_is_named(refusal):
    assert refusal("1,5", by=parse_number).message == "1,5 has a decimal comma: use a point"


def test_50_digits_are_read_and_51_refused(refusal):
    assert parse_number(Excerpt.of("9" * 50)) == 10**50 - 1
    assert "50 digits" in refusal("9" * 51, by=parse_number).message
    assert "50 digits" in refusal("0." + "3" * 50, by=parse_number).message


@pytest.mark.parametrize("text", ["1e309", "1e-309", "1e400", "9e308", "1e1000000000000000000", "1e-99999999999"])
def test_numbers_beyond_a_double_are_refused(refusal, text):
    finding = refusal(text, by=parse_number)
    assert (finding.code, "1e±308" in finding.message) == ("BP203", True)


def test_zero_has_any_exponent_within_the_limit():
    assert parse_number(Excerpt.of("0e5")) == 0
    assert parse_number(Excerpt.of("1e308")) == 10**308


def test_arrays_are_nested_tuples():
    assert parse_array(Excerpt.of("[1, 1/2]")) == (Fraction(1), Fraction(1, 2))
    assert parse_array(Excerpt.of("[[1, −2], [3, 4]]")) == ((1, -2), (3, 4))
    assert parse_array(Excerpt.of("［１，２］")) == (1, 2)
    assert parse_array(Excerpt.of("[1,\n 2]")) == (1, 2)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("[1, x]", 4),
        ("[1", 0),
        ("[[1, 2], 3", 0),
        ("[]", 1),
        ("[[[1]]]", 2),
        ("[1, 2]]", 6),
        ("[1 2]", 3),
        ("[1; 2]", 2),
        ("1", 0),
        ("[1](2)", 3),
    ],
)
def test_what_is_no_array_is_refused_where_it_goes_wrong(refusal, text, start):
    assert refusal(text, by=parse_array).place.start == start


@pytest.mark.parametrize(
    ("text", "given"),
    [("2", True), ("-1/3", True), ("½", True), ("inf", True),
     ("-nan", True), ("[1, x]", True), ("w·x", False), ("1-2", False),
     ("x", False), ("2x", False), ("", False), ("2^3", False), ("$", False)],
)  # fmt: skip
def test_a_right_side_is_a_given_or_a_formula(text, given):
    assert reads_as_given(Excerpt.of(text)) is given


def test_a_comma_that_may_set_thousands_apart_is_read_neither_way(refusal):
    assert refusal("1,000", by=parse_number).help == "Write 1.000, or 1000 where the comma was to set thousands apart."
    assert refusal("1,5", by=parse_number).help == "Write 1.5."
