"""`bpcli check` as a person and a CI server run it."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bpcli.cli.ahead import prepare
from bpcli.cli.exit_codes import ExitCode

GOOD = "title: t\nmodel: ŷ = w·x\nloss: loss = (ŷ − y)²\ngiven: {x: 6, w: 2, y: 5}\nexpect: {loss: 49}\n"
WRONG = GOOD.replace("49", "48")
UNTITLED = GOOD.replace("title: t\n", "")
BROKEN = "title: [\n"
DATA = Path(__file__).parents[1] / "hostile"

# The program with a part of it replaced: what is checked is called by its name, and does what that says.
HARMFUL = """
import os, signal, sys, time
from bpcli.checks import checking
from bpcli.workers.outcomes import Limits
from bpcli.cli import ahead, checking as glue
check_path = checking.check_path
def harm(path, settings):
    if path.stem == "dies": os.kill(os.getpid(), signal.SIGKILL)
    if path.stem == "hangs": time.sleep(60)
    if path.stem == "fills": bytearray(2**30)
    if path.stem == "raises": raise ZeroDivisionError("by hand")
    return check_path(path, settings)
checking.check_path = harm
ahead.LIMITS = Limits(seconds=3)
from bpcli.cli.main import main
main()
"""
# Every local gradient is said to be the node's own value.
WRONG_RULES = """
from bpcli.cli.main import main
from bpcli.engine.rule import Rule
from bpcli.language.tree import RESULT
Rule.locals = property(lambda rule: (RESULT,) * rule.arity)
main()
"""


def put(folder: Path, **texts: str) -> Path:
    """Exercise files of these names."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


def harmful(*arguments: str, script: str = HARMFUL) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script, "check", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    """What a child loads is loaded once here, where all children come from."""
    prepare()


# What is found, and how it is told


def test_a_file_that_is_fine_is_told_in_one_line(inside, tmp_path):
    run = inside("check", str(put(tmp_path, a=GOOD) / "a.yaml"))
    assert (run.code, run.out, run.err) == (ExitCode.DONE, "1 file is fine\n", "")


def test_a_wrong_answer_is_told_with_its_place_and_its_cause(inside, tmp_path):
    file = put(tmp_path, neuron=GOOD.replace("loss: 49", "dloss/dw: 42")) / "neuron.yaml"
    run = inside("check", str(file))
    assert run.code == ExitCode.FAULT_IN_FILE
    assert run.out == (
        f"{file}:5:20: error[BP204] stated dloss/dw is 42, computed 84\n"
        "  |\n"
        "5 | expect: {dloss/dw: 42}\n"
        "  |                    ^^ off by a factor 2: the power's coefficient is missing\n"
        "  = help: bpcli explain BP204\n"
        "\n"
        "1 error in 1 file\n"
    )


def test_one_bad_file_among_two_hundred_is_read_at_a_glance(inside, tmp_path):
    put(tmp_path, **{f"a{number:03}": WRONG if number == 117 else GOOD for number in range(200)})
    run = inside("check", str(tmp_path))
    assert run.code == ExitCode.FAULT_IN_FILE
    *told, _, summary = run.out.splitlines()
    assert summary == "1 error in 1 of 200 files"
    assert told[0] == f"{tmp_path}/a117.yaml:5:16: error[BP204] stated loss is 48, computed 49"
    assert len(told) == 5


def test_the_order_is_that_of_the_paths_and_in_a_folder_that_of_the_names(inside, tmp_path):
    put(tmp_path / "d", b=BROKEN, a=WRONG, c=UNTITLED)
    put(tmp_path / "d" / "e.yaml", z=WRONG)
    first = str(tmp_path / "d" / "c.yaml")
    run = inside("check", first, str(tmp_path), "--format", "concise", "--jobs", "3")
    names = [re.match(r".*?(\w+)\.yaml:", line)[1] for line in run.out.splitlines()[:-1]]
    assert names == ["c", "a", "b", "z"]
    assert run.out.splitlines()[-1] == "3 errors and 1 warning in 4 of 4 files"


@pytest.mark.parametrize(
    ("wishes", "format"),
    [
        ((), "full"),
        (("--json",), "json"),
        (("--format", "junit"), "junit"),
        (("--format", "sarif"), "sarif"),
        (("--format", "github"), "github"),
        (("--format", "concise"), "concise"),
    ],
)
def test_each_format_can_be_asked_for(wishes, format, inside, tmp_path):  # noqa: A002
    run = inside("check", str(put(tmp_path, a=WRONG)), *wishes)
    begins = {"json": '{"format": "bpcli.check/1"', "junit": "<?xml", "sarif": '{"$schema"', "github": "::error file="}
    assert run.out.startswith(begins.get(format, str(tmp_path)))
    assert run.code == ExitCode.FAULT_IN_FILE


def test_inside_github_actions_findings_are_annotations_unless_another_format_is_asked_for(inside, tmp_path):
    put(tmp_path, a=WRONG)
    actions = {"GITHUB_ACTIONS": "true"}
    assert inside("check", str(tmp_path), env=actions).out.startswith("::error file=")
    assert "::" not in inside("check", str(tmp_path), "--format", "concise", env=actions).out
    assert inside("check", str(tmp_path), "-o", str(tmp_path / "out"), env=actions).out == ""
    assert "::" not in (tmp_path / "out").read_text("utf-8")


def test_a_format_there_is_not_is_bad_usage(inside):
    run = inside("check", "--format", "xml")
    assert run.code == ExitCode.USAGE
    assert "there is no format xml; the formats are full, concise, json, github, junit, sarif" in run.err


def test_output_in_a_file_leaves_the_summary_for_the_log(inside, tmp_path):
    run = inside("check", str(put(tmp_path, a=WRONG)), "--format", "sarif", "-o", str(tmp_path / "found.sarif"))
    assert (run.out, run.err) == ("", "bpcli: 1 error in 1 file\n")
    assert json.loads((tmp_path / "found.sarif").read_text("utf-8"))["version"] == "2.1.0"


def test_verbose_and_json_tell_by_which_means_gradients_were_checked(inside, tmp_path):
    file = str(put(tmp_path, a=GOOD) / "a.yaml")
    told = inside("check", file, "--verbose").out
    assert "∂loss/∂w" in told
    assert "the backward pass, sympy's derivative of the whole formula, finite differences" in told
    (checked,) = json.loads(inside("check", file, "--json").out)["checked"]
    assert checked["path"] == file
    oracles = {one["gradient"]: one["oracles"] for one in checked["gradients"]}
    assert oracles["∂loss/∂w"] == ["reverse", "formula", "differences"]


def test_findings_are_told_in_the_language_of_the_reader(bpcli, tmp_path):
    run = bpcli("check", str(put(tmp_path, a=WRONG)), env={"LANGUAGE": "zh"})
    assert "错误[BP204]" in run.out
    assert run.out.endswith("1 个文件：1 个错误\n")


# What is looked for


def test_codes_are_chosen_and_left_out(inside, tmp_path):
    put(tmp_path, a=UNTITLED, b=WRONG)

    def codes(*wishes):
        found = json.loads(inside("check", str(tmp_path), "--json", *wishes).out)["findings"]
        return [(one["code"], one["severity"]) for one in found]

    assert codes() == [("BP301", "warning"), ("BP204", "error")]
    assert codes("--ignore", "BP301") == [("BP204", "error")]
    assert codes("--ignore", "BP2,BP3") == []
    assert codes("--select", "BP3") == [("BP301", "warning")]
    assert codes("--select", "BP3", "--select", "BP204") == [("BP301", "warning"), ("BP204", "error")]
    assert ("BP301", "error") in codes("--strict")


def test_a_code_nobody_knows_is_bad_usage(inside, tmp_path):
    run = inside("check", str(put(tmp_path, a=GOOD)), "--select", "BP999")
    assert run.code == ExitCode.USAGE
    assert "BP112" in run.err


def test_settings_are_those_of_the_nearest_pyproject(inside, tmp_path):
    put(tmp_path / "d", a=UNTITLED)
    put(tmp_path / "d" / "drafts", b=BROKEN)
    settings = tmp_path / "pyproject.toml"
    settings.write_text('[tool.bpcli]\nseverity = {BP301 = "error"}\nexclude = ["d/drafts"]\n', "utf-8")
    run = inside("check", str(tmp_path), "--format", "concise")
    assert "a.yaml:1:1: error[BP301]" in run.out
    assert run.out.endswith("1 error in 1 file\n")


def test_a_setting_there_is_not_is_bad_usage_and_told_with_its_place(inside, tmp_path):
    settings = tmp_path / "pyproject.toml"
    settings.write_text("[tool.bpcli]\nstrikt = true\n", "utf-8")
    run = inside("check", str(put(tmp_path, a=GOOD)))
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert f"{settings}:2:1: error[BP112]" in run.err


def test_a_file_that_is_named_is_checked_although_its_folder_is_left_out(inside, tmp_path):
    put(tmp_path / "drafts", b=BROKEN)
    (tmp_path / "pyproject.toml").write_text('[tool.bpcli]\nexclude = ["drafts"]\n', "utf-8")
    assert inside("check", str(tmp_path / "drafts" / "b.yaml")).code == ExitCode.FAULT_IN_FILE
    run = inside("check", str(tmp_path))
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert "left out by the settings" in run.err


# Exit codes


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({"a": GOOD}, ExitCode.DONE),
        ({"a": GOOD, "b": UNTITLED}, ExitCode.DONE),
        ({"a": WRONG, "b": GOOD}, ExitCode.FAULT_IN_FILE),
        ({"a": UNTITLED, "b": BROKEN}, ExitCode.FAULT_IN_FILE),
        ({"a": ""}, ExitCode.FAULT_IN_FILE),
        ({}, ExitCode.USAGE),
    ],
    ids=["fine", "warning", "error", "broken", "empty", "nothing"],
)
def test_the_exit_code_is_that_of_the_worst_file(texts, code, inside, tmp_path):
    assert inside("check", str(put(tmp_path, **texts))).code == code


def test_a_path_that_is_missing_does_not_keep_the_others_from_being_checked(inside, tmp_path):
    run = inside("check", str(tmp_path / "no.yaml"), str(put(tmp_path, a=WRONG)), "lineer")
    assert run.code == ExitCode.USAGE
    assert run.out.endswith("1 error in 1 file\n")
    assert f"bpcli: there is no file, folder or exercise called {tmp_path}/no.yaml\n" in run.err
    assert "did you mean linear?" in run.err


@pytest.mark.parametrize("path", ["", "no\x00file", "no/such/folder/", "."])
def test_where_there_is_nothing_to_check_it_is_said(path, inside, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = inside("check", path)
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert run.err.startswith("bpcli: ")
    assert len(run.err.splitlines()) == 1


def test_without_a_path_the_current_folder_is_checked(inside, tmp_path, monkeypatch):
    monkeypatch.chdir(put(tmp_path, a=WRONG))
    assert inside("check").out.startswith("a.yaml:5:16: error[BP204]")


def test_standard_input_and_shipped_exercises_are_checked_by_their_names(inside):
    run = inside("check", "-", "linear", "--json", stdin=WRONG.encode())
    document = json.loads(run.out)
    assert document["files"] == 2
    assert [finding["path"] for finding in document["findings"]] == ["-"]


def test_a_gradient_that_fails_its_check_is_a_fault_of_the_program(tmp_path):
    put(tmp_path, a=GOOD, b=BROKEN)
    run = harmful(str(tmp_path), "--format", "concise", script=WRONG_RULES)
    assert run.returncode == ExitCode.PROGRAM_FAULT
    assert re.search(r"a\.yaml:\d+:\d+: error\[BP900\]", run.stdout)
    assert "b.yaml:2:1: error[BP005]" in run.stdout
    assert run.stderr == ""


def test_debug_shows_the_traceback_of_a_fault_of_the_program(tmp_path):
    run = harmful(str(put(tmp_path, raises=GOOD)), "--debug")
    assert run.returncode == ExitCode.PROGRAM_FAULT
    assert "error[BP900] a fault of the program, not of this file: ZeroDivisionError: by hand" in run.stdout
    assert "Traceback" in run.stderr
    assert "ZeroDivisionError: by hand" in run.stderr


def test_a_worker_that_dies_is_a_finding_for_its_file_and_hides_no_other(tmp_path):
    put(tmp_path, a=WRONG, dies=GOOD, z=BROKEN)
    run = harmful(str(tmp_path), "--format", "concise")
    assert run.returncode == ExitCode.PROGRAM_FAULT
    first, second, third, summary = run.stdout.splitlines()
    assert "a.yaml:5:16: error[BP204]" in first
    assert "dies.yaml:1:1: error[BP902] the process that checked this file ended with code -9" in second
    assert "z.yaml:2:1: error[BP005]" in third
    assert summary == "3 errors in 3 of 3 files"
    assert run.stderr == ""


def test_a_file_that_takes_too_long_or_too_much_memory_is_a_fault_of_the_file(tmp_path):
    put(tmp_path, a=GOOD, fills=GOOD, hangs=GOOD)
    run = harmful(str(tmp_path), "--format", "concise")
    assert run.returncode == ExitCode.FAULT_IN_FILE
    assert "hangs.yaml:1:1: error[BP901] checking this file took more than 3 seconds and was stopped" in run.stdout
    if sys.platform == "linux":
        assert "fills.yaml:1:1: error[BP902] checking this file takes more than 512 MB of memory" in run.stdout
        assert run.stdout.endswith("2 errors in 2 of 3 files\n")
    assert run.stderr == ""


def test_control_c_ends_a_check_and_its_children(tmp_path):
    put(tmp_path, hangs=GOOD)
    command = [sys.executable, "-c", HARMFUL, "check", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    time.sleep(1.5)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal sends it: to the parent and its children
    out, err = process.communicate(timeout=20)
    assert process.returncode == ExitCode.INTERRUPTED
    assert (out, err) == (b"", b"")
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


# Files of all kinds


def test_links_out_of_a_folder_are_not_read_but_links_inside_are(inside, tmp_path):
    folder = put(tmp_path / "d", a=GOOD)
    (tmp_path / "secret").write_text("root:SECRET:0:0", "utf-8")
    (folder / "inside.yaml").symlink_to("a.yaml")
    (folder / "out.yaml").symlink_to("../secret")
    (folder / "loop").symlink_to("..")
    run = inside("check", str(folder))
    assert run.code == ExitCode.USAGE
    assert run.out == "2 files are fine\n"
    assert f"{folder}/out.yaml leads out of its folder" in run.err
    assert "SECRET" not in run.said


def test_what_is_no_file_or_has_gone_is_told_and_the_rest_is_checked(inside, tmp_path):
    put(tmp_path, a=WRONG)
    os.mkfifo(tmp_path / "fifo.yaml")
    (tmp_path / "gone.yaml").symlink_to("nowhere.yaml")
    run = inside("check", str(tmp_path))
    assert run.code == ExitCode.USAGE
    assert run.out.endswith("1 error in 1 file\n")
    assert "fifo.yaml" in run.err
    assert "gone.yaml" in run.err


def test_hidden_files_and_folders_are_passed_by(inside, tmp_path):
    put(tmp_path, a=GOOD)
    put(tmp_path / ".github", workflow=BROKEN)
    (tmp_path / ".pre-commit-config.yaml").write_text(BROKEN, "utf-8")
    (tmp_path / "b.yml").write_text(GOOD, "utf-8")
    (tmp_path / "c.txt").write_text(BROKEN, "utf-8")
    assert inside("check", str(tmp_path)).out == "2 files are fine\n"


def test_a_file_that_is_named_twice_is_checked_once(inside, tmp_path):
    file = put(tmp_path, a=WRONG) / "a.yaml"
    assert inside("check", str(tmp_path), str(file), str(tmp_path)).out.endswith("1 error in 1 file\n")


# Progress


def test_long_work_shows_its_progress_on_a_terminal_and_nowhere_else(tmp_path):
    put(tmp_path, a=GOOD, b=GOOD, hangs=GOOD, z=GOOD)
    command = [sys.executable, "-c", HARMFUL, "check", str(tmp_path), "--jobs", "1"]
    keyboard, terminal = pty.openpty()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=terminal, text=True)
    os.close(terminal)
    drawn = b""
    try:
        while piece := os.read(keyboard, 4096):
            drawn += piece
    except OSError:
        pass
    out, _ = process.communicate(timeout=20)
    assert b"checking" in drawn
    assert b"3/4" in drawn
    assert out.endswith("1 error in 1 of 4 files\n")
    assert "checking " not in out.replace("checking this file", "")


# Mending


def test_an_absent_expect_is_filled_in_and_all_else_stays_as_it_is(inside, tmp_path):
    file = tmp_path / "a.yaml"
    bare = b"\xef\xbb\xbf# mine\r\ntitle: t\r\nmodel: p = w*x   # a step\r\nloss: (p - y)^2\r\n"
    bare += b"given: {x: 6, w: 2, y: 5}\r\n"
    file.write_bytes(bare)
    run = inside("check", str(file), "--fix")
    assert run.code == ExitCode.DONE
    assert run.err == f"bpcli: {file} was mended\n"
    mended = file.read_bytes()
    assert mended.startswith(bare.rstrip())
    assert b"expect" in mended
    assert mended.count(b"\r\n") == mended.count(b"\n")
    again = inside("check", str(file), "--fix", "--strict", "--ignore", "BP306")
    assert (again.out, again.err) == ("1 file is fine\n", "")
    assert file.read_bytes() == mended


def test_a_difference_is_shown_and_nothing_is_written(inside, tmp_path):
    file = put(tmp_path, a=GOOD.replace("expect: {loss: 49}\n", "")) / "a.yaml"
    before = file.read_bytes()
    run = inside("check", str(file), "--diff")
    assert run.code == ExitCode.DONE
    assert re.search(r"^\+\s*expect", run.out, re.MULTILINE)
    assert file.read_bytes() == before
    none = inside("check", str(put(tmp_path, a=GOOD) / "a.yaml"), "--diff")
    assert (none.out, none.err) == ("", "bpcli: there is nothing to mend\n")


def test_standard_input_cannot_be_mended_in_place(inside):
    run = inside("check", "-", "--fix", stdin=GOOD.encode())
    assert run.code == ExitCode.USAGE
    assert "--diff shows" in run.err
