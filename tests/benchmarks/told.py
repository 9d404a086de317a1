"""A chain told in full: every row of both tables as text. As a script: one child of the memory benchmark.

`python tests/benchmarks/told.py read|solve|rows FILE` reads an exercise, solves it as well, or writes its rows as well.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from bpcli.engine.trace import Trace
from bpcli.exercise.loading import load_file
from bpcli.render.look import Look
from bpcli.render.mathematics import Scribe
from bpcli.render.rows import RowWriter
from bpcli.tutor.backward_rows import BackwardRows
from bpcli.tutor.forward_rows import ForwardRows
from bpcli.tutor.solution import solve


def written(trace: Trace) -> int:
    """How many characters all the rows of both tables have; each is forgotten once it is written."""
    writer = RowWriter(Scribe(Look(width=None)))
    tables = (ForwardRows(trace), BackwardRows(trace))
    cells = (cell for rows in tables for row in rows for cell in writer.cells(row))
    return sum(len(line) for lines in cells for line in lines)


def _main(stage: str, path: str) -> None:
    gc.disable()  # as the command line has it
    # The process it is held against has these as well; what is over is then the work's own.
    import rich.console  # noqa: F401, PLC0415
    import sympy  # noqa: F401, PLC0415
    import typer  # noqa: F401, PLC0415

    exercise = load_file(Path(path))
    if stage != "read":
        trace = solve(exercise)
        if stage == "rows":
            written(trace)
    gc.freeze()


if __name__ == "__main__":
    _main(*sys.argv[1:])
