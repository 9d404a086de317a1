"""What an author states is held against the result before any command shows it."""

from __future__ import annotations

import pytest

from bpcli.cli.exit_codes import ExitCode

WRONG = """title: One product
model: [y = w·x]
given: {x: 2, w: 3}
expect: {y: 5}
"""


@pytest.fixture
def wrong(tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG, "utf-8")
    return str(path)


@pytest.mark.parametrize("command", ["solve", "draw", "export"])
def test_a_file_that_states_a_wrong_value_is_not_shown(command, inside, wrong):
    run = inside(command, wrong)
    assert (run.code, run.out) == (ExitCode.FAULT_IN_FILE, "")
    assert "BP204" in run.err


@pytest.mark.parametrize("command", ["solve", "draw", "export"])
def test_what_an_author_states_says_nothing_of_numbers_that_were_set(command, inside, wrong):
    assert inside(command, wrong, "--set", "x=1").code == ExitCode.DONE
