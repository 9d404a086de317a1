"""Runs of the program inside one process that watches what it does: a script, not a test.

    python watched.py SECONDS < cases.jsonl > results.jsonl

A case is a list of arguments. A result is its exit code, what it printed, how long it took, the most memory that the
process has taken so far, and what happened that must never happen: code of a stranger's run, a process started, a
file written, a connection opened. A case that takes longer than SECONDS ends the process: its result and those behind
it are missing.
"""

from __future__ import annotations

import ast
import faulthandler
import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

from typer.main import get_command

from bpcli.cli import checking, grading, one_file
from bpcli.cli.app import program
from bpcli.workers.outcomes import Done

WARM_UP = (
    ["solve", "y=w·x, x=2, y=4"],
    ["solve", "y = sum(softmax(W·x) ⊙ tanh(σ(x))), W=[[1,2],[3,4]], x=[1,2]"],
    ["solve", "y = max(a, b)^n + log(exp(a)/b), a=1, b=2, n=3", "--symbolic"],
    ["solve", "y ="],
    ["check", "linear", "--verbose"],
    ["grade", "one-sigmoid-neuron", "dL/dw=1/3", "dL/db=y*x"],
    ["check", str(Path(__file__).parents[1] / "exercises" / "bad"), "--format", "concise"],
)
STARTS = ("os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "pty.spawn")
CHANGES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate", "os.symlink", "os.link", "os.chmod")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
OWN_CODE = "<kernel>"


class Watch:
    """Notes forbidden events while it is on."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[str] = []
        sys.addaudithook(self)

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.on and is_forbidden(event, arguments):
            self.seen.append(f"{event} {str(arguments)[:200]}")


class Here:
    """Does the work of children in this process, which is the one that is watched."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self.work = work

    def outcomes(self, tasks: Sequence[Any], _: int) -> Iterator[Done[Any]]:
        for task in tasks:
            yield Done(self.work(task))


def is_forbidden(event: str, arguments: tuple[object, ...]) -> bool:
    if event.startswith(("socket.", "subprocess.", "ctypes.dlopen", "urllib.", "shutil.", "webbrowser.")):
        return True
    if event == "open":
        return isinstance(arguments[2], int) and bool(arguments[2] & WRITING)
    if event == "compile":
        return not isinstance(arguments[0], ast.AST)  # the engine compiles trees that it built, never a text
    if event == "exec":
        return not is_of_a_library(getattr(arguments[0], "co_filename", ""))
    return event in STARTS or event in CHANGES


def is_of_a_library(file: str) -> bool:
    """Modules may be loaded late; what is compiled from a string has no file."""
    return file == OWN_CODE or file.startswith("<frozen ") or (file.endswith(".py") and Path(file).is_file())


def run(command: Callable[..., object], arguments: list[str], watch: Watch) -> dict[str, object]:
    out, err = io.BytesIO(), io.BytesIO()
    sys.stdout, sys.stderr = io.TextIOWrapper(out, "utf-8"), io.TextIOWrapper(err, "utf-8")
    watch.seen, watch.on, code = [], True, 0
    start = time.perf_counter()
    try:
        command(arguments, prog_name="bpcli")
    except SystemExit as ended:
        code = ended.code
    except BaseException as error:  # what gets this far is the finding
        code = f"{type(error).__name__}: {error}"
    watch.on = False
    seconds = time.perf_counter() - start
    sys.stdout.flush()
    sys.stderr.flush()
    printed = {"out": out.getvalue().decode(), "err": err.getvalue().decode()}
    megabytes = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    return {"code": code, "seconds": seconds, "forbidden": watch.seen, "megabytes": megabytes, **printed}


def main() -> None:
    cases, results, errors = sys.stdin, sys.stdout, sys.stderr
    watch, command = Watch(), get_command(program())
    checking.checkers = lambda: Here(one_file.check_one)
    grading.markers = lambda: Here(grading.mark_one)
    for arguments in WARM_UP:
        run(command, arguments, watch)
    for line in cases:
        faulthandler.dump_traceback_later(float(sys.argv[1]), exit=True, file=errors)
        results.write(json.dumps(run(command, json.loads(line), watch)) + "\n")
        results.flush()


if __name__ == "__main__":
    main()
