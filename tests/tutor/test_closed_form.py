"""Gradients in closed form, and the questions that are answered from a trace."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bpcli.engine.trace import Trace
from bpcli.engine.whole import whole_formula
from bpcli.language.printer import UNICODE, template
from bpcli.language.tree import Phrase
from bpcli.report.blocks import Equation, Formula, Partial, Prose
from bpcli.tutor.closed_form import closed_forms

Solved = Callable[[str], Trace]


def _forms(trace: Trace) -> dict[str, str]:
    found = {}
    for block in closed_forms(trace):
        if isinstance(block, Formula) and isinstance(block.math, Equation):
            partial, formula = block.math.sides[0], block.math.sides[-1]
            assert isinstance(partial, Partial)
            assert isinstance(formula, Phrase)
            found[partial.wrt] = template(formula.tree, UNICODE).fill([str(name) for name in formula.fillings])
    return found


CLOSED = {
    "y=w·x, x=2, y=4": {"w": "2·x·(w·x − y)"},
    "z = w·x + b; loss = (z − t)²; x=1, w=1, b=2, t=2": {"w": "2·x·(w·x + b − t)", "b": "2·(w·x + b − t)", "t": None},
    "y = w²·x; x=3; w=2": {"w": "2·w·x"},
}


@pytest.mark.parametrize("text", CLOSED)
def test_the_gradient_of_a_parameter_in_closed_form_is_that_of_the_notes(text: str, solved: Solved) -> None:
    found = _forms(solved(text))
    assert found == {name: form for name, form in CLOSED[text].items() if form is not None}


def test_a_long_formula_is_not_written_out_and_that_is_said(solved: Solved) -> None:
    steps = "; ".join(f"h{n} = tanh(w·h{n - 1}·h{n - 1})" for n in range(1, 12))
    trace = solved(f"{steps}; h0=0.5; w=1")
    assert whole_formula(trace.graph) is None
    assert _forms(trace) == {}
    assert any(isinstance(block, Prose) for block in closed_forms(trace))


def test_without_a_parameter_that_is_said(solved: Solved) -> None:
    _, line = closed_forms(solved("y = √(x²); x=-3"))
    assert isinstance(line, Prose)
    assert "No parameter" in line.text


def test_the_root_of_a_square_has_the_slope_of_the_absolute_value(solved: Solved) -> None:
    (form,) = _forms(solved("y = √(w²); w=-3")).values()
    assert form in {"sign(w)", "w/|w|", "w/y"}


def test_a_formula_with_arrays_has_no_closed_form(shipped: Solved) -> None:
    assert _forms(shipped("two-layer")) == {}


def test_the_whole_formula_is_the_output_over_the_leaves(shipped: Solved) -> None:
    graph = shipped("affine").graph
    tree = whole_formula(graph)
    assert tree is not None
    assert template(tree, UNICODE).fill([node.name for node in graph.nodes]) == "(x·w + b − y)²"
