"""What runs in a child: take some items, do the work, send what came of them, until there are no more items.

A worker ignores Ctrl-C (its parent ends it), writes nothing anywhere, and ends by itself when its parent is gone.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bpcli.workers.outcomes import Done, Exhausted, Limits, Outcome, Raised

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

GRACE = 1.0  # seconds beyond the limit, after which a worker without a parent ends itself
_GARBAGE = 100_000  # objects after which garbage is looked for: at Python's 700 that takes a tenth of the time
_FAILED = 70  # the exit code of a worker that cannot even say what went wrong


def serve(
    connection: Connection,
    copied: Iterable[Connection] | None,
    work: Callable[[Any], Any],
    prepare: Callable[[], object] | None,
    limits: Limits,
) -> None:
    """Work off what comes through the connection.

    copied: ends of pipes that a fork has copied and that are closed here; None where the child was started afresh.
    """
    try:
        for other in copied or ():
            other.close()
        keep_quiet(forked=copied is not None)
        limit_memory(limits.megabytes)
        if prepare is not None:
            prepare()
        _serve(connection, work, limits)
    except (EOFError, OSError):  # the parent has gone
        os._exit(0)
    except BaseException:  # a worker that is beyond help must not print a traceback
        os._exit(_FAILED)


def _serve(connection: Connection, work: Callable[[Any], Any], limits: Limits) -> None:
    while True:
        outcomes = []
        for item in connection.recv():
            set_alarm(limits.seconds + GRACE)
            outcomes.append(_outcome(work, item, limits))
            if isinstance(outcomes[-1], Exhausted):
                break  # this process is at its end
        connection.send(outcomes)
        set_alarm(0)
        # Garbage begins to matter with the second item; what the first has loaded stays.
        if not gc.isenabled():
            gc.freeze()
            gc.set_threshold(_GARBAGE)
            gc.enable()


def _outcome(work: Callable[[Any], Any], item: Any, limits: Limits) -> Outcome[Any]:
    try:
        return Done(work(item))
    except MemoryError:
        return Exhausted(limits.megabytes)
    except Exception as error:  # what it is, the parent must judge
        from traceback import format_exc  # noqa: PLC0415 - only for a fault of the program

        return Raised(f"{type(error).__name__}: {error}", format_exc())


def keep_quiet(*, forked: bool) -> None:
    """No Ctrl-C, and nothing on the parent's standard output and error, whatever libraries would print there."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if forked:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)


def set_alarm(seconds: float) -> None:
    """The system ends this process after so many seconds, even inside a library; 0 calls that off."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def limit_memory(megabytes: int) -> None:
    """No more memory than so much beyond what is taken already, where the system can hold a process to that."""
    with suppress(ImportError, OSError, ValueError, IndexError):
        import resource  # noqa: PLC0415 - Windows has none

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[5])
        wanted = pages * resource.getpagesize() + megabytes * 2**20
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_DATA, (allowed, most))
