"""Nothing that a stranger writes becomes code."""

from __future__ import annotations

import ast
import io
import keyword
import tokenize

import pytest

from bpcli.core.findings import Faults
from bpcli.render.program.names import Names
from bpcli.render.program.style import Style
from tests.render.program.conftest import read, script

TITLES = [
    "a\nimport os",
    "a\r\nimport os",
    "a\rimport os",
    "''' + open('x') + '''",
    '"""\nimport os',
    "-*- coding: rot13 -*-",
    "backslash at the end \\",
    "\x0cimport os",
    "\u2028import os",
    "\u202eimport os",
    "\0import os",
    "\ud800",
    "{0} %s $HOME",
]
NAMES = [
    *("lambda", "import", "None", "print", "torch", "forward", "agree", "nodes", "back", "match", "self", "W_init"),
    *(
        "loss_value",
        "epoch",
        "criterion",
        "optimizer",
        "step_1",
        "x_data",
        "y'",
        "λ",
        "重み",
        "ŵ",
        "w̃",
        "H⁽¹⁾",
        "y_prime",
    ),
]
FILE = """\
title: harmless
model: ŷ = w·x
parameters: [w]
loss: loss = (ŷ − y)²
given: {w: 1, x: 2, y: 3}
train: {data: {x: [1, 2], y: [2, 4]}, lr: 0.1, epochs: 2, predict: {x: 4}}
"""


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_a_comment_and_changes_nothing_of_the_program(title, style):
    found, harmless = (script(FILE, style, title=text) for text in (title, "harmless"))
    assert ast.dump(ast.parse(found)) == ast.dump(ast.parse(harmless))
    assert len(found.splitlines()) == len(harmless.splitlines())
    assert tokenize.detect_encoding(io.BytesIO(found.encode()).readline)[0] == "utf-8"


def names_in(program):
    """Every name that a program binds or reads."""
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Attribute):
            yield node.attr


@pytest.mark.parametrize("name", NAMES)
def test_any_name_becomes_an_identifier_that_changes_nothing(name, outputs):
    text = FILE.replace("w", name)
    formula = f"{name} = 2, q = {name}·x, L = q², x=3"
    scripts = {style: script(text, style) for style in Style} | {"formula": script(formula)}
    for program in scripts.values():
        assert all(found.isascii() and not keyword.iskeyword(found) for found in names_in(program))
    said = outputs(scripts)
    assert "All numbers" in said[Style.TABLES]
    assert "All numbers" in said["formula"]
    assert "progress: 1" in said[Style.NOTES]
    assert "progress: 1" in said[Style.MODULE]


def test_no_identifier_is_given_twice():
    names = Names(read("y=w·x, x=2, y=4"))
    wishes = ["a", "a", "a", "a_", "class", "class", "1a", "__a", "a-b\n", "a_b_", "", "x"]
    given = [names.new(wish) for wish in wishes]
    assert len({*given, names["x"]}) == len(wishes) + 1
    assert all(word.isidentifier() and word.isascii() and not keyword.iskeyword(word) for word in given)


def test_names_that_look_alike_in_ascii_stay_apart(outputs):
    text = "a' = 2, a_prime = 3, a_prime_2 = 5, L = a'·a_prime·a_prime_2"
    assert "All numbers" in outputs({"": script(text)})[""]
    exercise = read(text)
    assert len(exercise.givens) == 3


@pytest.mark.parametrize("formula", ["x·2^(2^200)", "x·1e400", "x^(10^9)", "x·0.5^(10^9)"])
def test_an_enormous_number_is_refused_or_left_to_pytorch(formula):
    try:
        text = script(f"L = {formula}, x=1")
    except Faults:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            assert not isinstance(node.left, ast.Constant)
