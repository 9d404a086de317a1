"""The pytest plugin, in runs of pytest of their own: what is collected, what passes, what is said of what fails."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GOOD = """\
title: Good
model: ŷ = w·x
loss: loss = (ŷ − y)²
given: {x: 5, w: 3, y: 4}
expect: {ŷ: 15, dloss/dw: 110}
ask: [loss, dloss/dw]
tests:
  - {ask: dloss/dw, answer: 55, verdict: wrong, diagnosis: missing-power-coefficient}
  - {ask: dloss/dw, answer: 110, verdict: correct}
"""
WRONG = GOOD.replace("dloss/dw: 110", "dloss/dw: 55").replace(
    "answer: 110, verdict: correct", "answer: 110, verdict: wrong"
)
ESCAPES = GOOD.replace("answer: 110", 'answer: "\\e[2J\\u202e"')
UNTITLED = GOOD.replace("title: Good\n", "")
UNASKED = GOOD.replace("ask: [loss, dloss/dw]\n", "")
UNUSABLE = {
    "key.yaml": GOOD.replace("title", "titel"),
    "bytes.yaml": "\udcff",
    "divided.yaml": "title: T\nmodel: y = 1/x\ngiven: {x: 0}\nexpect: {y: 1}\n",
    "empty.yaml": "",
}
FILES = {
    **UNUSABLE,
    "good.yaml": GOOD,
    "unasked.yaml": UNASKED,
    "wrong.yaml": WRONG,
    "escapes.yaml": ESCAPES,
    "untitled.yaml": UNTITLED,
    "strict/untitled.yaml": UNTITLED,
    "strict/pyproject.toml": "[tool.bpcli]\nstrict = true\n",
    "misset/good.yaml": GOOD,
    "misset/pyproject.toml": "[tool.bpcli]\nstict = true\n",
}
SHOW_MODULES = "import atexit, sys\natexit.register(lambda: print('loaded:', *sys.modules))"


def run(folder: Path, *arguments: str, files: dict[str, str], code: int = 0, before: str = "") -> str:
    """What pytest prints in a folder with these files; `code` is the exit code that is expected."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    script = f"{before}\nimport sys, pytest\nsys.exit(pytest.main(sys.argv[1:]))"
    options = ["-p", "bpcli.pytest_plugin", "-p", "no:cacheprovider", "--rootdir=.", "-v", "--color=no"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
    settings = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-c", script, *options, *arguments],
        cwd=folder,
        env={**kept, **settings},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout


def results(output: str) -> dict[str, str]:
    """Each item with what came of it."""
    return dict(re.findall(r"^(\S.*?) (PASSED|FAILED|SKIPPED)\b", output, re.MULTILINE))


def loaded(output: str) -> set[str]:
    return set(output.split("loaded:")[1].split())


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One run over all files."""
    named = [name for name in FILES if name.endswith(".yaml")]
    return run(tmp_path_factory.mktemp("exercises"), *named, files=FILES, code=1)


def test_a_file_that_is_named_has_an_item_for_itself_and_for_each_question_and_test(output: str) -> None:
    names = ["exercise", "loss", "dloss/dw", "ŷ", "dloss/dw=55", "dloss/dw=110"]
    found = {name: result for name, result in results(output).items() if name.startswith("good.yaml")}
    assert found == {f"good.yaml::{name}": "PASSED" for name in names}


def test_where_nothing_is_asked_there_is_an_item_for_each_value_and_each_gradient(output: str) -> None:
    names = [name.removeprefix("unasked.yaml::") for name in results(output) if name.startswith("unasked.yaml")]
    questions = ["ŷ", "dŷ/dw", "dŷ/dx", "loss", "dloss/dŷ", "dloss/dw"]
    assert names == ["exercise", *questions, "dloss/dw=55", "dloss/dw=110"]


def test_an_item_fails_with_what_check_finds_in_its_own_place(output: str) -> None:
    failed = [name for name, result in results(output).items() if result == "FAILED" and name.startswith("wrong")]
    assert failed == ["wrong.yaml::dloss/dw", "wrong.yaml::dloss/dw=110"]
    assert "wrong.yaml:5:27: error[BP204] stated dloss/dw is 55, computed 110\n  |\n5 | expect:" in output
    assert "wrong.yaml:9:43: error[BP223] " in output


def test_a_file_that_cannot_be_used_fails_as_a_whole(output: str) -> None:
    said = results(output)
    assert [said[f"{file}::exercise"] for file in UNUSABLE] == ["FAILED"] * len(UNUSABLE)
    assert said["divided.yaml::y"] == "SKIPPED"
    for headline in ("key.yaml:1:1: error[BP101]", "error[BP001]", "divided.yaml:2:12: error[BP220]", "error[BP002]"):
        assert headline in output


def test_a_warning_fails_only_where_the_settings_are_strict(output: str) -> None:
    said = results(output)
    assert said["untitled.yaml::exercise"] == "PASSED"
    assert said["strict/untitled.yaml::exercise"] == "FAILED"
    assert "strict/untitled.yaml:1:1: error[BP301]" in output


def test_settings_that_cannot_be_read_are_said(output: str) -> None:
    assert results(output)["misset/good.yaml::exercise"] == "FAILED"
    assert "misset/pyproject.toml:2:1: error[BP112]" in output


def test_no_escape_sequence_of_a_file_reaches_the_terminal(output: str) -> None:
    assert results(output)[r"escapes.yaml::dloss/dw=\x1b[2J\u202e"] == "FAILED"
    assert not {"\x1b", "\u202e"} & set(output)


def test_one_item_of_a_file_can_be_run_by_its_name(tmp_path: Path) -> None:
    found = run(tmp_path, "wrong.yaml::dloss/dw=55", files={"wrong.yaml": WRONG})
    assert results(found) == {"wrong.yaml::dloss/dw=55": "PASSED"}


def test_the_settings_name_files_and_no_other_yaml_is_touched(tmp_path: Path) -> None:
    files = {
        "pytest.ini": "[pytest]\nbpcli_files = exercises/**/*.yaml more/*.yml\n",
        "exercises/01-first/01-good.yaml": GOOD,
        "more/good.yml": GOOD,
        "config.yaml": "{{",
        "exercises/note.yml": "{{",
        "test_other.py": "def test_other(): pass\n",
    }
    found = run(tmp_path, "--collect-only", "-qq", files=files, before=SHOW_MODULES)
    items = re.findall(r"^(\S+)::(?:exercise|test_other)$", found, re.MULTILINE)
    assert items == ["exercises/01-first/01-good.yaml", "more/good.yml", "test_other.py"]
    assert not {"sympy", "numpy", "rich.console", "typer"} & loaded(found)  # to collect a file is to read it


def test_a_folder_that_is_named_brings_no_exercises_with_it_and_loads_nothing(tmp_path: Path) -> None:
    nothing_collected = 5
    found = run(tmp_path, "more", files={"more/good.yaml": GOOD}, code=nothing_collected, before=SHOW_MODULES)
    assert not {"sympy", "numpy", "rich", "yaml", "typer", "mpmath", "bpcli.exercise"} & loaded(found)
