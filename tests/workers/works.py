"""Works for the tests of the pool: each does what its item says. A child that is started afresh imports them."""

from __future__ import annotations

import faulthandler
import os
import signal
import time
from pathlib import Path


def double(number: int) -> int:
    return 2 * number


def obey(item: str) -> str:
    """Do what the item says: sleep, hang, die, fill the memory, raise; anything else comes back."""
    word, _, rest = item.partition(" ")
    if word == "sleep":
        time.sleep(float(rest))
    elif word == "hang":
        while True:
            pass
    elif word == "die":
        faulthandler.disable()  # pytest's, which would tell of it
        os.kill(os.getpid(), getattr(signal, rest))
    elif word == "exit":
        os._exit(int(rest))
    elif word == "fill":
        _fill(int(rest))
    elif word == "raise":
        raise ValueError(rest)
    elif word == "print":
        os.write(1, b"out of a worker\n")
        os.write(2, b"error of a worker\n")
    return item


def _fill(megabytes: int) -> None:
    taken = [bytearray(2**20) for _ in range(megabytes)]
    assert len(taken) == megabytes


def die_once(path: str) -> str:
    """Die where the process has worked before, as a worker does that an earlier item has harmed."""
    mark = Path(path)
    count = int(mark.read_text("utf-8")) if mark.exists() else 0
    mark.write_text(str(count + 1), "utf-8")
    if count == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return f"{count}"


def pid(_: int) -> int:
    return os.getpid()
