"""Terminals, pipes, encodings and closed streams: whatever surrounds the program, it says what it has to say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata

import pytest

ESCAPE = "\x1b["


def cells(line):
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in line)
    return len(line) + wide - sum(bool(unicodedata.combining(c)) for c in line)


@pytest.mark.parametrize("columns", ["20", "40", "60", "79", "80", "100", "200"])
@pytest.mark.parametrize("name", ["linear", "quadratic", "two-layer", "one-sigmoid-neuron"])
def test_no_line_is_wider_than_the_terminal(columns, name, inside):
    run = inside("solve", name, terminal=True, env={"COLUMNS": columns, "NO_COLOR": "1"})
    assert run.code == 0
    assert max(map(cells, run.out.splitlines())) <= int(columns)
    assert "…" not in run.out


@pytest.mark.parametrize("columns", ["0", "-5", "", "many", "99999999999"])
def test_a_width_that_makes_no_sense_is_no_width(columns, inside, first_example):
    for terminal in (True, False):
        run = inside("solve", first_example, terminal=terminal, env={"COLUMNS": columns, "NO_COLOR": "1"})
        assert run.code == 0
        assert "∂loss/∂w = −8" in run.out
        assert len(run.out) < 100_000


def test_a_pipe_gets_plain_text_whatever_is_wished(inside, first_example):
    assert ESCAPE not in inside("solve", first_example).out
    assert ESCAPE not in inside("solve", first_example, env={"TERM": "dumb"}, terminal=True).out


@pytest.mark.parametrize(
    ("env", "options", "terminal", "colored"),
    [
        ({}, (), True, True),
        ({}, (), False, False),
        ({"NO_COLOR": "1"}, (), True, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, (), True, False),
        ({"FORCE_COLOR": "1"}, (), False, True),
        ({"TERM": "dumb"}, (), True, False),
        ({"NO_COLOR": "1"}, ("--color", "always"), False, True),
        ({"FORCE_COLOR": "1"}, ("--color", "never"), True, False),
        ({}, ("--plain",), True, False),
    ],
)
def test_colour_is_used_when_it_is_wished_for(env, options, terminal, colored, inside, first_example):
    run = inside("solve", first_example, *options, terminal=terminal, env=env)
    assert (ESCAPE in run.out) is colored


def test_colour_changes_nothing_but_the_colour(inside):
    for command in (["solve", "quadratic"], ["list"], ["solve", "quadratic", "--view", "tape"]):
        painted, bare = (inside(*command, "--color", when, env={"COLUMNS": "100"}).out for when in ("always", "never"))
        assert [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", painted).splitlines()] == bare.splitlines()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437"])
def test_an_output_that_cannot_show_the_signs_gets_ascii(encoding, inside):
    run = inside("solve", "two-layer", encoding=encoding)
    assert run.code == 0
    assert run.out.isascii()
    assert "dL/dW1 = [[-10, 10], [2, -2], [-22, 22]]" in run.out


def test_a_locale_without_a_language_is_no_hindrance(bpcli, first_example):
    run = bpcli("solve", first_example, env={"LC_ALL": "C"})
    assert (run.code, run.err) == (0, "")
    assert "w = −8" in run.out


def test_an_ascii_terminal_can_read_answers_and_errors(bpcli, first_example):
    env = {"PYTHONIOENCODING": "ascii"}
    run = bpcli("solve", first_example, env=env)
    assert run.code == 0
    assert "dloss/dw = -8" in run.out
    wrong = bpcli("solve", "ŷ = w·", env=env)
    assert wrong.code == 2
    assert wrong.err.isascii()
    assert "error[BP201]" in wrong.err


def test_a_closed_standard_input_is_said_in_one_line():
    done = _through_shell("solve - <&-")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_a_closed_standard_output_is_no_success():
    done = _through_shell("solve 'y=w·x, x=2, y=4' >&-")
    assert done.returncode == 2
    assert done.stderr == "bpcli: the output could not be written: standard output is closed\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")  # noqa: PTH110
@pytest.mark.parametrize("command", ["solve 'y=w·x, x=2, y=4'", "list", "list --json", "--help", "--version"])
def test_a_full_disk_is_said_in_one_line(command):
    done = _through_shell(f"{command} >/dev/full")
    assert done.returncode == 2
    assert done.stderr.startswith("bpcli: the output could not be written: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")  # noqa: PTH110
@pytest.mark.parametrize("command", ["solve linear", "draw linear --format png"])
def test_a_full_disk_is_said_with_the_file_it_happened_to(command):
    done = _through_shell(f"{command} -o /dev/full")
    assert done.returncode == 2
    assert done.stderr.startswith("bpcli: /dev/full could not be written: ")


def _through_shell(command):
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    line = f"{sys.executable} -m bpcli {command}"
    return subprocess.run(["sh", "-c", line], capture_output=True, encoding="utf-8", env=env, timeout=30, check=False)


def test_a_chinese_environment_gets_chinese_tables_help_and_messages(bpcli):
    chinese = {"LANGUAGE": "zh", "COLUMNS": "80"}
    assert "反向传播" in bpcli("solve", "linear", env=chinese).out
    assert "列出" in bpcli("--help", env=chinese).out
    assert "没有" in bpcli("solve", "nope.yaml", env=chinese).err
    assert "Backward" in bpcli("solve", "linear", env={"LANG": "zh_CN.UTF-8", "LANGUAGE": "en"}).out


def test_where_only_ascii_may_be_shown_it_is_english(bpcli):
    chinese = {"LANGUAGE": "zh"}
    assert "Backward" in bpcli("solve", "linear", "--ascii", env=chinese).out
    assert "Backward" in bpcli("solve", "linear", env={**chinese, "PYTHONIOENCODING": "gbk"}).out
    assert "there is no" in bpcli("solve", "nope.yaml", "--ascii", env=chinese).err
    assert "\\u" not in bpcli("list", "--ascii", env=chinese).out


def test_lists_within_chinese_sentences_have_chinese_commas(bpcli):
    assert ".svg、.png、.dot" in bpcli("draw", "linear", "-o", "l.jpg", env={"LANGUAGE": "zh"}).err


def test_a_language_nobody_wrote_is_answered_in_english(bpcli):
    assert "Backward" in bpcli("solve", "linear", env={"LANGUAGE": "tlh:xx"}).out
