"""`solved(named)`: the trace of an exercise a person named, once what its author states was held against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpcli.cli import exercises
from bpcli.cli.guard import Stop
from bpcli.cli.screen import complain_of

if TYPE_CHECKING:
    from bpcli.engine.trace import Trace


def solved(named: exercises.Named, expand: bool | None = None, *, changed: bool = False) -> Trace:
    """Both passes over the exercise, its warnings told.

    changed: values were set by hand, so that what the author states of the author's own numbers is of no use. Nor is
    it on a graph that was expanded, or kept whole, against the author's choice.
    Raises Stop once the findings are told.
    """
    from bpcli.tutor.expectations import disagreements  # noqa: PLC0415 - heavy imports wait until the text was read
    from bpcli.tutor.solution import solve  # noqa: PLC0415

    with exercises.reported(named.fault):
        trace = solve(named.exercise, expand=expand)
    if not changed and expand is None and (found := disagreements(named.exercise, trace)):
        complain_of(found)
        raise Stop(named.fault)
    if named.exercise.warnings:
        complain_of(named.exercise.warnings)
    return trace
