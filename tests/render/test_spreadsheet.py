from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpcli.render.spreadsheet import cell, line

FORMULAS = ["=1+1", "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "-", "＝1+1", "＋1", "－1＋1", "＠x", " =1"]


@pytest.mark.parametrize("text", [*FORMULAS, "\t=1", "-x"])
def test_what_a_spreadsheet_would_work_out_is_made_text(text: str) -> None:
    assert cell(text).startswith(("'", "\\"))


@pytest.mark.parametrize("text", ["-8", "+0.5", "-.5", "-8.", "-1e-3", "2r", "−8", "a=b", "1/3", "", "-inf", "0.5"])
def test_numbers_and_other_text_stay_as_they_are(text: str) -> None:
    assert cell(text) == text


@given(st.lists(st.text(), min_size=1))
def test_a_record_stays_on_its_line_and_has_its_cells(cells: list[str]) -> None:
    text = line(cells)
    assert text.endswith("\n")
    assert len(text.splitlines()) == 1
    [read] = csv.reader(StringIO(text))
    assert len(read) == len(cells)
    assert not any(found.lstrip().startswith(("=", "@", "＝", "＋", "－", "＠")) for found in read)
