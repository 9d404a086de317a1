from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpcli.core.source import Excerpt
from bpcli.language.names import Scope
from bpcli.language.parser import parse_formula
from bpcli.language.printer import ASCII, UNICODE, exact_numeral, template, write
from bpcli.language.tree import Apply, Constant, Name, Number, Slot
from bpcli.ops.table import OPERATIONS, called


@pytest.mark.parametrize(
    ("text", "unicode", "ascii"),
    [
        ("ŷ-y", "ŷ − y", "yhat - y"),
        ("r^2", "r²", "r^2"),
        ("1/2*(y-t)^2", "1/2*(y − t)²", "1/2*(y - t)^2"),
        ("W₂@(W₁@X + b₁) + b₂", "W₂·(W₁·X + b₁) + b₂", "W2@(W1@X + b1) + b2"),
        ("sigmoid(ω)", "σ(ω)", "sigmoid(omega)"),
        ("pi*e", "π*e", "pi*e"),
        ("X.T", "Xᵀ", "X.T"),
        ("sqrt(x)", "√x", "sqrt(x)"),
        ("√(x+1)", "√(x + 1)", "sqrt(x + 1)"),
        ("|x|", "|x|", "|x|"),
        ("max(a,b)", "max(a, b)", "max(a, b)"),
        ("sum(X,0)", "sum(X, axis=0)", "sum(X, axis=0)"),
        ("exp(-z)", "exp(−z)", "exp(-z)"),
        ("e^-z", "e⁻ᶻ", "e^(-z)"),
        ("x^(T)", "x^(T)", "x^(T)"),
        ("重み", "重み", "u91cdu307f"),
        ("1e-9", "1e-9", "1e-9"),
        ("0.125", "0.125", "0.125"),
    ],
)
def test_a_tree_is_written_in_both_styles(text, unicode, ascii):  # noqa: A002
    scope = Scope()
    scope.declare("T")
    tree = parse_formula(Excerpt.of(text), scope)
    assert (write(tree, UNICODE), write(tree, ASCII)) == (unicode, ascii)


@pytest.mark.parametrize(
    ("op", "unicode", "ascii"), [("mul", "a·b", "a*b"), ("matmul", "a·b", "a@b"), ("hadamard", "a⊙b", "a*b")]
)
def test_products_whose_meaning_is_known_have_their_own_signs(op, unicode, ascii):  # noqa: A002
    tree = Apply(op, (Name("a"), Name("b")))
    assert (write(tree, UNICODE), write(tree, ASCII)) == (unicode, ascii)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1/3", "1/3"),
        ("1/8", "0.125"),
        ("5/2", "2.5"),
        ("1/10000000000", "1e-10"),
        ("12", "12"),
        ("0", "0"),
        ("1/20", "0.05"),
    ],
)
def test_a_number_is_written_exactly(value, text):
    assert exact_numeral(Fraction(value)) == text
    assert exact_numeral(Fraction(10**300)) == "1e300"


def test_a_fraction_that_no_decimal_writes_holds_together_like_a_quotient():
    third = Number(Fraction(1, 3))
    assert write(Apply("mul", (third, Name("x")))) == "1/3·x"
    assert write(Apply("pow", (third, Number(Fraction(2))))) == "(1/3)²"
    assert write(Apply("sub", (Name("x"), Number(Fraction(-2))))) == "x − (−2)"


# Templates

A, B, C = Slot(0), Slot(1), Slot(2)
MUL, ADD, SUB = Apply("mul", (A, B)), Apply("add", (A, B)), Apply("sub", (A, B))


@pytest.mark.parametrize(
    ("tree", "fillings", "text"),
    [
        (MUL, ("2", "−4"), "2·(−4)"),
        (MUL, ("−4", "2"), "−4·2"),
        (MUL, ("a + b", "c − d"), "(a + b)·(c − d)"),
        (MUL, ("w·x", "y"), "w·x·y"),
        (MUL, ("y", "w·x"), "y·(w·x)"),
        (MUL, ("2.5", "1e-5"), "2.5·1e-5"),
        (MUL, ("x²", "-2"), "x²·(-2)"),
        (MUL, ("σ(w·x + b)", "|a − b|"), "σ(w·x + b)·|a − b|"),
        (MUL, ("[1, −2]", "H⁽¹⁾"), "[1, −2]·H⁽¹⁾"),
        (SUB, ("2", "−4"), "2 − (−4)"),
        (SUB, ("a + b", "a + b"), "a + b − (a + b)"),
        (SUB, ("a", "b·c"), "a − b·c"),
        (SUB, ("−a·b", "−a·b"), "−a·b − (−a·b)"),
        (ADD, ("64", "16"), "64 + 16"),
        (Apply("pow", (A, Number(Fraction(2)))), ("−2",), "(−2)²"),
        (Apply("pow", (A, Number(Fraction(2)))), ("x²",), "(x²)²"),
        (Apply("pow", (A, Number(Fraction(2)))), ("w₁",), "w₁²"),
        (Apply("pow", (A, Number(Fraction(2)))), ("ŷ − y",), "(ŷ − y)²"),
        (Apply("pow", (A, Number(Fraction(2)))), ("2.5",), "2.5²"),
        (Apply("pow", (A, Number(Fraction(2)))), ("1/3",), "(1/3)²"),
        (Apply("neg", (A,)), ("−4",), "−(−4)"),
        (Apply("div", (Number(Fraction(1)), A)), ("a·b",), "1/(a·b)"),
        (Apply("sqrt", (A,)), ("a·b",), "√(a·b)"),
        (Apply("transpose", (A,)), ("X",), "Xᵀ"),
        (Apply("transpose", (A,)), ("W·X",), "(W·X)ᵀ"),
        (Apply("exp", (A,)), ("−4",), "exp(−4)"),
        (Apply("max", (A, B)), ("−4", "a + b"), "max(−4, a + b)"),
        (Apply("add", (C, MUL)), ("−4", "−2", "−1"), "−1 + (−4)·(−2)"),
        (Apply("abs", (SUB,)), ("−4", "−2"), "|−4 − (−2)|"),
        (Apply("mul", (Slot(-1), Slot(-2))), ("x", "5", "y"), "y·5"),
        (A, ("−4",), "−4"),
        (A, ("a + b",), "a + b"),
    ],
)
def test_a_filling_gets_brackets_where_its_place_needs_them(tree, fillings, text):
    assert template(tree).fill(fillings) == text


def test_a_template_is_filled_again_and_again():
    affine = template(Apply("add", (MUL, C)), ASCII)
    assert [affine.fill(texts) for texts in (("w", "x", "b"), ("-3", "2", "-1"))] == ["w*x + b", "-3*2 + (-1)"]


# What is written reads back

_NAMES = ("x", "y", "ŷ", "w₁", "W_1_2", "ω", "重み", "H⁽¹⁾", "y'", "T", "n", "loss", "xhat", "θ̃", "max")
_FUNCTIONS = sorted(
    {row.key for row in OPERATIONS.values() for name in row.names if called(name, row.arguments[0]) is row}
    - {"transpose", "abs", "sqrt"}
)
_numbers = st.one_of(
    st.integers(0, 10**20).map(Fraction),
    st.tuples(st.integers(0, 10**9), st.integers(0, 60)).map(lambda pair: Fraction(pair[0], 10 ** pair[1])),
).map(Number)
_leaves = st.one_of(_numbers, st.sampled_from(_NAMES).map(Name), st.sampled_from(("pi", "e")).map(Constant))


def _trees(inner):
    def call(op):
        arguments = OPERATIONS[op].arguments[0]
        options = st.fixed_dictionaries(
            {}, optional={name: st.integers(-2, 2).map(Fraction) for name, _ in OPERATIONS[op].options}
        )
        ordered = options.map(
            lambda values: tuple((name, values[name]) for name, _ in OPERATIONS[op].options if name in values)
        )
        return st.builds(Apply, st.just(op), st.tuples(*[inner] * arguments), ordered)

    return st.one_of(
        st.builds(Apply, st.sampled_from(("add", "sub", "dot", "star", "div", "pow")), st.tuples(inner, inner)),
        st.builds(Apply, st.sampled_from(("neg", "abs", "sqrt", "transpose")), st.tuples(inner)),
        st.sampled_from(_FUNCTIONS).flatmap(call),
    )


def _declared():
    scope = Scope()
    scope.declare(*_NAMES)
    for name in _NAMES:
        scope.spell(name)
    return scope


@settings(max_examples=300, deadline=None)
@given(st.recursive(_leaves, _trees, max_leaves=15))
def test_what_is_written_reads_back_as_the_same_tree(tree):
    for style in (UNICODE, ASCII):
        assert parse_formula(Excerpt.of(write(tree, style)), _declared()) == tree


@given(st.recursive(_leaves, _trees, max_leaves=8), st.recursive(_leaves, _trees, max_leaves=8))
def test_a_cross_reads_back_in_unicode(left, right):
    tree = Apply("cross", (left, right))
    assert parse_formula(Excerpt.of(write(tree, UNICODE)), _declared()) == tree


def test_ascii_is_ascii():
    text = "ŷ·W₁ᵀ − √(x²)/π + σ(ω)·|重み| ⊙ H⁽¹⁾"
    assert write(parse_formula(Excerpt.of(text), Scope()), ASCII).isascii()
