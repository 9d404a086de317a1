"""The corpus of hostile and awkward formulas: what reading alone decides of each."""

import json
import time
from pathlib import Path

import pytest

from bpcli.core.findings import Faults
from bpcli.core.source import Excerpt
from bpcli.core.visible import is_hidden
from bpcli.language.names import Scope
from bpcli.language.numbers import parse_number, reads_as_given
from bpcli.language.parser import parse_formula, parse_step, read_name
from bpcli.language.parts import sides, split_parts
from bpcli.language.printer import write
from bpcli.language.tree import names

HOSTILE = Path(__file__).parents[1] / "hostile"
SECONDS = 1.0  # ten times the figure to keep
FORMULAS = [json.loads(line) for line in (HOSTILE / "formulas.jsonl").read_text("utf-8").splitlines()]
LONG = sorted((HOSTILE / "formulas").glob("*.txt"))

# Refused for its value, not for how it reads.
WORKED_OUT = {"1/(-0.0)", "(-8)^0.5", "acos(2)", "y=log(x), x=-1"}


def read(text):
    """Reads a text as the short form does; a bare formula is read as `y = …`."""
    scope = Scope()
    parts = [sides(part) for part in split_parts(Excerpt.of(text))]
    for left, _right in parts:
        if left is not None:
            scope.declare(read_name(left))
    trees = []
    for left, right in parts:
        if left is not None and reads_as_given(right):
            parse_number(right)
        else:
            trees.append(parse_formula(right, scope))
    return trees


def outcome(text):
    """The trees or the findings, and how long it took."""
    start = time.perf_counter()
    try:
        result = read(text)
    except Faults as caught:
        result = caught.findings
    assert time.perf_counter() - start < SECONDS
    return result


def is_refused(result):
    return isinstance(result, tuple)


def check_finding(finding):
    assert finding.code.startswith("BP2")
    assert finding.place is not None
    assert "\n" not in finding.message
    assert finding.help
    said = finding.message + finding.label + finding.help
    # What the text itself holds is made visible by the renderer; what we add must be so already.
    assert not any(is_hidden(character) for character in said)


@pytest.mark.parametrize("case", FORMULAS, ids=lambda case: ascii(case["formula"])[:40])
def test_a_formula_of_the_corpus_is_read_or_refused(case):
    text = case["formula"]
    result = outcome(text)
    wanted = case["outcome"].split(":")[0].strip()
    if is_refused(result):
        assert not wanted.startswith("accept") or text in ("∂L/∂w", ""), result
        for finding in result:
            check_finding(finding)
    else:
        assert not wanted.startswith("reject") or text in WORKED_OUT, [write(tree) for tree in result]


@pytest.mark.parametrize("path", LONG, ids=lambda path: path.stem)
def test_a_long_formula_of_the_corpus_is_refused_unless_it_is_good(path):
    result = outcome(path.read_text("utf-8"))
    assert is_refused(result) is (path.stem != "expr-parens-64")
    if is_refused(result):
        assert result[0].code == "BP203"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("3*（x－2）＾2＋1", "3*(x − 2)² + 1"),
        ("2²", "2²"),
        ("½x", "1/2·x"),
        ("ŷ-y\u0302", "ŷ − ŷ"),
        ("w11", "w11"),
        ("sigmoid(z)(1-sigmoid(z))", "σ(z)·(1 − σ(z))"),
    ],
)
def test_what_is_accepted_means_what_it_says(text, meaning):
    assert [write(tree) for tree in read(text)] == [meaning]


@pytest.mark.parametrize("word", ["lambda", "beta", "I", "LC", "QQ", "erf", "len", "print", "class"])
def test_a_word_of_python_or_sympy_is_a_name(word):
    (tree,) = read(f"{word}*x")
    assert names(tree) == (word, "x")


def test_the_slowest_formula_within_the_limits_is_read_in_time():
    for text in (
        "x" + "²ᵀ" * 999,
        "x+" * 999 + "x",
        "((" * 500,
        "x" * 2000,
        "x₁" * 999,
        "[" * 2000,
        "|" * 2000,
        "¹" * 2000,
        "a' " * 600,
    ):
        outcome(text)


def test_a_step_is_read_in_time_whatever_names_are_known():
    scope = Scope()
    scope.declare(*("a" * length for length in range(1, 33)))
    start = time.perf_counter()
    with pytest.raises(Faults):
        parse_step(Excerpt.of("b" + "+b".join(["a" * 31] * 50)), scope)
    assert time.perf_counter() - start < SECONDS
