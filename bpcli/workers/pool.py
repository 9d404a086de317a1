"""Work off many items in child processes: `run(work, items, jobs=4)` gives an outcome for each, in their order.

A child takes one item at a time, or a few where there are many. One that dies, takes too long or takes too much memory
costs its own item only: the child is replaced, and no other item notices. Ctrl-C, or a reader that takes no more
outcomes, ends all children at once. Forked where the system forks safely, else started afresh; then `work` must be a
function that can be imported.

A `Pool` is the same in two moves, for a program that knows early that there will be work: `begin()` starts one child,
which gets ready while the program reads its command line, and `outcomes(items, jobs)` gives it something to do.
"""

from __future__ import annotations

import signal
import sys
import time
import warnings
from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from bpcli.workers.outcomes import Died, Exhausted, Late, Limits, Outcome

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

_ALARM = -getattr(signal, "SIGALRM", 0) or None  # the exit code of a worker that ended itself because it was late

_TOGETHER = 4  # items at once, which saves sending
_MANY = 16  # items for each worker, beyond which that is done

T = TypeVar("T")
R = TypeVar("R")


def run(
    work: Callable[[T], R], items: Sequence[T], jobs: int = 1, limits: Limits | None = None, method: str | None = None
) -> Generator[Outcome[R], None, None]:
    """What comes of each item, in order, as soon as it and all before it are done.

    jobs: how many children at the same time. method: how they are started, `fork` or `spawn`; by default
    as the system does it safely.
    """
    return Pool(work, limits, method).outcomes(items, jobs)


def usual_method() -> str:
    """How this system starts children safely."""
    # macOS has fork, but its libraries may crash behind one.
    return "spawn" if sys.platform in ("win32", "darwin") else "fork"


@dataclass(slots=True, eq=False)
class _Worker:
    """A child, the pipe to it, and the numbers of the items it has (none: it is idle)."""

    process: BaseProcess
    connection: Connection
    items: tuple[int, ...] = ()
    deadline: float = 0.0
    served: int = 0


class Pool(Generic[T, R]):
    """Children that do one work."""

    def __init__(
        self,
        work: Callable[[T], R],
        limits: Limits | None = None,
        method: str | None = None,
        prepare: Callable[[], object] | None = None,
    ) -> None:
        """prepare: what a child does before its first item."""
        self.work, self.prepare = work, prepare
        self.limits = limits or Limits()
        self.method = method or usual_method()
        self._items: Sequence[T] = ()
        self._workers: list[_Worker] = []
        self._waiting: deque[int] = deque()
        self._alone: set[int] = set()  # items that go by themselves
        self._finished: dict[int, Outcome[R]] = {}

    def begin(self, prepare: Callable[[], object] | None = None) -> None:
        """Start a child ahead of its first item; `prepare` is what this one does before it."""
        self._workers.append(self._started(prepare))

    def outcomes(self, items: Sequence[T], jobs: int = 1) -> Generator[Outcome[R], None, None]:
        """The outcome of each item, in order; the children end with the last one."""
        self._items = items
        self._waiting.extend(range(len(items)))
        jobs = max(1, min(jobs, len(items)))
        try:
            for number in range(len(items)):
                while number not in self._finished:
                    self._assign(jobs)
                    self._collect()
                yield self._finished.pop(number)
        finally:
            self.end()

    def end(self) -> None:
        """End all children now; none is left behind."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            self._bury(worker)
        self._workers.clear()

    def _assign(self, jobs: int) -> None:
        """Give every idle worker an item; start workers while there are too few."""
        while self._waiting:
            worker = next((one for one in self._workers if not one.items), None)
            if worker is None and len(self._workers) == jobs:
                return
            if worker is None:
                worker = self._started()
                self._workers.append(worker)
            worker.items = self._next(jobs)
            worker.deadline = time.monotonic() + self.limits.seconds * len(worker.items)
            try:
                worker.connection.send([self._items[item] for item in worker.items])
            except OSError:  # it died while it was idle: what is read from it next says so
                continue

    def _next(self, jobs: int) -> tuple[int, ...]:
        """The next items for one worker. Near the end each is better left to whoever is idle first."""
        count = _TOGETHER if len(self._waiting) > _MANY * jobs else 1
        found: list[int] = []
        while len(found) < count and self._waiting and not (found and self._waiting[0] in self._alone):
            found.append(self._waiting.popleft())
            if found[-1] in self._alone:
                break
        return tuple(found)

    def _started(self, prepare: Callable[[], object] | None = None) -> _Worker:
        import multiprocessing  # noqa: PLC0415 - only commands that start children need it

        from bpcli.workers.serving import serve  # noqa: PLC0415

        context: Any = multiprocessing.get_context(self.method)
        ours, theirs = context.Pipe()
        forked = self.method == "fork"
        copied = (ours, *(worker.connection for worker in self._workers)) if forked else None
        ready = prepare or self.prepare
        process = context.Process(target=serve, args=(theirs, copied, self.work, ready, self.limits), daemon=True)
        with warnings.catch_warnings():
            # Python warns of threads, which NumPy may have started: they are idle, and the child starts its own.
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _collect(self) -> None:
        """Wait until something has come, or somebody is late, and take it in."""
        from multiprocessing.connection import wait  # noqa: PLC0415

        busy = {worker.connection: worker for worker in self._workers if worker.items}
        patience = min(worker.deadline for worker in busy.values()) - time.monotonic()
        for ready in wait(list(busy), max(0.0, patience)):
            self._receive(busy.pop(ready))  # type: ignore[call-overload]  # what wait gives back is what it got
        now = time.monotonic()
        for worker in busy.values():
            if worker.deadline <= now:
                self._lose(worker, Late(self.limits.seconds))

    def _receive(self, worker: _Worker) -> None:
        try:
            outcomes = worker.connection.recv()
        except (EOFError, OSError):
            worker.process.join()
            code = worker.process.exitcode
            self._lose(worker, Late(self.limits.seconds) if code == _ALARM else Died(code))
            return
        done = sum(not isinstance(outcome, Exhausted) for outcome in outcomes)
        self._finished.update(zip(worker.items, outcomes[:done], strict=False))
        worker.items = worker.items[done:]
        worker.served += done
        if done < len(outcomes):
            self._lose(worker, outcomes[-1])

    def _lose(self, worker: _Worker, outcome: Died | Late | Exhausted) -> None:
        """Take a worker out. Its item is lost with it, or tried anew where others may be to blame: each alone."""
        if len(worker.items) > 1:
            self._alone.update(worker.items)
            self._waiting.extendleft(reversed(worker.items))
        elif worker.served and not isinstance(outcome, Late):
            self._waiting.extendleft(worker.items)
        else:
            self._finished.update(dict.fromkeys(worker.items, outcome))
        worker.process.kill()
        self._bury(worker)
        self._workers.remove(worker)

    @staticmethod
    def _bury(worker: _Worker) -> None:
        worker.process.join()
        worker.connection.close()
        worker.process.close()
