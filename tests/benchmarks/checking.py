"""(e) Checking: a thousand exercise files against check-jsonschema with our schema; one file against `import sympy`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from generated import different, shared
from measuring import Figure, alternated, is_quick, table
from processes import ROOT, environment, program

ROUNDS, FILES, QUICK_FILES = 3, 1_000, 4
ONE_ROUNDS = 15
MATHEMATICS = ("--ignore", "BP304,BP305")  # all but whether the numbers tell mistakes apart
VALIDATOR = shutil.which("check-jsonschema", path=str(Path(sys.executable).parent))
SYMPY = (sys.executable, "-c", "import sympy")
ONE = "exercises/06-neurons/01-one-sigmoid-neuron.yaml"


def figures(rounds: int, one_rounds: int, files: int) -> list[Figure]:
    """The ratios, each with its target."""
    with TemporaryDirectory() as folder:
        here = Path(folder)
        _write(here / "shared", shared(files))
        _write(here / "different", different(files))
        variables = environment(str(here / "bytecode"))

        def run(*command: str) -> Callable[[], object]:
            return lambda: subprocess.run(command, env=variables, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)

        check = (*program(), "check")
        one = alternated({"sympy": run(*SYMPY), "check": run(*check, ONE)}, one_rounds)
        found = [Figure("check of one file / import sympy", one.ratio("check", "sympy"), 1.1)]
        if VALIDATOR is None:
            return found
        schema = here / "schema.json"
        run(*program(), "schema", "-o", str(schema))()
        for name, kind, most in (("shared", "ten structures", 1.0), ("different", "all different", 3.0)):
            paths = [str(path) for path in sorted((here / name).iterdir())]
            validate = run(VALIDATOR, "--schemafile", str(schema), *paths)
            works = {"mathematics": (MATHEMATICS, rounds), "mathematics and mistakes": ((), 1)}
            for what, (options, turns) in works.items():
                times = alternated({"schema": validate, "check": run(*check, str(here / name), *options)}, turns)
                told = f"{files:,} files, {kind}: {what} / check-jsonschema"
                found.append(Figure(told, times.ratio("check", "schema"), most))
        return found


def _write(folder: Path, texts: Iterable[str]) -> None:
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number:04d}.yaml").write_text(text, "utf-8")


if __name__ == "__main__":
    quick = is_quick(__doc__)
    table("(e) checking", figures(1, 1, QUICK_FILES) if quick else figures(ROUNDS, ONE_ROUNDS, FILES))
