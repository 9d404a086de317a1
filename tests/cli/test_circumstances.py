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
# With `grade` and an answers file in place of the exercise file.
JUDGING = ("file-name-", "file-symlink-", "file-dir", "file-huge", "enc-c", "tty-", "io-stdout-", "check-deterministic")
ANSWERS = SCRIPTS.parent / "answers" / "ok.yaml"
COUNT = f"{sys.executable} {Path(__file__).with_name('kept_answers.py')}"
OTHERS = {"enc-ascii-quiz": "quiz", "corpus-grade-all": "grade", "env-gmpy2": "grade"}


def commands(name):
    """The commands that a script can be tried with; what it needs instead where there is none yet."""
    if name in OTHERS:
        return [OTHERS[name]]
    judging = ["grade"] * name.startswith(JUDGING)
    if name in MANY:
        return ["check", *judging]
    return ["check", "solve", *judging] if name.startswith(READING) else ["quiz"]


# The latter takes 40 seconds; tests/store/test_killed.py kills a hundred writers in mid-write and looks closer.
NOT_RUN = ("lib", "store-kill-9")
ALL = sorted(path.stem for path in SCRIPTS.glob("*.sh") if path.stem not in NOT_RUN)


@pytest.mark.parametrize(("name", "command"), [(name, command) for name in ALL for command in commands(name)])
def test_a_circumstance_is_endured(name, command):
    # -P as for the installed command: the current folder is no place to import from.
    env = {**os.environ, "BPCLI": f"{sys.executable} -P -m bpcli", "CHECK": command, "STORE_COUNT": COUNT}
    env.pop("BPCLI_DATA_DIR", None)  # each script has a home of its own
    if command == "grade":
        env["GOOD"] = str(ANSWERS)
    script = str(SCRIPTS / f"{name}.sh")
    done = subprocess.run(["bash", script], capture_output=True, env=env, timeout=120, check=False)
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    if done.returncode == 77:
        pytest.skip(said.strip())
    assert done.returncode == 0, said
