"""What is said of shapes that do not fit, and of values and gradients that do not exist."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bpcli.core.findings import Faults, Finding
from bpcli.core.source import Source
from bpcli.engine.trace import Trace
from bpcli.exercise.loading import load_source
from bpcli.tutor.solution import solve

Fault = Callable[[str], Finding]

FAULTS = {
    "y = W₁·X; W₁=[[1,2],[3,4],[5,6]]; X=[1,2,3]": (
        "BP214",
        "W₁ is 3×2 and X is 3×1: the product needs W₁'s columns (2) to equal X's rows (3)",
        "W₁·X",
    ),
    "y = sum(a + b); a=[1,2]; b=[1,2,3]": (
        "BP214",
        "a is 2×1 and b is 3×1: entry by entry needs equal shapes, or sizes of 1 to repeat",
        "a + b",
    ),
    "y = mse(a, b); a=[[1,2],[3,4]]; b=[1,2]": (
        "BP214",
        "mse compares entry by entry, but a is 2×2 and b is 2×1",
        "mse(a, b)",
    ),
    "y = max(a, axis=2); a=[1,2]": ("BP214", "a is 2×1: it has no axis 2", "max(a, axis=2)"),
    "y = softmax(a); a=3": ("BP214", "softmax takes an array, and a is a number", "softmax(a)"),
    "y = sum(a × b); a=[1,2]; b=[3,4]": ("BP214", "× between two arrays could mean two products", "a × b"),
    "y = cross_entropy(z, t); z=[1,2]; t=[1,2,3]": (
        "BP214",
        "z is 2×1 and t is 3×1: cross_entropy takes for each row of scores one class, or a one-hot row",
        "cross_entropy(z, t)",
    ),
    "y = a·2; a=[1,2]": ("BP215", "the output y is 2×1, but a gradient starts from one number", "a·2"),
    "y = a·2; a=[1,2]; dL/dy=5": ("BP216", "the gradient given for y is a number, but y is 2×1", "a·2"),
    "y = 1/x; x=0": ("BP220", "y has no value: 1/x is not defined for x = 0", "1/x"),
    "y = x/x; x=0": ("BP220", "y has no value: x/x is not defined for x = 0", "x/x"),
    "y = log(x − 2); x=1": ("BP220", "y has no value: log(x − 2) is not defined for x − 2 = −1", "log(x − 2)"),
    "y = exp(x); x=1000": (
        "BP221",
        "y is too large: exp(x) leaves the range of numbers (about 1e308)",
        "exp(x)",
    ),
    "y = sum(log(x)); x=[1,-1]": ("BP220", "log(x) has no value: log(x) is not defined", "sum(log(x))"),
    "y = sum(x/v); x=[1,2]; v=[1,0]": ("BP220", "x/v has no value: x/v is not defined", "sum(x/v)"),
    "y = sum(exp(x)); x=[1,1000]": (
        "BP221",
        "exp(x) is too large: exp(x) leaves the range of numbers (about 1e308)",
        "sum(exp(x))",
    ),
    "y = sqrt(x); x=0": (
        "BP222",
        "∂y/∂x does not exist at these givens: 1/(2·y) is not finite",
        "sqrt(x)",
    ),
    "y = norm(x); x=[0,0]": (
        "BP222",
        "∂y/∂x does not exist at these givens: G·x/y is not finite",
        "norm(x)",
    ),
    "y = sum(x^n); x=[0,2]; n=2": (
        "BP222",
        "∂x^n/∂n does not exist at these givens: G⊙x^n⊙log(x) is not finite",
        "sum(x^n)",
    ),
    "y = cross_entropy(z, t); z=[1,2]; t=2": (
        "BP220",
        "y needs classes counted from 0 up to one less than the number of scores",
        "cross_entropy(z, t)",
    ),
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_is_said_as_a_person_would_say_it_and_where(text: str, fault: Fault) -> None:
    code, message, part = FAULTS[text]
    found = fault(text)
    assert (found.code, found.message) == (code, message)
    assert found.place is not None
    assert found.place.source.text[found.place.start : found.place.end].strip() == part
    assert found.help


def test_a_shape_fault_points_at_the_innermost_part(fault: Fault) -> None:
    found = fault("y = sum(V·(W·X)); W=[[1,2],[3,4]]; X=[1,2,3]; V=[[1,1]]")
    assert found.place is not None
    assert found.place.source.text[found.place.start : found.place.end] == "W·X"


def test_steps_that_need_each_other_are_a_circle(fault: Fault) -> None:
    found = fault("a = b + 1; b = a·x; x=2")
    assert found.code == "BP212"
    assert "a → b → a" in found.message


SHAPES = {
    "x·xᵀ": (3, 3),
    "xᵀ·x": (),
    "R·x": (),
    "M·x": (2,),
    "x + c": (3, 3),
    "k·M": (2, 3),
    "M·k + x": (2, 3),
    "Mᵀ": (3, 2),
    "xᵀ": (1, 3),
    "sum(M, axis=0)": (3,),
    "mean(M, axis=1)": (2,),
    "softmax(M)": (2, 3),
    "norm(M)": (),
    "M ⊙ M": (2, 3),
    "M^2": (2, 3),
}


@pytest.mark.parametrize("formula", SHAPES)
def test_a_formula_has_the_shape_of_the_lecture(formula: str, solved: Callable[[str], Trace]) -> None:
    givens = "x=[1,2,3]; c=[[1],[2],[3]]; R=[[1,2,3]]; M=[[1,2,3],[4,5,6]]; k=2"
    trace = solved(f"u = {formula}; y = sum(u²); {givens}")

    assert trace.graph.nodes[trace.graph.index["u"]].shape == SHAPES[formula]


def test_a_step_that_is_one_node_is_refused_in_the_same_words() -> None:
    text = "title: t\nmodel: y = softmax(a)\nloss: (y − t)²\ngiven: {a: 3, t: 1}\n"
    with pytest.raises(Faults) as raised:
        solve(load_source(Source("a.yaml", text)))
    (found,) = raised.value.findings
    assert (found.code, found.message) == ("BP214", "softmax takes an array, and a is a number")
    assert found.place is not None
    assert text[found.place.start : found.place.end] == "softmax(a)"
