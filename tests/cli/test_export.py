"""`bpcli export` as its users call it: one or several exercises, worksheets with their keys, and wrongly."""

from __future__ import annotations

import json

import pytest

from bpcli.cli.exit_codes import ExitCode
from bpcli.render import formats
from bpcli.render.program.style import Style


def test_without_a_format_it_is_markdown(inside, first_example):
    assert "```math" in inside("export", first_example).out


@pytest.mark.parametrize("name", formats.names(formats.DOCUMENTS))
def test_the_help_names_every_format_and_each_is_written(name, inside):
    assert name in inside("export", "--help").out
    run = inside("export", "linear", "--to", name)
    assert (run.code, run.err) == (0, "")
    assert run.out


@pytest.mark.parametrize("row", formats.DOCUMENTS, ids=lambda row: row.name)
def test_the_answer_key_is_a_second_file(row, inside, tmp_path):
    path = tmp_path / f"sheet{row.suffixes[0]}"
    run = inside("export", "linear", "quadratic", "--worksheet", "-o", str(path))
    assert (run.code, run.out) == (0, "")
    key = tmp_path / f"sheet-key{row.suffixes[0]}"
    assert key.name in run.err
    assert "= -8" in key.read_text("utf-8")
    assert "= -8" not in path.read_text("utf-8")


def test_without_a_file_a_worksheet_says_how_to_get_its_key(inside):
    run = inside("export", "linear", "--worksheet")
    assert run.code == 0
    assert "-o FILE" in run.err


def test_numbers_that_were_set_are_in_the_document_and_in_its_code(inside):
    cells = json.loads(inside("export", "linear", "--set", "w=3", "--to", "notebook").out)["cells"]
    assert "w = 3" in "".join(cells[1]["source"])
    assert "'w=3'" in "".join(cells[-1]["source"])


@pytest.mark.parametrize("row", formats.PROGRAMS, ids=lambda row: row.name)
def test_a_program_is_written_by_name_or_by_suffix(row, inside, tmp_path):
    path = tmp_path / f"program{row.suffixes[0]}"
    assert inside("export", "linear", "-o", str(path)).said == ""
    by_name = inside("export", "linear", "--to", row.name)
    assert by_name.out == path.read_text("utf-8")
    assert "for epoch in range(100):" in by_name.out


@pytest.mark.parametrize("name", [row.name for row in (*formats.DOCUMENTS, *formats.PROGRAMS)])
def test_what_is_handed_on_is_utf_8_where_the_locale_is_not(name, inside):
    there = inside("export", "linear", "--to", name).out
    run = inside("export", "linear", "--to", name, encoding="latin-1")
    assert run.out.encode("latin-1").decode("utf-8") == there


@pytest.mark.parametrize("style", Style)
def test_every_style_is_offered_and_written(style, inside):
    assert style in inside("export", "--help").out
    run = inside("export", "linear", "--to", "pytorch", "--style", style)
    assert (run.code, run.err) == (0, "")
    compile(run.out, "program.py", "exec")


def test_a_program_starts_where_it_was_told(inside):
    out = inside("export", "linear", "--to", "pytorch", "--set", "w=3").out
    assert "w = torch.tensor(3.0, requires_grad=True)" in out
    tables = inside("export", "linear", "--to", "pytorch", "--style", "tables", "--set", "w=3").out
    assert "w = torch.tensor(3.0, requires_grad=True)" in tables


def test_an_exercise_with_a_training_but_nothing_to_learn_gets_its_tables_checked(inside, tmp_path):
    path = tmp_path / "fixed.yaml"
    path.write_text(
        "title: t\nmodel: ŷ = k·x\nloss: (ŷ − y)²\ngiven: {k: 1, x: 2, y: 3}\nparameters: []\n"
        "train: {data: {x: [1], y: [2]}, lr: 1, epochs: 1}\n",
        "utf-8",
    )
    assert "retain_grad" in inside("export", str(path), "--to", "pytorch").out
    run = inside("export", str(path), "--to", "pytorch", "--style", "notes")
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert "nothing to learn" in run.err


def test_what_does_not_fit_the_model_cannot_be_predicted_for(inside, tmp_path):
    path = tmp_path / "misfit.yaml"
    path.write_text(
        "title: t\nmodel: ŷ = W·x\nloss: sum((ŷ − y)²)\ngiven: {W: [[1, 2]], x: [1, 2], y: 3}\n"
        "train: {data: {x: [[1, 2]], y: [2]}, lr: 1, epochs: 1, predict: {x: [1, 2, 3]}}\n",
        "utf-8",
    )
    run = inside("export", str(path), "--to", "pytorch")
    assert (run.code, run.out) == (ExitCode.FAULT_IN_FILE, "")
    assert "BP214" in run.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["linear", "quadratic", "--to", "pytorch"], "2 were named"),
        (["linear", "--worksheet", "-o", "linear.py"], "nothing to fill in"),
        (["linear", "--style", "notes"], "--to pytorch"),
        (["node", "--to", "pytorch", "--style", "module"], "--style tables"),
        (["linear", "--to", "pytorch", "--set", "x=3"], "the training data"),
        (["linear", "-o", "sheet.doc"], ".md, .tex, .ipynb"),
        (["linear", "--to", "word"], "word"),
        (["linear", "linaer"], "did you mean linear"),
        ([], "EXERCISE"),
    ],
    ids=str,
)
def test_a_wrong_command_is_told_what_to_do(arguments, said, inside):
    run = inside("export", *arguments)
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert said in run.err
