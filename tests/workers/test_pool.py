"""Work in children: order, and what one item may do without harm to the others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from bpcli.workers.outcomes import Died, Done, Exhausted, Late, Limits, Raised
from bpcli.workers.pool import run

FOLDER = Path(__file__).parent
METHODS = ["spawn"] if sys.platform in ("win32", "darwin") else ["fork", "spawn"]
forks = pytest.mark.skipif("fork" not in METHODS, reason="children are started afresh here")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to this limit")

# A parent of two workers that prints their process ids and then waits for them for ever.
PARENT = """
import sys
sys.path.insert(0, {folder!r})
from works import obey, pid
from bpcli.workers.outcomes import Limits
from bpcli.workers.pool import run
def work(item):
    return pid(0) if item == "pid" else obey(item)
try:
    for outcome in run(work, ["pid", "pid", "hang", "hang"], 2, Limits(seconds=1.5)):
        print(outcome.value, flush=True)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.fixture
def works(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module of works, where a child that is started afresh finds it too."""
    monkeypatch.syspath_prepend(str(FOLDER))
    return import_module("works")


@pytest.fixture
def parent() -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """A process that has workers."""
    started: list[subprocess.Popen[str]] = []

    def begin() -> subprocess.Popen[str]:
        script = PARENT.format(folder=str(FOLDER))
        started.append(subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def is_alive(pid: int) -> bool:
    """Whether there is a process of that number that is no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def until(holds: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return holds()


def test_no_items_need_no_worker(works: ModuleType) -> None:
    assert list(run(works.double, [])) == []


@pytest.mark.parametrize("method", METHODS)
def test_every_item_has_its_outcome_in_the_order_of_the_items(works: ModuleType, method: str) -> None:
    assert list(run(works.double, range(20), jobs=2, method=method)) == [Done(2 * n) for n in range(20)]


@forks
def test_an_item_that_takes_long_does_not_change_the_order(works: ModuleType) -> None:
    items = ["sleep 0.3", "a", "sleep 0.1", "b", "c"]
    assert list(run(works.obey, items, jobs=3)) == list(map(Done, items))


@forks
def test_an_outcome_is_told_before_later_items_are_done(works: ModuleType) -> None:
    start = time.monotonic()
    outcomes = run(works.obey, ["a", "sleep 5"], jobs=2)
    assert next(outcomes) == Done("a")
    outcomes.close()
    assert time.monotonic() - start < 4


@forks
def test_items_are_worked_off_side_by_side(works: ModuleType) -> None:
    start = time.monotonic()
    list(run(works.obey, ["sleep 0.5"] * 4, jobs=4))
    assert time.monotonic() - start < 1.5


@pytest.mark.parametrize("method", METHODS)
def test_a_worker_that_is_killed_costs_its_own_item_only(works: ModuleType, method: str) -> None:
    items = ["a", "die SIGKILL", "b", "c"]
    found = list(run(works.obey, items, jobs=2, method=method))
    assert found == [Done("a"), Died(-signal.SIGKILL), Done("b"), Done("c")]


@forks
def test_a_worker_that_crashes_or_leaves_costs_its_own_item_only(works: ModuleType) -> None:
    items = ["die SIGSEGV", "a", "exit 3", "die SIGABRT", "b"]
    found = list(run(works.obey, items))
    assert found == [Died(-signal.SIGSEGV), Done("a"), Died(3), Died(-signal.SIGABRT), Done("b")]


@forks
def test_an_item_is_tried_anew_where_an_item_before_may_have_harmed_the_worker(
    works: ModuleType, tmp_path: Path
) -> None:
    mark = str(tmp_path / "mark")
    assert list(run(works.die_once, [mark, mark, mark])) == [Done("0"), Done("2"), Done("3")]


@pytest.mark.parametrize("method", METHODS)
def test_an_item_that_never_ends_is_late(works: ModuleType, method: str) -> None:
    limits = Limits(seconds=3.0 if method == "spawn" else 0.4)
    items = ["a", "hang", "b"]
    assert list(run(works.obey, items, 1, limits, method)) == [Done("a"), Late(limits.seconds), Done("b")]


@forks
@linux
def test_among_many_that_go_together_each_costs_its_own_item_only(works: ModuleType) -> None:
    items = [f"{number}" for number in range(90)]
    bad = {9: "die SIGKILL", 10: "exit 3", 22: "hang", 40: "raise no", 41: "fill 200", 89: "exit 5"}
    for number, item in bad.items():
        items[number] = item
    found = list(run(works.obey, items, jobs=2, limits=Limits(seconds=0.5, megabytes=100)))
    lost = {9: Died(-signal.SIGKILL), 10: Died(3), 22: Late(0.5), 41: Exhausted(100), 89: Died(5)}
    assert {number: found[number] for number in lost} == lost
    assert isinstance(found[40], Raised)
    assert all(found[number] == Done(item) for number, item in enumerate(items) if number not in bad)


@forks
@linux
def test_an_item_that_fills_the_memory_costs_its_own_item_only(works: ModuleType) -> None:
    items = ["a", "fill 200", "fill 10", "b"]
    found = list(run(works.obey, items, limits=Limits(megabytes=100)))
    assert found == [Done("a"), Exhausted(100), Done("fill 10"), Done("b")]


@forks
def test_an_exception_of_the_work_is_an_outcome_with_its_traceback(works: ModuleType) -> None:
    first, second = run(works.obey, ["raise no such thing", "a"])
    assert isinstance(first, Raised)
    assert first.reason == "ValueError: no such thing"
    assert first.traceback.startswith("Traceback")
    assert second == Done("a")


@forks
def test_a_worker_prints_nothing(works: ModuleType, capfd: pytest.CaptureFixture[str]) -> None:
    assert list(run(works.obey, ["print"])) == [Done("print")]
    assert capfd.readouterr() == ("", "")


@forks
def test_no_child_is_left_when_all_is_done(works: ModuleType) -> None:
    pids = {outcome.value for outcome in run(works.pid, range(20), jobs=3) if isinstance(outcome, Done)}
    assert pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):  # not even a zombie
            os.kill(pid, 0)


@forks
@linux
def test_control_c_ends_all_children_at_once(parent: Callable[[], subprocess.Popen[str]]) -> None:
    process = parent()
    assert process.stdout is not None
    pids = {int(process.stdout.readline()) for _ in range(2)}
    process.send_signal(signal.SIGINT)
    assert process.stdout.readline() == "interrupted\n"
    assert process.wait(5) == 0
    assert not any(map(is_alive, pids))


@forks
@linux
def test_workers_do_not_outlive_a_parent_that_is_killed(
    works: ModuleType, parent: Callable[[], subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    process = parent()
    assert process.stdout is not None
    pids = {int(process.stdout.readline()) for _ in range(2)}
    process.kill()
    process.wait(5)
    assert until(lambda: not any(map(is_alive, pids)), 20)
