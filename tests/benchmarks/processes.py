"""(a) Whole processes: what a person waits for, against what the bare imports take in the same environment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from measuring import Figure, alternated, is_quick, table

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 21

IMPORTS = (sys.executable, "-c", "import sympy, typer, rich.console")
ONE_COMMAND = """
import typer

def hello(name: str, loud: bool = False) -> None:
    "Say hello."
    typer.echo(f"Hello {name}{'!' * loud}")

typer.run(hello)
"""


def program() -> tuple[str, ...]:
    """The command as pip has installed it in this environment; the package itself where it is not installed."""
    script = shutil.which("bpcli", path=str(Path(sys.executable).parent))
    return (script,) if script else (sys.executable, "-m", "bpcli")


def environment(bytecode: str) -> dict[str, str]:
    """This environment with a place for compiled bytecode, which every command has once it has run."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": bytecode, "PYTHONUTF8": "1"}


def figures(rounds: int) -> list[Figure]:
    """The ratios, each with its target."""
    bpcli = program()
    with TemporaryDirectory() as bytecode:
        variables = environment(bytecode)

        def run(*command: str) -> Callable[[], object]:
            return lambda: subprocess.run(command, env=variables, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)

        times = alternated(
            {
                "imports": run(*IMPORTS),
                "text": run(*bpcli, "solve", "y=w·x, x=2, y=4"),
                "file": run(*bpcli, "solve", "exercises/02-linear/02-linear.yaml"),
                "one command": run(sys.executable, "-c", ONE_COMMAND, "--help"),
                "help": run(*bpcli, "--help"),
            },
            rounds,
        )
    return [
        Figure("solve from a line of text / bare imports", times.ratio("text", "imports"), 1.0),
        Figure("solve from a file / bare imports", times.ratio("file", "imports"), 1.15),
        Figure("--help / --help of a one-command program", times.ratio("help", "one command"), 1.0),
    ]


if __name__ == "__main__":
    table("(a) whole processes", figures(1 if is_quick(__doc__) else ROUNDS))
