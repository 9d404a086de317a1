"""The circumstances of the hostile corpus: its scripts, with `check` and `solve` where they read an exercise file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[1] / "hostile" / "env"
READING = ("file-", "enc-", "io-stdout-", "tty-", "env-shadow-modules", "env-no-site", "env-recursion-low")
# What only `check` can do: several files at once, a folder as an argument.
MANY = ("file-many", "file-dir-empty", "file-symlink-outside", "check-deterministic", "io-sigpipe")
OTHERS = {"enc-ascii-quiz": "quiz"}


def commands(name):
    """The commands that a script can be tried with; what it needs instead where there is none yet."""
    if name in OTHERS:
        return [OTHERS[name]]
    if name in MANY:
        return ["check"]
    return ["check", "solve"] if name.startswith(READING) else ["quiz or grade"]


ALL = sorted(path.stem for path in SCRIPTS.glob("*.sh") if path.stem != "lib")


@pytest.mark.parametrize(("name", "command"), [(name, command) for name in ALL for command in commands(name)])
def test_a_circumstance_is_endured(name, command):
    if command not in {"check", "solve"}:
        pytest.skip(f"needs {command}")
    # -P as for the installed command: the current folder is no place to import from.
    env = {**os.environ, "BPCLI": f"{sys.executable} -P -m bpcli", "CHECK": command}
    script = str(SCRIPTS / f"{name}.sh")
    done = subprocess.run(["bash", script], capture_output=True, env=env, timeout=120, check=False)
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    if done.returncode == 77:
        pytest.skip(said.strip())
    assert done.returncode == 0, said
