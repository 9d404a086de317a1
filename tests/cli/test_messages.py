"""What a person gets who makes a mistake: one clear message, the right exit code, no traceback, soon."""

from __future__ import annotations

import os

import pytest

BOMB = "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n"
TWICE = "title: a\ntitle: b\nmodel: y = w·x\nloss: (y-t)^2\ngiven: {x: 1, t: 2, w: 3}\n"


def is_clear(run, code):
    assert run.code == code
    assert run.out == ""
    assert "Traceback" not in run.err
    assert run.seconds < 3


@pytest.mark.parametrize(
    ("formula", "place", "said"),
    [
        ("y = w*x + ", "formula:1:10: error[BP201]", "+ needs a number, a name or a bracket behind it"),
        ("y = sigmod(x), x=1", "formula:1:5: error[BP202]", "Did you mean sigmoid?"),
        ("y = wxq, w=1, x=2", "formula:1:5: error[BP2", "wxq"),
        ("y = W·x, W=[[1,2],[3,4]], x=[1,2,3]", "formula:1:5: error[BP214]", "W is 2×2 and x is"),
        ("y = 1/x, x=0", "formula:1:5: error[BP220]", "1/x is not defined for x = 0"),
        ("y=log(x), x=-1", "formula:1:3: error[BP220]", "log(x) is not defined for x = −1"),
        ("__import__('os').system('touch pwned')", "formula:1:1: error[BP206]", "__import__ is not a name"),
        ("9**9**9**9", "formula:1:1: error[BP221]", "leaves the range of numbers"),
        ("y = 10^5000·x, x=1", "formula:1:5: error[BP221]", "leaves the range of numbers"),
    ],
)
def test_a_wrong_formula_is_shown_with_its_place_and_what_to_do(formula, place, said, inside):
    run = inside("solve", formula)
    is_clear(run, 2)
    assert run.err.startswith(place)
    assert "= help: " in run.err
    assert said in run.err


def test_the_same_holds_for_a_process_of_its_own(bpcli, tmp_path):
    is_clear(bpcli("solve", "__import__('os').system('touch pwned')", cwd=tmp_path), 2)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_exercise_gets_the_nearest_name(inside):
    run = inside("solve", "lineer")
    is_clear(run, 2)
    assert run.err == "bpcli: there is no exercise and no file called lineer; did you mean linear?\n"


def test_an_empty_argument_is_no_folder(inside):
    run = inside("solve", "")
    is_clear(run, 2)
    assert "folder" not in run.err


@pytest.mark.parametrize("name", ["missing.yaml", "no/such/folder/missing.yaml", "folder"])
def test_a_path_that_is_no_file_is_named_in_one_line(name, inside, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    run = inside("solve", name)
    is_clear(run, 2)
    assert name in run.err
    assert run.err.count("\n") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named_in_one_line(inside, tmp_path):
    file = tmp_path / "secret.yaml"
    file.write_text("title: t")
    file.chmod(0)
    run = inside("solve", str(file))
    is_clear(run, 2)
    assert "secret.yaml" in run.err


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("empty.yaml", "", "error[BP002] the file is empty"),
        ("twice.yaml", TWICE, "error[BP008] `title` stands twice: on line 1 and on line 2"),
        ("bomb.yaml", BOMB, "error[BP006] `&a` is a YAML anchor"),
    ],
)
def test_a_wrong_file_is_shown_with_its_place(name, text, said, inside, tmp_path):
    file = tmp_path / name
    file.write_text(text, "utf-8")
    run = inside("solve", str(file))
    is_clear(run, 1)
    assert said in run.err
    assert f"{file}:" in run.err


def test_a_file_of_fifty_megabytes_is_not_read(bpcli, tmp_path):
    file = tmp_path / "big.yaml"
    with file.open("wb") as big:
        big.truncate(50 * 2**20)
    run = bpcli("solve", str(file))
    is_clear(run, 1)
    assert "larger than 2 MiB" in run.err


def test_a_file_that_cannot_be_written_is_named(bpcli, tmp_path, first_example):
    run = bpcli("solve", first_example, "-o", str(tmp_path / "no" / "such.txt"))
    is_clear(run, 2)
    assert "such.txt" in run.err
    assert run.err.count("\n") == 1
