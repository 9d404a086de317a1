"""The hook for pre-commit: run as pre-commit runs it, on the files of a repository that its patterns choose."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
GOOD = """\
title: Good
model: ŷ = w·x
loss: loss = (ŷ − y)²
given: {x: 5, w: 3, y: 4}
expect: {loss: 121, dloss/dw: 110}
"""


@pytest.fixture(scope="module")
def hook() -> dict[str, Any]:
    (found,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    return found


def run(hook: dict[str, Any], folder: Path, files: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """What pre-commit does: the entry with the names of the changed files that the hook is for."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    chosen = [name for name in files if re.search(hook["files"], name) and name.endswith((".yaml", ".yml"))]
    program, *arguments = shlex.split(hook["entry"])
    assert program == "bpcli"
    command = [sys.executable, "-m", "bpcli", *arguments, *chosen]
    return subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"},
        capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip


def test_the_hook_has_what_pre_commit_asks_for(hook: dict[str, Any]) -> None:
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert (hook["id"], hook["language"], hook["types"]) == ("bpcli-check", "python", ["yaml"])


def test_the_hook_passes_good_exercises_and_leaves_other_yaml_alone(hook: dict[str, Any], tmp_path: Path) -> None:
    done = run(hook, tmp_path, {"exercises/a.yaml": GOOD, "course/exercises/02/b.yml": GOOD, "config.yaml": "{{"})
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_hook_fails_with_the_place_of_a_fault(hook: dict[str, Any], tmp_path: Path) -> None:
    done = run(hook, tmp_path, {"exercises/a.yaml": GOOD, "exercises/b.yaml": GOOD.replace("110", "55")})
    assert done.returncode == 1
    assert "exercises/b.yaml:5:31: error[BP204]" in done.stdout


def test_every_shipped_exercise_is_one_that_the_hook_is_for(hook: dict[str, Any]) -> None:
    files = [path.relative_to(ROOT).as_posix() for path in (ROOT / "exercises").rglob("*.yaml")]
    assert files
    assert [name for name in files if not re.search(hook["files"], name)] == []
