"""Ways to run the program: as a process of its own, and inside this process where a process of its own adds nothing."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from bpcli.cli.app import program

SETTINGS = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TERM", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
PYTHON = (sys.executable, "-m", "bpcli")


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a run; bytes that are no UTF-8 are kept as surrogates."""

    code: int
    out: str
    err: str
    seconds: float = 0.0

    @property
    def said(self) -> str:
        return self.out + self.err


def environment(wishes: Mapping[str, str]) -> dict[str, str]:
    """The environment of a run: a UTF-8 locale and nothing that changes looks, but for what a test wishes."""
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS and name[:6] != "PYTHON"}
    return {**kept, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", **wishes}


def started(*arguments: str, stdin: bytes | None = b"", env: Mapping[str, str] = {}, cwd: Path | None = None) -> Run:
    begin = time.perf_counter()
    done = subprocess.run(
        [*PYTHON, *arguments], input=stdin, capture_output=True, env=environment(env), cwd=cwd, timeout=60, check=False
    )
    seconds = time.perf_counter() - begin
    out, err = (stream.decode("utf-8", "surrogateescape") for stream in (done.stdout, done.stderr))
    return Run(done.returncode, out, err, seconds)


class Terminal(io.TextIOWrapper):
    """Standard output that says a person is looking at it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="session", autouse=True)
def _heeds_control_c() -> None:
    """A shell starts what runs in the background deaf to Ctrl-C, and a program is as deaf as the one that starts it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def bpcli() -> Callable[..., Run]:
    """`bpcli("solve", "y=w·x, x=2, y=4")`: a process of its own; stdin=bytes, env={...}, cwd=folder."""
    return started


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """A process that goes on: `start("solve", "-", stdin=...)`; it is ended with the test."""
    running: list[subprocess.Popen[bytes]] = []

    def begun(*arguments: str, **settings: Any) -> subprocess.Popen[bytes]:
        running.append(subprocess.Popen([*PYTHON, *arguments], env=environment({}), **settings))
        return running[-1]

    yield begun
    for process in running:
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Run]]:
    """The same inside this process, which is a hundred times faster; terminal=True pretends to be one."""
    command = get_command(program())

    def run(
        *arguments: str,
        terminal: bool = False,
        env: Mapping[str, str] = {},
        stdin: bytes = b"",
        encoding: str = "utf-8",
    ) -> Run:
        for name in SETTINGS:
            monkeypatch.delenv(name, raising=False)
        for name, value in {"LC_ALL": "C.UTF-8", "TERM": "xterm-256color", **env}.items():
            monkeypatch.setenv(name, value)
        out, err = io.BytesIO(), io.BytesIO()
        kind = Terminal if terminal else io.TextIOWrapper
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            patch.setattr(sys, "stdout", kind(out, encoding=encoding))
            patch.setattr(sys, "stderr", kind(err, encoding=encoding, errors="backslashreplace"))
            try:
                command(list(arguments), prog_name="bpcli")
                code = 0
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else 0
            sys.stdout.flush()
            sys.stderr.flush()
            return Run(code, out.getvalue().decode(encoding), err.getvalue().decode(encoding))

    return run


@pytest.fixture(scope="session")
def first_example() -> str:
    """The one line that a new user tries."""
    return "y=w·x, x=2, y=4"
