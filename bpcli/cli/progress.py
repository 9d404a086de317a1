"""A progress bar for long work, on a terminal only: `for answer in tracked(answers, total, title): …`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from bpcli.cli.screen import is_terminal

if TYPE_CHECKING:
    from rich.progress import Progress

T = TypeVar("T")

PATIENCE = 0.5  # seconds; what takes less needs no bar
_PAUSE = 0.1  # between two drawings


def tracked(items: Iterable[T], total: int, title: str) -> Iterator[T]:
    """The items one by one, with a bar on standard error that goes away at the end."""
    if total < 2 or not is_terminal(sys.stderr):
        yield from items
        return
    bar: Progress | None = None
    begin = drawn = time.monotonic()
    try:
        for count, item in enumerate(items, 1):
            now = time.monotonic()
            if now - begin > PATIENCE and now - drawn > _PAUSE:
                bar = bar or _started(total, title)
                bar.update(bar.task_ids[0], completed=count, refresh=True)
                drawn = now
            yield item
    finally:
        if bar is not None:
            bar.stop()


@contextmanager
def counted(total: int, title: str) -> Iterator[Callable[[int], object]]:
    """A bar for work that tells itself how far it is: it calls what this gives with how much is done."""
    begin = time.monotonic()
    bars: list[Progress] = []

    def told(done: int) -> None:
        if not bars and is_terminal(sys.stderr) and time.monotonic() - begin > PATIENCE:
            bars.append(_started(total, title))
        for bar in bars:
            bar.update(bar.task_ids[0], completed=done, refresh=True)

    try:
        yield told
    finally:
        for bar in bars:
            bar.stop()


def _started(total: int, title: str) -> Progress:
    """The bar; it draws when it is told to, without a thread of its own."""
    from rich.console import Console  # noqa: PLC0415 - 50 ms that only long work on a terminal needs
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    console = Console(file=sys.stderr)
    columns = (TextColumn(title, markup=False), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, console=console, transient=True, auto_refresh=False)
    bar.add_task(title, total=total)
    bar.start()
    return bar
