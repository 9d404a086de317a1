"""Functions out of trees: the same while they are interpreted and once they are code."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from bpcli.core.source import Excerpt
from bpcli.engine.arithmetic import Arithmetic
from bpcli.engine.interpreter import interpreted_one
from bpcli.engine.kernel import Function, compiled, compiled_one
from bpcli.engine.rule import Rule
from bpcli.engine.shapes import settled
from bpcli.language.names import Scope
from bpcli.language.parser import parse_formula
from bpcli.language.tree import Slot, Tree, over_slots
from bpcli.ops import precise

OFTEN = 100  # more calls than it takes until a function is compiled
FORMULAS = {
    "a*b + a/b - 3": lambda a, b: a * b + a / b - 3,
    "-a^3 * b^-2": lambda a, b: -(a**3) * b**-2,
    "sigmoid(a) + leaky_relu(-b, slope=0.25)": lambda a, b: 1 / (1 + math.exp(-a)) - 0.25 * b,
    "exp(a)*pi + e^b + sqrt(b)": lambda a, b: math.exp(a) * math.pi + math.exp(b) + math.sqrt(b),
    "max(a, b)^a + abs(a - b)": lambda a, b: max(a, b) ** a + abs(a - b),
    "mse(a, b) + tanh(a)": lambda a, b: (a - b) ** 2 + math.tanh(a),
}


def tree_of(text: str) -> Tree:
    scope = Scope()
    scope.declare("a", "b")
    return over_slots(settled(parse_formula(Excerpt.of(text), scope), {"a": (), "b": ()})[0], ("a", "b"))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_function_is_right_before_and_after_it_became_code(text):
    function = compiled_one(tree_of(text), 2, Arithmetic.DOUBLE)
    for call in range(OFTEN):
        a, b = 0.5 + call / 64, 1.75
        assert function(a, b) == pytest.approx(FORMULAS[text](a, b), rel=1e-14)


@pytest.mark.parametrize("text", FORMULAS)
def test_sixty_digits_agree_with_doubles(text):
    function = interpreted_one(tree_of(text), 2, Arithmetic.PRECISE)
    found = function(precise.number(0.5), precise.number(1.75))
    assert float(found) == pytest.approx(FORMULAS[text](0.5, 1.75), rel=1e-14)


def test_fractions_stay_fractions_before_and_after():
    function = compiled_one(tree_of("a*b/3 + 0.1"), 2, Arithmetic.EXACT)
    for call in range(1, OFTEN):
        assert function(Fraction(call), Fraction(1, 7)) == Fraction(call, 21) + Fraction(1, 10)


def test_arrays_are_worked_out_entry_by_entry_before_and_after():
    function = compiled_one(tree_of("a*b + 1"), 2, Arithmetic.ARRAY)
    for _ in range(OFTEN):
        assert function(np.array([1.0, 2.0]), np.array([3.0, 4.0])).tolist() == [4.0, 9.0]


def test_several_trees_have_their_result_and_what_comes_back_as_slots():
    function = compiled([Slot(-1), Slot(-2), Slot(0)], 1, Arithmetic.DOUBLE)
    for _ in range(OFTEN):
        assert function(1.0, 2.0, 3.0) == (2.0, 3.0, 1.0)


@pytest.mark.parametrize("text", ["a/b", "log(b)", "sqrt(b - 1)"])
def test_what_has_no_value_raises_the_same_before_and_after(text):
    function = compiled_one(tree_of(text), 2, Arithmetic.DOUBLE)
    for _ in range(OFTEN):
        with pytest.raises((ValueError, ZeroDivisionError)):
            function(1.0, 0.0)


def test_the_constants_of_a_precise_function_never_change():
    # At 700 digits a third of 60 digits is another number: a difference across such a change would be nonsense.
    function = compiled_one(tree_of("a/3 + b*0.1"), 2, Arithmetic.PRECISE)
    with precise.working(700):
        values = {function(precise.number(1), precise.number(2)) for _ in range(OFTEN)}
    assert len(values) == 1


def test_a_rule_gives_the_code_itself_once_there_is_some():
    rule = Rule(None, tree_of("a*b + 1"), 2)
    assert isinstance(rule.forward, Function)
    for _ in range(OFTEN):
        assert rule.forward(2.0, 3.0) == 7.0
        assert rule.backward(2.0, 3.0, 7.0) == (3.0, 2.0)
    assert not isinstance(rule.forward, Function)
    assert not isinstance(rule.backward, Function)
    assert rule.forward(2.0, 3.0) == 7.0
