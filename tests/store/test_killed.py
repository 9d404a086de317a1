"""Processes that are killed while they write, and processes that write at the same time."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bpcli.store.store import Store
from tests.store.conftest import NOW

ROOT = Path(__file__).resolve().parents[2]
# Acknowledges every answer on standard output once it has been kept.
WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from bpcli.store.store import Store
from tests.store.conftest import LINEAR, PLAIN, attempt
now = datetime.now(UTC)
name, most = sys.argv[2], int(sys.argv[3])
with Store.open(Path(sys.argv[1]), now) as store:
    hold = store.begin(LINEAR, PLAIN, "{}", now)
    for number in range(most):
        hold = store.record(hold, str(number), attempt(f"{name}-{number}"), now, "0")
        sys.stdout.write(f"{name}-{number}\\n")
        sys.stdout.flush()
"""


def writer(place, name, most=1_000_000):
    command = [sys.executable, "-c", WRITER, str(place), name, str(most)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": "."})


def kept(place):
    with Store.open(place, NOW) as store:
        assert store.aside is None
        return [found.attempt.typed for found in store.answers()]


def test_processes_that_write_at_once_lose_nothing(place):
    writers = [writer(place, name, 60) for name in "abcd"]
    said = {line for process in writers for line in process.communicate(timeout=60)[0].split()}
    assert [process.returncode for process in writers] == [0, 0, 0, 0]
    assert len(said) == 240
    assert set(kept(place)) == said


# A hundred processes take a second and a half to start.
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_a_hundred_writers_killed_in_mid_write_lose_no_answer_that_was_acknowledged(place):
    source = random.Random(5)  # noqa: S311 - the same moments every time
    acknowledged: list[str] = []
    for number in range(100):
        acknowledged += killed_writer(place, f"w{number}", source.uniform(0.0, 0.012))
        assert set(acknowledged) <= set(kept(place))
    assert len(acknowledged) >= 100
    assert len(kept(place)) - len(acknowledged) <= 100  # at most the one that was not acknowledged any more


def killed_writer(place, name, seconds):
    """Fork a writer, kill it so many seconds after its first answer, and return what it acknowledged."""
    reader, end = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reader)
            write_for_ever(place, name, end)
        finally:
            os._exit(1)
    os.close(end)
    said = os.read(reader, 1)
    signal.sigtimedwait([], seconds)  # waits to the microsecond
    os.kill(child, signal.SIGKILL)
    while piece := os.read(reader, 65536):
        said += piece
    os.close(reader)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    return [line for line in said.decode().split("\n")[:-1] if line]


def write_for_ever(place, name, end):
    from tests.store.conftest import LINEAR, PLAIN, attempt  # noqa: PLC0415 - in the child

    with Store.open(place, NOW) as store:
        hold = store.begin(LINEAR, PLAIN, "{}", NOW)
        number = 0
        while True:
            hold = store.record(hold, str(number), attempt(f"{name}-{number}"), NOW, "0")
            os.write(end, f"{name}-{number}\n".encode())
            number += 1
