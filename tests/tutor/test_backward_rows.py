"""The rows of the tables: their order, their paths, their sums."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bpcli.engine.trace import Trace
from bpcli.report.blocks import Math, Partial, Quantity, Row, Sum, Total
from bpcli.tutor.backward_rows import BackwardRows
from bpcli.tutor.forward_rows import ForwardRows

Solved = Callable[[str], Trace]
GRADIENT, RULE, NUMBERS, VALUE = 1, 2, 3, 4


def _order(trace: Trace) -> list[str]:
    return [math.wrt for row in BackwardRows(trace) for math in row.cells[GRADIENT] if isinstance(math, Partial)]


def _values(rows: list[Row]) -> list[Any]:
    return [math.value for row in rows for math in row.cells[VALUE] if isinstance(math, Quantity)]


def _rows(trace: Trace, name: str) -> list[Row]:
    """The rows of one node: the one that names it, and those that go on without a number."""
    found: list[Row] = []
    for row in BackwardRows(trace):
        named = [math.wrt for math in row.cells[GRADIENT] if isinstance(math, Partial)]
        if named == [name] or (found and not named):
            found.append(row)
        elif found:
            break
    return found


def _all(math: Math) -> list[Math]:
    inner = getattr(math, "terms", ()) or getattr(math, "sides", ()) or getattr(math, "factors", ())
    inner = (*inner, *([math.of] if isinstance(math, Total) else []))
    return [math, *(part for one in inner for part in _all(one))]


def test_steps_come_before_parameters_and_parameters_before_inputs_and_targets(shipped: Solved) -> None:
    assert _order(shipped("quadratic")) == ["r", "ŷ", "z", "z₁", "z₂", "b", "w₁", "w₂", "x", "y"]


def test_every_reached_node_but_the_output_has_its_step(shipped: Solved) -> None:
    trace = shipped("two-layer")
    steps = [row.step for row in BackwardRows(trace) if row.step is not None]
    assert steps == list(range(1, len(trace.graph.nodes)))


def test_a_node_with_two_consumers_has_a_row_a_path_and_one_for_the_sum(shipped: Solved) -> None:
    rows = _rows(shipped("quadratic"), "x")
    assert _values(rows) == [64, 16, 80]
    assert [row.step is None for row in rows] == [False, True, True]
    (terms,) = [part for math in rows[-1].cells[NUMBERS] for part in _all(math) if isinstance(part, Sum)]
    assert [term.value for term in terms.terms if isinstance(term, Quantity)] == [64, 16]


def test_x_times_x_has_a_row_for_each_of_its_edges(solved: Solved) -> None:
    assert _values(_rows(solved("z = x·x, x=3, dL/dz=5"), "x")) == [15, 15, 30]


def test_a_broadcast_has_the_sum_that_undoes_it(solved: Solved) -> None:
    trace = solved("Z = A + b; L = sum(Z²); A=[[1,2],[3,4],[5,6]]; b=[1,1]")

    def totals(name: str) -> bool:
        cells = [math for row in _rows(trace, name) for cell in (RULE, NUMBERS) for math in row.cells[cell]]
        return any(isinstance(part, Total) for math in cells for part in _all(math))

    assert totals("b")
    assert not totals("A")


def test_unreached_nodes_have_no_row(solved: Solved) -> None:
    trace = solved("a = q·3; y = x·w; x=2; w=5; q=7")
    assert "q" not in _order(trace)
    assert "a" not in _order(trace)


def test_rows_are_made_when_they_are_asked_for_and_are_the_same_either_way(shipped: Solved) -> None:
    for rows in (BackwardRows(shipped("shared-weight")), ForwardRows(shipped("shared-weight"))):
        assert [rows[number] for number in range(len(rows))] == list(rows)
        assert rows[-1] == list(rows)[-1]
        assert rows[1:3] == list(rows)[1:3]
        with pytest.raises(IndexError):
            rows[len(rows)]


def test_the_rows_of_parameters_are_marked(shipped: Solved) -> None:
    rows = [row for row in BackwardRows(shipped("affine")) if row.parameter]
    assert [math.wrt for row in rows for math in row.cells[GRADIENT] if isinstance(math, Partial)] == ["b", "w"]


def test_the_numerator_is_the_output_or_the_loss_outside(shipped: Solved) -> None:
    def numerators(name: str) -> set[str]:
        return {m.of for row in BackwardRows(shipped(name)) for m in row.cells[GRADIENT] if isinstance(m, Partial)}

    assert numerators("linear") == {"loss"}
    assert numerators("node") == {"L"}


def test_a_forward_row_tells_formula_value_and_local_gradients(shipped: Solved) -> None:
    rows = ForwardRows(shipped("linear"))
    assert [row.step for row in rows] == [1, 2, 3]
    assert _forward_values(rows) == [2, -2, 4]
    assert [len(row.asides) for row in rows] == [2, 2, 1]


def _forward_values(rows: ForwardRows) -> list[Any]:
    return [math.value for row in rows for math in row.cells[4] if isinstance(math, Quantity)]


def test_a_class_has_no_local_gradient_in_the_forward_table(shipped: Solved) -> None:
    assert len(ForwardRows(shipped("classifier"))[-1].asides) == 1
