"""Reports as text. The golden files were read before they were kept; UPDATE_GOLDEN=1 writes them anew."""

from __future__ import annotations

import os
import re
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len

from bpcli.core.findings import Finding
from bpcli.language.tree import Apply, Phrase, Slot
from bpcli.render.look import Look
from bpcli.render.terminal import render
from bpcli.report.blocks import (
    Column,
    Equation,
    Findings,
    Grid,
    Heading,
    Prose,
    Quantity,
    Report,
    Row,
    Symbol,
    Table,
    Words,
)

GOLDEN = Path(__file__).parent / "golden"
WIDTHS = (100, 80, 60, 40, None)
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def compare(name: str, text: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["linear", "quadratic"])
def test_a_report_looks_as_its_golden_file_at_each_width(name, width, request):
    text = render(request.getfixturevalue(name), Look(width=width))
    compare(f"{name}-{width or 'piped'}", text)


def test_a_report_in_ascii_looks_as_its_golden_file(linear):
    compare("linear-ascii", render(linear, Look(width=80, ascii=True)))


@pytest.mark.parametrize("width", [20, 33, 40, 59, 60, 61, 70, 79, 80, 81, 100, 200])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_no_line_is_wider_than_the_terminal_and_nothing_is_cut_off(linear, quadratic, width, ascii_only):
    for report in (linear, quadratic):
        text = render(report, Look(width=width, ascii=ascii_only))
        assert max(map(cell_len, text.splitlines())) <= width
        assert "…" not in text
        together = re.sub(r"\s+", "", text)
        assert together.count("dloss/dw" if ascii_only else "∂loss/∂w") >= 2


def test_every_cell_of_a_table_is_there_at_every_width(quadratic):
    wide = render(quadratic, Look(width=200))
    for width in (80, 70):
        text = render(quadratic, Look(width=width))
        for row in re.findall(r"[^│\n]+", wide):
            for part in row.split(", "):
                assert part.strip(" ─┼") in text


def test_colour_changes_nothing_but_the_colour(quadratic):
    for width in (80, 60, 40, None):
        plain = render(quadratic, Look(width=width))
        painted = render(quadratic, Look(width=width, color=True))
        assert "\x1b[" in painted
        assert "\x1b[" not in plain
        stripped = [line.rstrip() for line in ESCAPE.sub("", painted).splitlines()]
        assert stripped == plain.splitlines()


def test_values_are_green_gradients_red_and_parameters_bold(linear):
    text = render(linear, Look(width=100, color=True))
    assert "\x1b[32m4\x1b[0m" in text
    assert "\x1b[31m−8\x1b[0m" in text
    assert "\x1b[1m∂loss/∂w\x1b[0m" in text


def test_ascii_is_ascii_to_the_last_character():
    hostile = "重み ŷ’s “σ” – \u202e\x1b[31m … ① 🎉"
    report = Report((Heading(hostile), Prose(hostile, note=True), Grid((hostile, "b"), ((hostile, hostile),))))
    for width in (30, 80, None):
        text = render(report, Look(width=width, ascii=True))
        assert text.isascii()
        assert "\x1b" not in text


def test_hidden_characters_and_markup_are_shown_and_not_obeyed():
    report = Report((Heading("[red]a[/red] :smile: \x1b[2J\u202e\x07\r\nb"),))
    assert render(report, Look(width=None)) == "[red]a[/red] :smile: \\x1b[2J\\u202e\\x07\\x0d\\x0ab\n"


def test_no_line_is_a_command_to_a_runner():
    text = render(Report((Heading("::error::boo"), Prose("x " * 20 + "::warning::boo"))), Look(width=40))
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())


def many_rows(count: int) -> Table:
    columns = (Column("step", "step"), Column("node", "node"), Column("formula", "formula"), Column("value", "value"))
    tree = Apply("add", (Slot(0), Slot(1)))

    def row(number: int) -> Row:
        value = Quantity(Fraction(number, 7))
        phrase = Phrase(tree, (f"h{number}", Fraction(-number)))
        symbol = Symbol(f"h{number}")
        return Row(number, ((), (symbol,), (phrase,), (value,)), Equation((symbol, phrase, value)))

    return Table("Forward", columns, tuple(map(row, range(1, count + 1))))


def test_ten_thousand_rows_take_less_than_five_seconds():
    table = Report((many_rows(10_000),))
    start = time.perf_counter()
    on_a_terminal = render(table, Look(width=80))
    piped = render(table, Look(width=None))
    assert time.perf_counter() - start < 5
    assert on_a_terminal.count("\n") == 10_001
    assert piped.count("\n") == 10_002
    assert "(51) h51 = h51 + (−51) = 51/7\n" in on_a_terminal


def test_a_long_formula_without_a_blank_is_broken_and_kept_whole():
    words = Words("·".join(f"x{number}" for number in range(300)))
    table = Table("t", (Column("node", "node"),), (Row(1, ((words,),), Equation((Symbol("y"), words))),))
    text = render(Report((table,)), Look(width=80))
    assert max(map(cell_len, text.splitlines())) <= 80
    assert words.text in re.sub(r"\s+", "", text)


def test_large_arrays_are_shown_by_shape_unless_values_are_asked_for():
    value = Quantity(np.arange(20.0).reshape(10, 2))
    table = Table("t", (Column("value", "value"),), (Row(1, ((value,),), Equation((Symbol("W", (10, 2)), value))),))
    assert "10×2 array" in render(Report((table,)), Look(width=80))
    assert "[18, 19]]" in render(Report((table,)), Look(width=80, values=True))


def test_a_grid_wraps_its_last_column_and_keeps_the_others():
    grid = Grid(("name", "title"), (("linear", "One weight and one sample"), ("quadratic", "Two weights")))
    assert render(Report((grid,)), Look(width=26)) == (
        "name       title\nlinear     One weight and\n           one sample\nquadratic  Two weights\n"
    )


def test_findings_stand_in_a_report_with_their_headline(linear):
    text = render(Report((Findings((Finding("BP001", "the file is empty"),)),)), Look())
    assert text == "error[BP001] the file is empty\n"


def test_a_width_of_nothing_still_prints_everything(linear):
    assert "∂loss/∂w" in re.sub(r"\s+", "", render(linear, Look(width=0)))


def test_a_grid_may_have_no_headings_and_no_rows():
    assert render(Report((Grid(("", ""), (("a", "b"), ("long", "c"))),)), Look()) == "a     b\nlong  c\n"
    assert render(Report((Grid((), ()),)), Look()) == ""
