"""`bpcli check` on a repository: what is wrong is read at a glance, and Ctrl-C ends everything that it has started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.processors import processors

RIGHT = """\
title: Linear model
model: ŷ = w·x
loss: loss = (ŷ − y)²
given: {x: 6, w: 2, y: 5}
expect: {loss: 49, dloss/dw: 84}
"""
WRONG = RIGHT.replace("84", "42")
AT_A_GLANCE = """\
exercises/136-linear.yaml:5:30: error[BP204] stated dloss/dw is 42, computed 84
  |
5 | expect: {loss: 49, dloss/dw: 42}
  |                              ^^ off by a factor 2: the power's coefficient is missing
  = help: bpcli explain BP204

1 error in 1 of 200 files
"""
IN_ASCII = """\
exercises/neuron.yaml:5:30: error[BP204] stated dloss/dyhat is 7, computed 14
  |
5 | expect: {loss: 49, dloss/dyhat: 7}
  |                                 ^ off by a factor 2: the power's coefficient is missing
  = help: bpcli explain BP204

1 error in 1 file
"""
IN_CHINESE = """\
exercises/neuron.yaml:5:30: 错误[BP204] dloss/dw 写的是 42，算得的是 84
  |
5 | expect: {loss: 49, dloss/dw: 42}
  |                              ^^ 相差因子 2：漏了幂的系数
  = 帮助：bpcli explain BP204

1 个文件：1 个错误
"""
SLOW = """
import time
from bpcli.checks import checking
checking.check_path = lambda path, settings: time.sleep(60)
from bpcli.cli.main import main
main()
"""


@pytest.fixture
def exercises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder `exercises` of a repository that is the current folder."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "exercises"
    folder.mkdir()
    return folder


def test_one_bad_file_among_200_is_read_at_a_glance(exercises, inside):
    for number in range(200):
        text = WRONG if number == 136 else RIGHT
        (exercises / f"{number:03}-linear.yaml").write_text(text, "utf-8")
    run = inside("check", "exercises/")
    assert (run.code, run.out, run.err) == (ExitCode.FAULT_IN_FILE, AT_A_GLANCE, "")


@pytest.mark.parametrize("columns", ["80", "60", "40"])
def test_a_diagnosis_is_drawn_under_its_caret_whatever_the_width(columns, exercises, inside):
    (exercises / "136-linear.yaml").write_text(WRONG, "utf-8")
    run = inside("check", "exercises/", terminal=True, env={"COLUMNS": columns, "NO_COLOR": "1"})
    assert run.out == AT_A_GLANCE.replace("1 of 200 files", "1 file")


def test_a_diagnosis_is_drawn_in_ascii_and_in_chinese_with_its_caret_in_place(exercises, bpcli):
    (exercises / "neuron.yaml").write_text(RIGHT.replace("dloss/dw: 84", "dloss/dŷ: 7"), "utf-8")
    assert bpcli("check", "exercises", "--ascii").out == IN_ASCII
    (exercises / "neuron.yaml").write_text(WRONG, "utf-8")
    assert bpcli("check", "exercises", env={"LANGUAGE": "zh"}).out == IN_CHINESE


def test_control_c_amid_many_files_leaves_no_traceback_and_no_child(exercises):
    for number in range(40):
        (exercises / f"{number}.yaml").write_text(RIGHT, "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, "check", "exercises", "--jobs", "4"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    _wait_for_children(process.pid, 4 + (processors() > 1))
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (ExitCode.INTERRUPTED, b"", b"")
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="children are found in /proc")
def test_a_worker_that_is_killed_from_outside_costs_its_own_file_only(exercises):
    for name in ("a", "b"):
        (exercises / f"{name}.yaml").write_text(RIGHT, "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, "check", "exercises", "--jobs", "2", "--format", "concise"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    for child in _wait_for_children(process.pid, 2 + (processors() > 1)):  # with the one that derives for them
        os.kill(child, signal.SIGKILL)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (ExitCode.PROGRAM_FAULT, "")
    first, second, summary = out.splitlines()
    for line, name in ((first, "a"), (second, "b")):
        assert line.startswith(f"exercises/{name}.yaml:1:1: error[BP902] the process that checked this file ended")
    assert summary == "2 errors in 2 of 2 files"


def _wait_for_children(parent: int, count: int) -> list[int]:
    """The children of a process, once there are so many and they have had time to begin their work."""
    children: list[int] = []
    for _ in range(100):
        if Path("/proc").is_dir():
            children = [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()]
        if len(children) >= count:
            break
        time.sleep(0.05)
    time.sleep(1.0)
    return children
