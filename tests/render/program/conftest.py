"""PyTorch scripts of exercises, and one process that runs many of them: importing PyTorch takes a second."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest

from bpcli.core.source import Excerpt, Source
from bpcli.exercise import library
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.loading import load_file, load_source, load_text
from bpcli.render.program.style import Style
from bpcli.render.pytorch import program
from bpcli.tutor.solution import solve
from bpcli.tutor.training.plan import Wishes, plan

RUNNER = """
import contextlib, io, json, runpy, sys, warnings
import torch
warnings.simplefilter("error")
for line in sys.stdin:
    out = io.StringIO()
    torch.set_default_dtype(torch.float32)
    try:
        with contextlib.redirect_stdout(out):
            runpy.run_path(json.loads(line), run_name="__main__")
    except BaseException as fault:
        print(f"{type(fault).__name__}: {fault}", file=out)
    print(json.dumps(out.getvalue()), flush=True)
"""


def read(text: str) -> Exercise:
    """A shipped exercise by its name, the text of a file, or a formula."""
    path = library.find(text)
    if path is not None:
        return load_file(path)
    return load_source(Source("exercise.yaml", text)) if "\n" in text else load_text(Excerpt.of(text))


def script(text: str, style: Style | None = None, *, expand: bool | None = None, title: str = "") -> str:
    """The script of an exercise."""
    exercise = read(text)
    trained = plan(exercise, Wishes(), {}) if exercise.train else None
    title = title or exercise.title_in(["en"]) or ""
    return program(exercise, solve(exercise, expand=expand), trained, title=title, style=style)


@pytest.fixture(scope="session")
def _runner() -> Iterator[subprocess.Popen[str]]:
    """A process that runs the scripts whose paths it is sent, and answers with what they print."""
    if find_spec("torch") is None:
        pytest.skip("PyTorch is not installed: scripts cannot be run")
    command = [sys.executable, "-c", RUNNER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        yield process


@pytest.fixture
def outputs(_runner: subprocess.Popen[str], tmp_path: Path) -> Callable[[Mapping[str, str]], dict[str, str]]:
    """`outputs({"linear": text})`: what each script prints, the fault that ended it included."""

    def run(scripts: Mapping[str, str]) -> dict[str, str]:
        assert _runner.stdin is not None
        assert _runner.stdout is not None
        said = {}
        for number, (name, text) in enumerate(scripts.items()):
            path = tmp_path / f"{number}.py"
            path.write_text(text, "utf-8")
            _runner.stdin.write(json.dumps(str(path)) + "\n")
            _runner.stdin.flush()
            said[name] = json.loads(_runner.stdout.readline())
        return said

    return run
