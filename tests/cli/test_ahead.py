"""Children that begin before the command line is read: what is found never depends on them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bpcli.cli.processors import processors

ROOT = Path(__file__).parents[2]
PROGRAM = "from bpcli.cli.main import main\nmain()"
ALONE = "import os\nos.sched_setaffinity(0, list(os.sched_getaffinity(0))[:1])\n" + PROGRAM
DEAD = "import os\nfrom bpcli.cli import ahead\nahead._load_sympy = lambda: os._exit(9)\n" + PROGRAM
MARKED = (
    """
import os
from bpcli.cli import ahead
answering = ahead.answering
ahead.answering = lambda *arguments: (os.write({0}, b"begun"), answering(*arguments))[1]
"""
    + PROGRAM
)

pytestmark = pytest.mark.skipif(
    sys.platform in ("win32", "darwin") or processors() < 2, reason="no child is begun ahead that derives"
)


def checked(program: str, *arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    return started(program, "check", *arguments, **more)


def started(program: str, *arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=ROOT, **more)


@pytest.mark.parametrize("file", sorted((ROOT / "exercises").glob("*/*.yaml"))[::12])
def test_one_file_is_told_the_same_whoever_derives(file):
    runs = [checked(program, str(file), "--json") for program in (PROGRAM, ALONE, DEAD)]
    assert runs[0].returncode == 0
    assert json.loads(runs[0].stdout)["files"] == 1
    assert {(run.returncode, run.stdout, run.stderr) for run in runs} == {(0, runs[0].stdout, "")}


@pytest.mark.parametrize(
    "arguments", [["linear", "--epochs", "3"], ["xor", "--epochs", "3"], ["y=|w|·, x=2", "--lr", "1"]]
)
def test_a_training_is_told_the_same_whoever_derives(arguments):
    runs = [started(program, "train", *arguments) for program in (PROGRAM, ALONE, DEAD)]
    assert len({(run.returncode, run.stdout, run.stderr) for run in runs}) == 1
    assert "Traceback" not in runs[0].stderr


def test_another_child_derives_for_a_training():
    reader, writer = os.pipe()
    run = started(MARKED.format(writer), "train", "linear", pass_fds=(writer,))
    os.close(writer)
    found = os.read(reader, 100)
    os.close(reader)
    assert (run.returncode, found) == (0, b"begun")


@pytest.mark.parametrize("count", [1, 2])
def test_another_child_derives_for_those_that_check(count):
    reader, writer = os.pipe()
    files = sorted(str(path) for path in (ROOT / "exercises").glob("*/*.yaml"))[:count]
    run = checked(MARKED.format(writer), *files, pass_fds=(writer,))
    os.close(writer)
    found = os.read(reader, 100)
    os.close(reader)
    assert (run.returncode, found) == (0, b"begun")


def test_a_folder_is_told_the_same_whoever_derives():
    programs = (PROGRAM, ALONE, DEAD, "from bpcli.cli import ahead\nahead._MOST_ASKED = 3\n" + PROGRAM)
    runs = [checked(program, "exercises", "--json") for program in programs]
    assert json.loads(runs[0].stdout)["files"] > 40
    assert {(run.returncode, run.stdout, run.stderr) for run in runs} == {(0, runs[0].stdout, "")}
