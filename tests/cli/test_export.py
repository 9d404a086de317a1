"""`bpcli export` as its users call it: one or several exercises, worksheets with their keys, and wrongly."""

from __future__ import annotations

import json

import pytest

from bpcli.cli.exit_codes import ExitCode
from bpcli.render import formats


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


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
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
