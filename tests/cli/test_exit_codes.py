"""Each exit code, reached by a real run."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time

import pytest

from bpcli.cli.exit_codes import ExitCode

# Every local gradient is said to be the node's own value: the check of all gradients must find it.
WRONG_RULES = """
from bpcli.cli.main import main
from bpcli.engine.rule import Rule
from bpcli.language.tree import RESULT
Rule.locals = property(lambda rule: (RESULT,) * rule.arity)
main()
"""


def test_a_solved_exercise_ends_with_done(bpcli, first_example):
    assert bpcli("solve", first_example).code == ExitCode.DONE


def test_a_warning_is_no_reason_to_fail(bpcli):
    run = bpcli("solve", "yy = x + zz2, x=1, zz=3")
    assert "warning[BP213]" in run.err
    assert run.code == ExitCode.DONE


def test_a_fault_inside_a_file_is_told_from_a_fault_in_a_formula(inside, tmp_path):
    file = tmp_path / "log.yaml"
    file.write_text("title: t\nmodel: y = log(x)\nloss: y²\ngiven: {x: -1}\n", "utf-8")
    assert inside("solve", str(file)).code == ExitCode.FAULT_IN_FILE
    assert inside("solve", "y = log(x), x=-1").code == ExitCode.USAGE


def test_a_wrong_answer_stated_in_a_file_is_a_fault_of_the_file(inside, tmp_path):
    file = tmp_path / "stated.yaml"
    file.write_text("title: t\nmodel: y = w·x\nloss: y²\ngiven: {x: 1, w: 3}\nexpect: {loss: 8}\n", "utf-8")
    run = inside("solve", str(file))
    assert run.code == ExitCode.FAULT_IN_FILE
    assert "stated.yaml:5:16: error[BP204] stated loss is 8, computed 9" in run.err
    assert run.out == ""


@pytest.mark.parametrize("debug", [False, True])
def test_a_gradient_that_fails_its_check_is_a_fault_of_the_program(debug, first_example):
    command = [sys.executable, "-c", WRONG_RULES, "solve", first_example, *["--debug"] * debug]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.stdout == ""
    assert ("Traceback" in done.stderr) is debug
    assert "a gradient failed its check" in done.stderr
    if not debug:
        assert done.returncode == ExitCode.PROGRAM_FAULT
        assert len(done.stderr.splitlines()) == 1


def test_control_c_on_a_terminal_ends_quietly(start):
    """The program waits for its standard input, which is a terminal, where Ctrl-C is typed."""
    keyboard, terminal = pty.openpty()
    process = start("solve", "-", stdin=terminal, start_new_session=True, preexec_fn=lambda: os.login_tty(terminal))
    os.close(terminal)
    time.sleep(1.0)
    os.write(keyboard, b"\x03")
    said = _until_closed(keyboard)
    assert process.wait(timeout=20) == ExitCode.INTERRUPTED
    assert b"Traceback" not in said


def test_an_interrupt_ends_quietly(start):
    process = start("solve", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == ExitCode.INTERRUPTED
    assert (out, err) == (b"", b"")


def test_a_reader_that_goes_away_is_no_error_to_tell(start, first_example):
    reader, writer = os.pipe()
    os.close(reader)
    process = start("solve", first_example, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    _, err = process.communicate(timeout=20)
    assert process.returncode == ExitCode.CLOSED_PIPE
    assert err == b""


def _until_closed(keyboard: int) -> bytes:
    said = b""
    while True:
        try:
            read = os.read(keyboard, 4096)
        except OSError:
            return said
        if not read:
            return said
        said += read
