"""`bpcli schema` and `bpcli new`: what is printed, what is written, and that what is written is good."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import jsonschema
import pytest

from bpcli.checks.checking import check_path
from bpcli.checks.settings import Settings
from bpcli.core.source import Excerpt
from bpcli.exercise.loading import load_file, load_text
from bpcli.exercise.schema import FILE_NAME, json_schema
from bpcli.tutor.solution import solve

STRICT = Settings(strict=True)
OPTIONAL = re.compile(r"^# ((?:about|hints|variants|train|parameters|functions|expand):.*)$", re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def first_line(path: Path) -> str:
    return path.read_text("utf-8").partition("\n")[0]


# The schema


def test_the_schema_is_printed_as_one_document(inside):
    run = inside("schema")
    assert (run.code, run.err) == (0, "")
    assert json.loads(run.out) == json_schema()
    jsonschema.Draft7Validator.check_schema(json.loads(run.out))


def test_the_schema_is_the_same_in_ascii(inside):
    run = inside("schema", "--ascii")
    assert run.out.isascii()
    assert json.loads(run.out) == json_schema()


def test_the_schema_is_put_into_a_file(inside, folder):
    run = inside("schema", "-o", FILE_NAME)
    assert (run.code, run.said) == (0, "")
    assert json.loads(Path(FILE_NAME).read_text("utf-8")) == json_schema()


# The template


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_new_writes_is_good_even_by_the_strictest_measure(bpcli, language, tmp_path):
    run = bpcli("new", "my-exercise.yaml", env={"LANGUAGE": language}, cwd=tmp_path)
    assert (run.code, run.err) == (0, "")
    assert check_path(tmp_path / "my-exercise.yaml", STRICT).findings == ()
    solved = bpcli("solve", "my-exercise.yaml", cwd=tmp_path)
    assert solved.code == 0
    assert "∂loss/∂w = 110" in solved.out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_further_key_in_the_template_is_ready_to_be_used(bpcli, language, tmp_path):
    bpcli("new", "my-exercise.yaml", env={"LANGUAGE": language}, cwd=tmp_path)
    path = tmp_path / "my-exercise.yaml"
    text, count = OPTIONAL.subn(r"\1", path.read_text("utf-8"))
    path.write_text(text, "utf-8")
    assert count == 7
    assert check_path(path, STRICT).findings == ()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("my-exercise.yaml", "title: My exercise\n"),
        ("01-two_paths.yml", "title: Two paths\n"),
        ("50% off: a #1 hit.yaml", 'title: "50% off: a #1 hit"\n'),
        ("null.yaml", 'title: "Null"\n'),
        ("-.yaml", "title: Exercise\n"),
        ("重み.yaml", "title: 重み\n"),
        ("a\x1b[2Jb.yaml", 'title: "A[2Jb"\n'),
    ],
)
def test_the_title_is_made_of_the_name_of_the_file(inside, folder, name, title):
    run = inside("new", "--no-schema", "--", name)
    assert run.code == 0
    assert "\x1b" not in run.out
    assert title in Path(name).read_text("utf-8")
    assert check_path(Path(name)).findings == ()


# The line by which an editor finds the schema


def test_the_first_line_names_a_schema_that_is_there(inside, folder):
    run = inside("new", "a.yaml")
    assert first_line(Path("a.yaml")) == f"# yaml-language-server: $schema={FILE_NAME}"
    assert json.loads(Path(FILE_NAME).read_text("utf-8")) == json_schema()
    assert f"{FILE_NAME} is written too" in run.out


def test_a_schema_in_a_folder_above_is_used_and_left_as_it_is(inside, folder):
    (folder / FILE_NAME).write_text("{}", "utf-8")
    (folder / "05 deep" / "er").mkdir(parents=True)
    run = inside("new", "05 deep/er/a.yaml")
    assert run.code == 0
    assert first_line(Path("05 deep/er/a.yaml")) == f"# yaml-language-server: $schema=../../{FILE_NAME}"
    assert (folder / FILE_NAME).read_text("utf-8") == "{}"
    assert sorted(path.name for path in folder.rglob("*.json")) == [FILE_NAME]


def test_a_schema_above_the_repository_is_somebody_elses(inside, folder):
    (folder / FILE_NAME).write_text("{}", "utf-8")
    (folder / "repository" / ".git").mkdir(parents=True)
    inside("new", "repository/a.yaml")
    assert first_line(Path("repository/a.yaml")) == f"# yaml-language-server: $schema={FILE_NAME}"
    assert (folder / "repository" / FILE_NAME).exists()


def test_without_a_schema_no_line_names_one(inside, folder):
    inside("new", "a.yaml", "--no-schema")
    assert "$schema" not in Path("a.yaml").read_text("utf-8")
    assert [path.name for path in folder.iterdir()] == ["a.yaml"]


# What is not written


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("there.yaml",), "there.yaml is there already; --force writes over it"),
        (("no/folder/a.yaml",), "there is no folder no/folder; make it first"),
        (("a.txt",), "did you mean a.yaml?"),
        (("a",), "did you mean a.yaml?"),
        (("",), "did you mean exercise.yaml?"),
        (("folder.yaml",), "folder.yaml is there already"),
        (("link.yaml",), "link.yaml is there already"),
        (("a.yaml", "--from", "y = w*"), "formula:1:7: error[BP201]"),
        (("a.yaml", "--from", " "), "error[BP201]"),
        (("a.yaml", "--from", "linear"), "linear is an exercise already, not a formula: copy its file "),
        (("a.yaml", "--from", "linaer"), "did you mean linear?"),
    ],
)
def test_what_cannot_be_written_is_said_and_nothing_is_changed(inside, folder, arguments, said):
    (folder / "there.yaml").write_text("mine", "utf-8")
    (folder / "folder.yaml").mkdir()
    (folder / "link.yaml").symlink_to("nowhere")
    before = sorted(folder.rglob("*"))
    run = inside("new", *arguments)
    assert run.code == 2
    assert said in run.err
    assert sorted(folder.rglob("*")) == before
    assert (folder / "there.yaml").read_text("utf-8") == "mine"


def test_a_folder_cannot_be_written_over(bpcli, tmp_path):
    (tmp_path / "a.yaml").mkdir()
    run = bpcli("new", "a.yaml", "--force", cwd=tmp_path)
    assert run.code == 2
    assert run.err.startswith("bpcli: a.yaml could not be written")
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


def test_force_writes_over_a_file_and_keeps_its_mode(inside, folder):
    path = folder / "a.yaml"
    path.write_text("mine", "utf-8")
    path.chmod(0o640)
    assert inside("new", "a.yaml", "--force").code == 0
    assert check_path(path, STRICT).findings == ()
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_said(bpcli, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    run = bpcli("new", "locked/a.yaml", cwd=tmp_path)
    assert run.code == 2
    assert "locked/a.yaml could not be written" in run.err


# From a short form


FORMULAS = [
    "y=w·x, x=2, y=4",
    "ŷ = w*x + b; loss = (ŷ - y)^2; x=1, w=1, b=2, y=2",
    "z = x·w, x=2, w=3, dL/dz=5",
    "L = |w·x−y|^2/2 + max(a, b); a=½, b=1/3; x=1e-3，y=−4",
    "L = sum((W·x−t)⊙(W·x−t)); x=[1, 2]，W=[[1,-2],[3,½]], t=［−4, 1］",
    "z = W·x, x=[1, 2], W=[[1, 2], [3, 4]], dL/dz = [1, -1]",
    "ŷ = σ(null·true), true=2, null=3",
    "x² + 3x, x = 1_000",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_exercise_of_a_short_form_has_the_same_graph(inside, folder, formula):
    run = inside("new", "a.yaml", "--from", formula)
    assert (run.code, run.err) == (0, "")
    short, written = load_text(Excerpt.of(formula)), load_file(Path("a.yaml"))
    one, other = solve(short), solve(written)
    # A file has no targets without a loss, so only what is computed is compared, node by node.
    names = {node.name: index for index, node in enumerate(other.graph.nodes)}
    assert len(names) == len(one.graph.nodes)
    for index, node in enumerate(one.graph.nodes):
        assert str(other.value(names[node.name])) == str(one.value(index))
        assert str(other.gradient(names[node.name])) == str(one.gradient(index))


def test_the_exercise_of_a_short_form_is_written_as_a_person_would(inside, folder):
    inside("new", "a.yaml", "--from", FORMULAS[0], "--no-schema")
    lines = [line for line in Path("a.yaml").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert lines == [
        *("title: A", "model:", "  - ŷ = w·x", "loss:", "  - r = ŷ − y", "  - loss = r²"),
        *("given:", "  x: 2", "  y: 4", "  w: 1"),
    ]


def test_what_is_odd_about_a_short_form_is_said(inside, folder):
    run = inside("new", "a.yaml", "--from", "y = x, x=1, q=2")
    assert run.code == 0
    assert "warning[BP213] q is given, but no step reads it" in run.err
