"""What holds for every command there is, and what the short ones must not load."""

from __future__ import annotations

import subprocess
import sys
from pkgutil import iter_modules

import pytest

from bpcli.cli import commands
from bpcli.cli.exit_codes import ExitCode

NAMES = sorted(module.name for module in iter_modules(commands.__path__))
HEAVY = {"sympy", "numpy", "rich.console", "pydantic"}
# Widths of characters are measured by rich.cells, which is light.


def test_the_help_of_the_program_names_every_command_and_every_exit_code(inside):
    run = inside("--help")
    assert run.code == 0
    words = run.out.split()
    assert set(NAMES) <= set(words)
    assert {str(code.value) for code in ExitCode} <= set(words)


def test_no_line_of_the_help_is_cut_off(inside):
    assert "..." not in inside("--help").out.replace("[ARGS]...", "")


def test_without_a_command_the_help_is_shown_and_it_is_bad_usage(inside):
    run = inside()
    assert run.code == ExitCode.USAGE
    assert "Commands:" in run.said


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_a_command_tells_what_it_does_and_each_of_its_options(name, option, inside):
    run = inside(name, option)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith(f"Usage: bpcli {name}")
    blocks = run.out.split("Options:\n")[1]
    assert "-h, --help" in blocks
    for line in blocks.splitlines():
        # An option either has its text beside it or on the next line.
        assert not line.strip().endswith(("TEXT", "FILE"))


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_option_is_bad_usage(name, inside):
    run = inside(name, "--no-such-option")
    assert run.code == ExitCode.USAGE
    assert "--no-such-option" in run.err
    assert "Traceback" not in run.err


def test_an_unknown_command_is_bad_usage(inside):
    run = inside("no-such-command")
    assert run.code == ExitCode.USAGE
    assert "no-such-command" in run.err


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--help"], HEAVY | {"yaml", "rich"}),
        (["--version"], HEAVY | {"yaml", "rich"}),
        (["solve", "--help"], HEAVY | {"yaml", "rich"}),
        (["list"], HEAVY),
        (["list", "--json"], HEAVY | {"rich"}),
        (["schema"], HEAVY | {"yaml", "rich"}),
        (["new", "--help"], HEAVY | {"yaml", "rich"}),
        (["solve", "y = w*"], HEAVY),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_short_command_loads_nothing_heavy(arguments, heavy):
    script = """
import sys
from bpcli.cli.main import main
try:
    main()
except SystemExit:
    pass
print(*sys.modules, file=sys.__stderr__)
"""
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert not heavy & set(done.stderr.splitlines()[-1].split())
