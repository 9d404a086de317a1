"""Commands that the documents list without their output: each is one that the program has, with options it knows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from bpcli.cli.app import program

ROOT = Path(__file__).parents[2]
_LISTED = re.compile(r"^    bpcli (\w+)(.*?)(?:  .*)?$", re.MULTILINE)
LISTED = sorted(
    {
        (document.name, *match.groups())
        for document in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))
        for match in _LISTED.finditer(document.read_text("utf-8"))
    }
)


def test_documents_list_commands():
    assert ("README.md", "quiz", " --random --level 2 --seed 7") in LISTED


@pytest.mark.parametrize(("document", "name", "rest"), LISTED)
def test_a_listed_command_and_its_options_are_there(document, name, rest):
    command = get_command(program(name)).commands[name]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    used = {word.partition("=")[0] for word in shlex.split(rest) if re.match(r"--?[a-z]", word)}
    assert used <= known, document
