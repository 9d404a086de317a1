"""Begin what takes long while the command line is still being read.

`bpcli check` and `bpcli train` need sympy, the program's own modules and Typer, each of which takes long to load:
`begin(command, arguments)` lets that be done at the same time, by children that are forked before anything is loaded.
`checkers()` are the children for `bpcli.cli.checking`, those that have begun or new ones. For `train` a child derives.

Where there are processors to spare, the children that check files begin without sympy, which one more child loads for
all of them; they ask it for derivatives. One that asks often loads sympy itself in the end: asking takes time too.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from bpcli.cli.processors import processors
from bpcli.workers.calling import Caller, answering
from bpcli.workers.outcomes import Limits
from bpcli.workers.pool import Pool, usual_method

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from types import ModuleType

    from bpcli.cli.one_file import Answer, Task

LIMITS = Limits()
_NEEDED = ("bpcli.checks.checking", "bpcli.cli.one_file", "bpcli.tutor.mistakes.discrimination")
_NO_WORK = frozenset(("-h", "--help"))

_begun: list[Pool[Task, Answer]] = []
_MOST_ASKED = 200  # derivatives that one process asks another for


def begin(command: str, arguments: Sequence[str]) -> None:
    """Start children where the arguments of `check` or `train` ask for work, and where they are quickly started."""
    if not _NO_WORK.isdisjoint(arguments) or usual_method() != "fork":
        return
    if command == "check":
        _begin_checking(arguments)
    elif command == "train" and processors() > 1:
        from bpcli.engine import derivatives  # noqa: PLC0415

        (deriving,) = answering(_load_sympy, LIMITS)
        derivatives.ask(Caller(deriving, _MOST_ASKED))


def _begin_checking(arguments: Sequence[str]) -> None:
    pool, children = _pool(), _children(arguments)
    if processors() > 1:
        deriving = answering(_load_sympy, LIMITS, children)
        for connection in deriving:
            pool.begin(partial(_ready_to_ask, connection))
        for connection in deriving:
            connection.close()  # it is the child's that checks
    else:
        pool.begin()
    _begun.append(pool)


def checkers() -> Pool[Task, Answer]:
    """Children that check files."""
    return _begun.pop() if _begun else _pool()


def _pool() -> Pool[Task, Answer]:
    return Pool(check, LIMITS, prepare=_ready)


def _children(arguments: Sequence[str]) -> int:
    """How many children there will be work for, as far as can be told: two for a folder or two files."""
    if any(argument.startswith(("-j", "--jobs")) for argument in arguments):
        return 1
    work = 2 * sum(map(os.path.isdir, arguments)) + sum(map(os.path.isfile, arguments))
    return max(1, min(2, processors(), work))


def check(task: Task) -> Answer:
    """Check one file; what runs in a child."""
    from bpcli.cli.one_file import check_one  # noqa: PLC0415 - a child has the time, this process has not

    return check_one(task)


def prepare() -> None:
    """Load what checking needs. The child is what everybody waits for, so nothing is worked out ahead of the file."""
    from importlib import import_module  # noqa: PLC0415

    for module in _NEEDED:
        import_module(module)


def _ready() -> None:
    _load_sympy()
    prepare()


def _ready_to_ask(deriving: Connection) -> None:
    from bpcli.engine import derivatives  # noqa: PLC0415

    derivatives.settle()
    derivatives.ask(Caller(deriving, _MOST_ASKED))
    prepare()


def _load_sympy() -> ModuleType:
    from bpcli.engine import derivatives  # noqa: PLC0415

    derivatives.settle()
    return derivatives.load()
