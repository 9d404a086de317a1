from fractions import Fraction

import numpy as np
import pytest

from bpcli.language.tree import Apply, Phrase, Slot
from bpcli.render.look import Look
from bpcli.render.mathematics import Scribe
from bpcli.report.blocks import Equation, Partial, Product, Quantity, Sum, Symbol, Total, Words

SUM = Apply("add", (Slot(0), Slot(1)))
PRODUCT = Apply("mul", (Slot(0), Slot(1)))


def number(value):
    return Quantity(Fraction(value))


@pytest.mark.parametrize(
    ("math", "unicode", "plain"),
    [
        (Partial("loss", "ŷ"), "∂loss/∂ŷ", "dloss/dyhat"),
        (Partial("L", "w·x"), "∂L/∂(w·x)", "dL/d(w*x)"),
        (Partial("L", "H⁽¹⁾"), "∂L/∂H⁽¹⁾", "dL/dH__1"),
        (Partial("L", "σ(W₂·H⁽¹⁾)"), "∂L/∂(σ(W₂·H⁽¹⁾))", "dL/d(sigmoid(W2*H__1))"),
        (Product((number(-4), number(2))), "−4 · 2", "-4 * 2"),
        (Product((number(2), number(-4))), "2 · (−4)", "2 * (-4)"),
        (Product((Partial("L", "z"), Phrase(SUM, ("x", "y")))), "∂L/∂z · (x + y)", "dL/dz * (x + y)"),
        (Product((Phrase(SUM, ("x", "y")), number(2))), "(x + y) · 2", "(x + y) * 2"),
        (Product((Sum((number(1), number(2))), number(3))), "(1 + 2) · 3", "(1 + 2) * 3"),
        (Sum((number(64), number(-16))), "64 + (−16)", "64 + (-16)"),
        (Sum((number(-64), number(16))), "−64 + 16", "-64 + 16"),
        (Total(Words("2 paths")), "Σ 2 paths", "sum 2 paths"),
        (Equation((Symbol("ŷ"), Phrase(PRODUCT, ("w", Fraction(-2))))), "ŷ = w·(−2)", "yhat = w*(-2)"),
        (Symbol("W₁", (3, 2)), "W₁ [3×2]", "W1 [3x2]"),
        (Quantity(Fraction(1, 3)), "1/3", "1/3"),
        (Words("a\x1bb"), "a\\x1bb", "a\\x1bb"),
    ],
)
def test_mathematics_is_written_in_unicode_and_in_ascii(math, unicode, plain):
    assert Scribe(Look()).write(math) == unicode
    assert Scribe(Look(ascii=True)).write(math) == plain


def test_digits_are_those_of_the_look():
    assert Scribe(Look(digits=3)).value(2 / 3) == "0.667"
    assert Scribe(Look(digits=12)).value(2 / 3) == "0.666666666667"


def test_small_arrays_are_written_out_and_large_ones_by_shape():
    scribe = Scribe(Look())
    exact = np.array([[Fraction(1, 2), Fraction(-1)]], dtype=object)
    assert scribe.value(exact) == "[[0.5, −1]]"
    assert scribe.value(np.zeros((12,))) == "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]"
    assert scribe.value(np.zeros((13,))) == "array of 13"
    assert scribe.value(np.zeros((13, 2))) == "13×2 array"
    assert scribe.phrase(Phrase(SUM, ("x", np.zeros((13, 2))))) == "x + [13×2 array]"


def test_trees_that_look_alike_to_the_cache_are_not_mixed_up():
    scribe = Scribe(Look())
    texts = [scribe.phrase(Phrase(Apply("add", (Slot(0), Slot(0))), (f"x{i}",))) for i in range(50)]
    assert texts == [f"x{i} + x{i}" for i in range(50)]
