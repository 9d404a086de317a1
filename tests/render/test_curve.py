"""Curves in characters: width, alphabet, scale."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bpcli.render.cells import width
from bpcli.render.curve import curve_lines
from bpcli.render.look import Look
from bpcli.report.blocks import Series

FALLING = Series("loss by epoch", "epoch", [8.0 * 0.5**number for number in range(40)])


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 200])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_a_curve_fits_the_width(columns, ascii_only):
    lines = curve_lines(FALLING, Look(width=columns, ascii=ascii_only))
    assert max(map(width, lines)) <= columns
    assert all(line.isascii() for line in lines) or not ascii_only


def test_a_pipe_gets_no_curve():
    assert curve_lines(FALLING, Look(width=None)) == []


def test_numbers_that_are_halved_again_and_again_fall_in_a_straight_line_on_the_log_scale():
    lines = curve_lines(FALLING, Look(width=60, ascii=True))[:10]
    starts = [min(i for i, sign in enumerate(line[line.index("|") + 1 :]) if sign != " ") for line in lines]
    steps = [after - before for before, after in pairwise(starts)]
    assert max(steps) - min(steps) <= 3


def test_the_labels_are_the_first_the_middle_and_the_last_value():
    lines = curve_lines(Series("", "epoch", [100.0, 10.0, 1.0]), Look(width=60))
    assert lines[0].split()[0] == "100"
    assert lines[9].split()[0] == "1"
    assert lines[-1].split() == ["0", "epoch", "2"]


def test_numbers_below_zero_are_drawn_as_they_are():
    lines = curve_lines(Series("", "epoch", [-1.0, 0.0, 1.0]), Look(width=60))
    assert [lines[0].split()[0], lines[9].split()[0]] == ["1", "−1"]


def test_a_value_that_never_changes_is_a_level_line():
    lines = curve_lines(Series("", "epoch", [2.0] * 5), Look(width=40, ascii=True))
    assert any("-" in line or "." in line or "'" in line for line in lines[:10])


def test_one_value_is_no_curve():
    assert curve_lines(Series("", "epoch", [1.0]), Look()) == []
