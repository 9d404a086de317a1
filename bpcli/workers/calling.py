"""Functions that another process works out, as it takes long to load what they need.

    (ours,) = answering(load, limits)
    call = Caller(ours, most=200)
    call("local_gradients", tree, 2)

gives what `load().local_gradients(tree, 2)` gives in a child, which has begun to load when `answering` comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bpcli.workers.outcomes import Limits
from bpcli.workers.serving import GRACE, keep_quiet, limit_memory, set_alarm

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


class Caller:
    """Calls functions of the process at the other end: so often at most, and as long as it answers in time.

    patience: in seconds. What one caller asks for must not keep another one waiting.
    """

    def __init__(self, connection: Connection, most: int, patience: float = 3.0) -> None:
        self.connection = connection
        self._left = most
        self._patience = patience

    def __call__(self, name: str, *arguments: Any) -> Any:
        """What the function gives. Raises EOFError or OSError where nothing comes, and for every call after that."""
        if self._left:
            self._left -= 1
            self.connection.send((name, arguments))
            if self.connection.poll(self._patience):
                return self.connection.recv()
        self.close()
        raise EOFError

    def close(self) -> None:
        """Call no more. The other process ends with the last one that calls it."""
        self._left = 0
        self.connection.close()


def answering(load: Callable[[], object], limits: Limits, callers: int = 1) -> list[Connection]:
    """This end of the pipes to a forked child that answers calls of the functions of `load()`, one for each caller."""
    import multiprocessing  # noqa: PLC0415 - only commands that start children need it

    context = multiprocessing.get_context("fork")
    pipes = [context.Pipe() for _ in range(callers)]
    ours, theirs = [pipe[0] for pipe in pipes], [pipe[1] for pipe in pipes]
    context.Process(target=_answer, args=(theirs, ours, load, limits), daemon=True).start()
    for connection in theirs:
        connection.close()
    return ours


def _answer(
    connections: list[Connection], copied: Sequence[Connection], load: Callable[[], object], limits: Limits
) -> None:
    """Answer until nobody is left to call, or a function raises, or one call takes as long as an item may.

    The caller learns no more than that, and works it out itself: so nothing here can spoil what is found.
    """
    from multiprocessing.connection import wait  # noqa: PLC0415
    from multiprocessing.reduction import ForkingPickler  # noqa: PLC0415

    for connection in copied:
        connection.close()
    keep_quiet(forked=True)
    limit_memory(limits.megabytes)
    set_alarm(limits.seconds + GRACE)
    module, known = load(), dict[bytes, Any]()
    with suppress(Exception):  # what is wrong, the caller will find and say
        while connections:
            set_alarm(0)
            ready: list[Any] = wait(connections)
            set_alarm(limits.seconds + GRACE)
            for connection in ready:
                try:
                    call = connection.recv_bytes()
                except EOFError:
                    connections.remove(connection)
                    continue
                if call not in known:  # callers often ask the same
                    name, arguments = ForkingPickler.loads(call)
                    known[call] = getattr(module, name)(*arguments)
                connection.send(known[call])
