"""`bpcli explain` and `bpcli rules`: the manuals of the codes, and the list of them."""

from __future__ import annotations

import json

import pytest

from bpcli.checks.rules import rules
from bpcli.cli.exit_codes import ExitCode


@pytest.mark.parametrize("code", [rule.code for rule in rules()])
@pytest.mark.parametrize("width", ["40", "80"])
def test_every_code_is_explained_in_the_width_there_is(code, width, inside):
    run = inside("explain", code, terminal=True, env={"COLUMNS": width, "NO_COLOR": "1"})
    assert (run.code, run.err) == (ExitCode.DONE, "")
    head = run.out.split()[0]
    assert head in {f"error[{code}]", f"warning[{code}]"}
    assert all(len(line) <= int(width) for line in run.out.splitlines() if not line.startswith(" "))


def test_several_codes_are_explained_one_after_the_other_however_they_are_typed(inside):
    run = inside("explain", "bp204", " BP301 ")
    heads = [line for line in run.out.splitlines() if "[BP" in line]
    assert [head.partition(" ")[0] for head in heads] == ["error[BP204]", "warning[BP301]"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("BP2044", "there is no code BP2044; did you mean BP204?"),
        ("P301", "there is no code P301; did you mean BP301?"),
        ("model", "there is no code model; bpcli rules lists them"),
        ("\x1b[2K::error::x", r"there is no code \x1b[2K::error::x; bpcli rules lists them"),
    ],
)
def test_a_code_there_is_not_is_bad_usage_with_the_nearest_one(typed, said, inside):
    run = inside("explain", typed)
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert run.err == f"bpcli: {said}\n"


def test_the_list_has_every_code_once_with_what_it_says(inside):
    run = inside("rules")
    codes = [line.split()[0] for line in run.out.splitlines()[1:]]
    assert codes == sorted({rule.code for rule in rules()})
    assert "BP301  warning   The exercise has no title" in run.out


def test_the_list_for_programs_has_the_manuals(inside):
    document = json.loads(inside("rules", "--json").out)
    assert document["format"] == "bpcli.rules/1"
    (found,) = (rule for rule in document["rules"] if rule["code"] == "BP204")
    assert (found["name"], found["severity"], found["family"]) == ("stated-differs", "error", "mathematics")
    assert found["manual"].startswith(found["headline"])


def test_the_codes_are_explained_in_ascii(inside):
    assert inside("explain", *(rule.code for rule in rules()), "--ascii").out.isascii()
    assert inside("rules", "--ascii").out.isascii()
