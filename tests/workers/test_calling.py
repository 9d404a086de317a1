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
    call = Caller(answering(lambda: math, Limits()))
    assert [call("hypot", 3, 4), call("gcd", 12, 18)] == [5.0, 6]
    call.close()


def test_it_is_another_process_that_works_it_out():
    call = Caller(answering(lambda: os, Limits()))
    assert call("getppid") == os.getpid()
    call.close()


def test_a_function_that_raises_ends_the_process_and_the_caller_learns_that():
    call = Caller(answering(lambda: math, Limits()))
    with pytest.raises(EOFError):
        call("sqrt", -1)
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        call("sqrt", 1)


def test_a_process_that_dies_while_it_loads_is_no_answer():
    call = Caller(answering(lambda: os._exit(3), Limits()))
    with pytest.raises((EOFError, OSError)):
        call("sqrt", 4)


def test_a_process_that_hangs_is_ended_in_time():
    call = Caller(answering(lambda: SimpleNamespace(hang=time.sleep), Limits(seconds=-0.5)))
    with pytest.raises((EOFError, OSError)):
        call("hang", 60)
