"""Functions that another process works out, as it takes long to load what they need.

    call = Caller(answering(load, limits))
    call("local_gradients", tree, 2)

gives what `load().local_gradients(tree, 2)` gives in a child, which has begun to load when `answering` comes back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bpcli.workers.outcomes import Limits
from bpcli.workers.serving import GRACE, keep_quiet, limit_memory, set_alarm

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


class Caller:
    """Calls functions of the process at the other end."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def __call__(self, name: str, *arguments: Any) -> Any:
        """What the function gives. Raises EOFError or OSError where the other process has ended, in the middle too."""
        self.connection.send((name, arguments))
        return self.connection.recv()

    def close(self) -> None:
        """Let the other process end."""
        self.connection.close()


def answering(load: Callable[[], object], limits: Limits) -> Connection:
    """This end of the pipe to a forked child that answers calls of the functions of `load()`."""
    import multiprocessing  # noqa: PLC0415 - only commands that start children need it

    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    context.Process(target=_answer, args=(theirs, ours, load, limits), daemon=True).start()
    theirs.close()
    return ours


def _answer(connection: Connection, copied: Connection, load: Callable[[], object], limits: Limits) -> None:
    """Answer until nobody is left to call, or a function raises, or the time of one item is up.

    The caller learns no more than that, and works it out itself: so nothing here can spoil what is found.
    """
    copied.close()
    keep_quiet(forked=True)
    limit_memory(limits.megabytes)
    set_alarm(limits.seconds + GRACE)
    module = load()
    try:
        while True:
            name, arguments = connection.recv()
            connection.send(getattr(module, name)(*arguments))
    except Exception:  # what is wrong, the caller will find and say
        connection.close()
