"""Trees and names as LaTeX."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bpcli.core.source import Excerpt
from bpcli.language import latex
from bpcli.language.latex import Piece
from bpcli.language.names import Scope
from bpcli.language.parser import parse_step
from bpcli.language.tree import Apply, Number, Slot


def written(text):
    return latex.latex(parse_step(Excerpt.of(f"q = {text}"), Scope()).tree).text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ŷ", r"\hat{y}"),
        ("y\u0302", r"\hat{y}"),
        ("x\u0302", r"\hat{x}"),
        ("W₁", "W_{1}"),
        ("w1", "w_{1}"),
        ("w_1_2", "w_{1,2}"),
        ("H⁽¹⁾", "H^{(1)}"),
        ("ω", r"\omega"),
        ("loss", r"\mathrm{loss}"),
        ("learning_rate", r"\mathrm{learning\_rate}"),
        ("h_next", r"h_{\mathrm{next}}"),
        ("y'", "y'"),
        ("ẑ₂′", r"\hat{z}'_{2}"),
        ("重み", r"\text{重み}"),
        ("Δw", r"\Delta \mathrm{w}"),
    ],
)
def test_a_name_is_mathematics(name, text):
    assert latex.name(name) == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("1/2·(ŷ−y)²", r"\frac{1}{2} \cdot (\hat{y} - y)^{2}"),
        ("(a+b)/(c·d)", r"\frac{a + b}{c \cdot d}"),
        ("(a/b)²", r"\left(\frac{a}{b}\right)^{2}"),
        ("−x²", "-x^{2}"),
        ("a−(b−c)", "a - (b - c)"),
        ("σ(w·x)", r"\sigma(w \cdot x)"),
        ("relu(x)", r"\mathrm{relu}(x)"),
        ("√(x+1)", r"\sqrt{x + 1}"),
        ("|x|", r"\left\lvert x \right\rvert"),
        ("H⁽¹⁾²", "{H^{(1)}}^{2}"),
    ],
)
def test_a_formula_is_written_with_the_brackets_it_needs(formula, text):
    assert written(formula) == text


def test_a_filling_gets_brackets_where_its_place_needs_them():
    tree = Apply("mul", (Number(Fraction(2)), Slot(0)))
    assert latex.latex(tree, [latex.numeral("-4")]).text == r"2 \cdot (-4)"
    assert latex.latex(Apply("pow", (Slot(0), Number(Fraction(2)))), [latex.numeral("-4")]).text == "(-4)^{2}"
    assert latex.latex(tree, [Piece("a + b", 1)]).text == r"2 \cdot (a + b)"


@pytest.mark.parametrize(("number", "text"), [("-1/3", r"-\frac{1}{3}"), ("2e-9", r"2 \cdot 10^{-9}"), ("0.5", "0.5")])
def test_a_number_is_written_as_people_write_it(number, text):
    assert latex.numeral(number).text == text
