"""An exercise with everything a document is made from."""

from __future__ import annotations

from typing import NamedTuple

from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.report.blocks import Report


class Solved(NamedTuple):
    """An exercise, both passes, and the walkthrough of them; `settings` as they were given with `--set`."""

    exercise: Exercise
    trace: Trace
    report: Report
    settings: tuple[str, ...] = ()
