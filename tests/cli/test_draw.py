"""`bpcli draw` as its users call it: in terminals of any width, into files of any format, and wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpcli.cli.exit_codes import ExitCode
from bpcli.core.say import speak
from bpcli.render import formats

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_a_small_graph_is_a_circuit(inside, first_example):
    run = inside("draw", first_example, terminal=True, env={"COLUMNS": "80", "NO_COLOR": "1"})
    assert (run.code, run.err) == (0, "")
    assert "─(×)─ ŷ ──" in run.out


@pytest.mark.parametrize("columns", [100, 80, 60, 40])
def test_a_drawing_fits_the_terminal(columns, inside):
    run = inside("draw", "quadratic", terminal=True, env={"COLUMNS": str(columns), "NO_COLOR": "1"})
    assert run.code == 0
    assert max(map(len, run.out.splitlines())) <= columns


def test_where_there_is_no_room_the_message_says_how_much_is_needed(inside):
    run = inside("draw", "two-layer", terminal=True, env={"COLUMNS": "30"})
    assert run.code == ExitCode.USAGE
    assert "-o graph.svg" in run.err


def test_a_drawing_in_ascii_is_ascii(inside):
    for name in ("linear", "quadratic"):
        assert inside("draw", name, "--ascii", terminal=True, env={"COLUMNS": "60"}).out.isascii()


@pytest.mark.parametrize("row", formats.PICTURES, ids=lambda row: row.name)
def test_the_suffix_of_a_file_says_what_is_written(row, inside, tmp_path):
    for suffix in row.suffixes:
        path = tmp_path / f"graph{suffix}"
        assert inside("draw", "linear", "-o", str(path)).said == ""
        assert path.read_bytes()


def test_a_format_is_written_to_standard_output(inside):
    assert inside("draw", "linear", "--format", "mermaid").out.startswith("---\ntitle")
    assert inside("draw", "linear", "--format", "dot").out.startswith("digraph {")


def test_another_value_and_single_operations_are_drawn(inside):
    run = inside("draw", "linear", "--set", "w=3", "--format", "dot", "--expand")
    assert ">3</font>" in run.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["linear", "-o", "graph.bmp"], ".svg, .png, .dot, .mmd"),
        (["linear", "--local"], "--format svg"),
        (["linear", "--format", "bmp"], "bmp"),
        (["linaer"], "did you mean linear"),
        (["y = w*"], "BP"),
    ],
    ids=str,
)
def test_a_wrong_command_is_told_what_to_do(arguments, said, inside):
    run = inside("draw", *arguments)
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert said in run.err


def test_a_png_is_not_printed_on_a_terminal(inside):
    run = inside("draw", "linear", "--format", "png", terminal=True)
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert "-o graph.png" in run.err


def test_a_png_goes_through_a_pipe(inside):
    run = inside("draw", "linear", "--format", "png", encoding="latin-1")
    assert run.out.startswith("\x89PNG")


def test_a_folder_that_is_not_there_is_named(bpcli, tmp_path):
    run = bpcli("draw", "linear", "-o", str(tmp_path / "none" / "graph.svg"))
    assert run.code == ExitCode.USAGE
    assert "could not be written" in run.err


def test_the_picture_of_the_documents_is_the_one_that_is_drawn(inside, tmp_path):
    inside("draw", "quadratic", "-o", str(tmp_path / "quadratic.svg"))
    assert (tmp_path / "quadratic.svg").read_text("utf-8") == (DOCS / "quadratic.svg").read_text("utf-8")


def test_the_picture_speaks_the_language_of_its_reader(inside):
    pictures = {language: _spoken(inside, language) for language in ("en", "zh")}
    assert "value above the wire" in pictures["en"]
    assert "二次" in pictures["zh"]


def _spoken(inside, language):
    speak(language)
    try:
        return inside("draw", "quadratic", "--format", "svg", env={"LANGUAGE": language}).out
    finally:
        speak()
