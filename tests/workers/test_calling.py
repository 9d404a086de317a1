"""Functions that another process works out."""

from __future__ import annotations

import math
import os
import sys
import time
from types import SimpleNamespace

import pytest

from bpcli.workers.calling import Caller, answering
from bpcli.workers.outcomes import Limits

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="children are not forked here")


def test_calls_are_answered_one_after_the_other():
    call = Caller(*answering(lambda: math, Limits()), 9)
    assert [call("hypot", 3, 4), call("gcd", 12, 18)] == [5.0, 6]
    call.close()


def test_it_is_another_process_that_works_it_out():
    call = Caller(*answering(lambda: os, Limits()), 9)
    assert call("getppid") == os.getpid()
    call.close()


def test_a_function_that_raises_ends_the_process_and_the_caller_learns_that():
    call = Caller(*answering(lambda: math, Limits()), 9)
    with pytest.raises(EOFError):
        call("sqrt", -1)
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        call("sqrt", 1)


def test_a_process_that_dies_while_it_loads_is_no_answer():
    call = Caller(*answering(lambda: os._exit(3), Limits()), 9)
    with pytest.raises((EOFError, OSError)):
        call("sqrt", 4)


def test_a_process_that_hangs_is_ended_in_time():
    call = Caller(*answering(lambda: SimpleNamespace(hang=time.sleep), Limits(seconds=-0.5)), 9)
    with pytest.raises((EOFError, OSError)):
        call("hang", 60)


def test_several_callers_are_answered_by_one_process():
    first, second = (Caller(ours, 9) for ours in answering(lambda: os, Limits(), callers=2))
    assert [first("getpid"), second("getpid")] == [first("getpid")] * 2
    first.close()
    assert second("getppid") == os.getpid()
    second.close()


def test_whoever_has_called_so_often_learns_that_it_is_enough():
    call = Caller(*answering(lambda: math, Limits()), most=2)
    assert [call("gcd", 12, 18), call("gcd", 12, 18)] == [6, 6]
    with pytest.raises(EOFError):
        call("gcd", 12, 18)


def test_nobody_waits_for_long_for_what_another_one_has_asked():
    slow, call = (Caller(ours, 9, patience=0.2) for ours in answering(lambda: time, Limits(), callers=2))
    begun = time.monotonic()
    for caller in (slow, call):
        with pytest.raises(EOFError):
            caller("sleep", 60)
    assert time.monotonic() - begun < 10
