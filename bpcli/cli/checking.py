"""The checking of many files in children, and what comes of each: `check_all(tasks, jobs)`.

What must not happen to a process that has other files to check happens to a child, and is a finding for its file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from bpcli.cli.ahead import checkers
from bpcli.cli.gathering import Found
from bpcli.cli.one_file import Answer, Task
from bpcli.core.findings import Finding
from bpcli.core.say import say
from bpcli.report.checked import FileReport, whole_file
from bpcli.workers.outcomes import Died, Done, Exhausted, Late, Outcome, Raised

PROGRAM_FAULT, TOO_SLOW, DIED = "BP900", "BP901", "BP902"
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def check_all(tasks: Sequence[Task], jobs: int) -> Iterator[Answer]:
    """The answer for each file, in order; so many at the same time."""
    for name in _THREADS:  # several children side by side leave nothing for threads of a library
        os.environ.setdefault(name, "1")
    outcomes = checkers().outcomes(tasks, jobs)
    try:
        for task, outcome in zip(tasks, outcomes, strict=True):
            yield _answer(task.found, outcome)
    finally:
        outcomes.close()


def _answer(found: Found, outcome: Outcome[Answer]) -> Answer:
    """The answer of a child, or the finding that there is none."""
    if isinstance(outcome, Done):
        return outcome.value
    report = FileReport(found.path.as_posix(), (_lost(found, outcome),))
    traceback = outcome.traceback if isinstance(outcome, Raised) else ""
    return Answer(report, traceback=traceback, is_program_fault=isinstance(outcome, Died | Raised))


def _lost(found: Found, outcome: Died | Late | Exhausted | Raised) -> Finding:
    place = whole_file(str(found.path))
    if isinstance(outcome, Late):
        message = say("check.too-slow", seconds=f"{outcome.seconds:g}")
        return Finding(TOO_SLOW, message, place, help=say("check.too-slow-help"))
    if isinstance(outcome, Exhausted):
        message = say("check.too-large", megabytes=outcome.megabytes)
        return Finding(DIED, message, place, help=say("check.too-large-help"))
    if isinstance(outcome, Died):
        return Finding(DIED, say("check.died", code=outcome.code), place, help=say("check.died-help"))
    return Finding(PROGRAM_FAULT, say("checks.program-fault", reason=outcome.reason), place)
