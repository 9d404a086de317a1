"""(c) Peak memory of a chain of 10,000 steps, over that of a process that does the bare imports and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from chains import text
from measuring import Figure, is_quick, table
from processes import IMPORTS, ROOT, environment, program

STEPS, QUICK_STEPS = 10_000, 300
TARGET = 50.0  # megabytes
ROUNDS = 5
NAMES = {"relu": "relu chain", "fractions": "chain of fractions"}
TOLD = str(Path(__file__).with_name("told.py"))
MEGABYTE = 1024 * 1024 if sys.platform == "darwin" else 1024  # what the system counts in: bytes there, else kilobytes


def peak(variables: dict[str, str], *command: str) -> float:
    """The peak memory of one process, in megabytes.

    A child counts what its parent had when it started it, so this process must stay smaller than any it measures.
    """
    child = subprocess.Popen(command, env=variables, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return usage.ru_maxrss / MEGABYTE


def warm_up(variables: dict[str, str], path: Path) -> None:
    """Compile everything once: a process that compiles its imports takes more memory than one that finds bytecode."""
    path.write_text(text("relu", 3), encoding="utf-8")
    commands: tuple[tuple[str, ...], ...] = (
        IMPORTS,
        (sys.executable, TOLD, "rows", str(path)),
        (*program(), "solve", str(path)),
    )
    for command in commands:
        peak(variables, *command)


def figures(steps: int, rounds: int) -> list[Figure]:
    """What a chain takes at each stage of its way, over the bare imports; the last is the whole command."""
    with TemporaryDirectory() as folder:
        variables = environment(folder)
        commands: dict[str, tuple[str, ...]] = {"imports": IMPORTS}
        for kind, name in NAMES.items():
            path = Path(folder, f"{kind}.yaml")
            path.write_text(text(kind, steps), encoding="utf-8")
            for stage, what in (("read", "read"), ("solve", "read, solved"), ("rows", "read, solved, rows written")):
                commands[f"{name} {what}"] = (sys.executable, TOLD, stage, str(path))
            commands[f"{name} in `bpcli solve FILE`"] = (*program(), "solve", str(path))
        warm_up(variables, Path(folder, "short.yaml"))
        megabytes: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                megabytes[name].append(peak(variables, *command))
    over = {
        name: median(found) - median(megabytes["imports"]) for name, found in megabytes.items() if name != "imports"
    }
    return [Figure(f"{name} − bare imports", value, TARGET, "MB") for name, value in over.items()]


if __name__ == "__main__":
    CHAIN, TIMES = (QUICK_STEPS, 1) if is_quick(__doc__) else (STEPS, ROUNDS)
    if hasattr(os, "wait4"):
        table(f"(c) peak memory, {CHAIN:,} steps", figures(CHAIN, TIMES))
    else:
        table("(c) peak memory", (), ("Not measured: this system does not tell the peak memory of a child.",))
