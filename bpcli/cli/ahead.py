"""Begin what takes long while the command line is still being read.

`bpcli check` needs sympy in a child, and Typer in this process: `begin(arguments)` lets both load at the same time.
`checkers()` are the children for `bpcli.cli.checking`, those that have begun or new ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bpcli.workers.outcomes import Limits
from bpcli.workers.pool import Pool, usual_method

if TYPE_CHECKING:
    from bpcli.cli.checking import Answer, Task

LIMITS = Limits()
_COMMAND = "check"
_NEEDED = ("bpcli.engine.derive", "bpcli.checks.checking", "bpcli.tutor.mistakes.discrimination")
_NO_WORK = frozenset(("-h", "--help"))

_begun: list[Pool[Task, Answer]] = []


def begin(arguments: Sequence[str]) -> None:
    """Start a child where the arguments ask for a check, and where children are quickly started."""
    if arguments[:1] == [_COMMAND] and _NO_WORK.isdisjoint(arguments) and usual_method() == "fork":
        pool = _pool()
        pool.begin()
        _begun.append(pool)


def checkers() -> Pool[Task, Answer]:
    """Children that check files."""
    return _begun.pop() if _begun else _pool()


def _pool() -> Pool[Task, Answer]:
    return Pool(check, LIMITS, prepare=prepare)


def check(task: Task) -> Answer:
    """Check one file; what runs in a child."""
    from bpcli.cli.checking import check_one  # noqa: PLC0415 - a child has the time, this process has not

    return check_one(task)


def prepare() -> None:
    """Load what checking needs. The child is what everybody waits for, so nothing is worked out ahead of the file."""
    from importlib import import_module  # noqa: PLC0415

    for module in _NEEDED:
        import_module(module)
