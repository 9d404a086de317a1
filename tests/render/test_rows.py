"""Rows that are written by a shared format say to the letter what they say when each is written by itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpcli.core.source import Source
from bpcli.engine.trace import Trace
from bpcli.exercise.library import shipped
from bpcli.exercise.loading import load_file, load_source
from bpcli.render.look import Look
from bpcli.render.mathematics import Scribe
from bpcli.render.rows import RowWriter
from bpcli.report.blocks import FilledRow
from bpcli.tutor.backward_rows import BackwardRows
from bpcli.tutor.forward_rows import ForwardRows
from bpcli.tutor.solution import solve

# Divisions, powers, differences and minus signs before a name: where a filling may need brackets, or keep none.
STEPS = "[u = 2/x, v = x^2 + u, p = 1 - v·u, q = -p, s = q/(v·w), t = exp(-s^2)·w - p/3]"


def rows(trace: Trace) -> list:
    return [*ForwardRows(trace), *BackwardRows(trace)]


def each_by_itself(row, scribe: Scribe) -> tuple:
    return tuple(tuple(map(scribe.write, cell)) for cell in row.cells)


def worked(x: str, w: str) -> Trace:
    return solve(load_source(Source("e.yaml", f'model: {STEPS}\nloss: L = t^2\ngiven: {{x: "{x}", w: "{w}"}}\n')))


@pytest.mark.parametrize("look", [Look(width=None), Look(ascii=True, width=None), Look(digits=12, width=None)])
def test_the_rows_of_every_shipped_exercise_say_the_same_both_ways(look):
    scribe = Scribe(look)
    for one in shipped():
        exercise = load_file(one.path)
        writer = RowWriter(scribe)
        for expand in (True, False):
            for row in rows(solve(exercise, expand=expand)):
                assert writer.cells(row) == each_by_itself(row, scribe)


@settings(max_examples=40, deadline=None)
@given(
    st.fractions(-9, 9, max_denominator=12).filter(bool),
    st.sampled_from(["1", "-1/3", "0.5", "-2.5e-7", "1/7", "40"]),
)
def test_brackets_are_the_same_both_ways_whatever_the_numbers(x, w):
    scribe = Scribe(Look(width=None))
    writer = RowWriter(scribe)
    found = rows(worked(str(x), w))
    assert any(isinstance(row, FilledRow) for row in found)
    for row in found:
        assert writer.cells(row) == each_by_itself(row, scribe)


def test_a_fraction_gets_its_brackets_and_a_minus_stays_with_its_formula():
    cells = [RowWriter(Scribe(Look(width=None))).cells(row) for row in ForwardRows(worked("1/3", "1"))]
    formulas = {cell[1][0]: (cell[3][0], cell[5]) for cell in cells}
    assert formulas["u"][0] == "2/(1/3)"
    assert formulas["v"][0] == "(1/3)² + 6"
    assert formulas["p"][1] == ("∂p/∂v = −u = −6", "∂p/∂u = −v = −55/9")
