"""The benchmarks run. How fast they find things is no test: that depends on the machine and on who else uses it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent


@pytest.mark.parametrize("part", ["processes", "passes", "memory", "training", "checking", "judging", "grading"])
def test_a_part_of_the_benchmarks_runs_by_itself(part: str) -> None:
    done = _run(f"{part}.py")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) > 1


def test_the_parts_that_are_run_are_all_there() -> None:
    done = _run("run.py", "--help")
    assert done.returncode == 0
    assert done.stdout.count("usage:") == 7
    assert "broke off" not in done.stdout


def _run(script: str, option: str = "--quick") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(FOLDER / script), option]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)
