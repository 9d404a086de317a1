"""The circumstances of the hostile corpus: its scripts, with `solve` where they ask for a command that reads a file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[1] / "hostile" / "env"
FITTING = ("file-", "enc-", "io-stdout-", "tty-", "env-shadow-modules", "env-no-site", "env-recursion-low")
# What a script needs that `solve` has not: several files at once, a folder as an argument, answers.
OTHERS = {
    "file-many": "check",
    "file-dir-empty": "check",
    "file-symlink-outside": "check",
    "enc-ascii-quiz": "quiz",
}


def needs(name):
    if name in OTHERS:
        return OTHERS[name]
    if name.startswith(FITTING):
        return "solve"
    return "quiz, grade or check"


@pytest.mark.parametrize("name", sorted(path.stem for path in SCRIPTS.glob("*.sh") if path.stem != "lib"))
def test_a_circumstance_is_endured(name):
    command = needs(name)
    if command != "solve":
        pytest.skip(f"needs {command}")
    # -P as for the installed command: the current folder is no place to import from.
    env = {**os.environ, "BPCLI": f"{sys.executable} -P -m bpcli", "CHECK": "solve"}
    script = str(SCRIPTS / f"{name}.sh")
    done = subprocess.run(["bash", script], capture_output=True, env=env, timeout=120, check=False)
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    if done.returncode == 77:
        pytest.skip(said.strip())
    assert done.returncode == 0, said
