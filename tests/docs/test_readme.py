"""Every command in the documents is run, and its output compared letter by letter.

A `console` block holds commands (`$ …`) with their output. A `yaml` block whose first line is a comment with a
file's name is that file for the commands of its document. `python tests/docs/test_readme.py` puts the
present output into the documents; read the difference before you keep it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"# ([\w.-]+\.yaml)\n")
_LINK = re.compile(r"\]\(([^)#:]+)\)")
# What would change how a program writes; a reader's own settings are not the documents' subject.
_UNSET = ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM", "LANGUAGE", "LC_ALL", "PYTHONPATH")


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a document, and the output that the document promises."""

    document: Path
    text: str
    promised: str

    def __str__(self) -> str:
        return f"{self.document.name}: {self.text}"


def blocks(document: Path, language: str) -> list[str]:
    """The fenced blocks of one language."""
    return [block for found, block in _BLOCK.findall(document.read_text("utf-8")) if found == language]


def commands(document: Path) -> Iterator[Command]:
    """The commands of a document's `console` blocks, in order."""
    for block in blocks(document, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            text, _, promised = part.partition("\n")
            yield Command(document, text, promised.strip("\n"))


def put_files(document: Path, folder: Path) -> None:
    """Write the exercise files that a document shows."""
    for block in blocks(document, "yaml"):
        if named := _NAMED.match(block):
            (folder / named[1]).write_text(block, "utf-8")


def output_of(command: Command, folder: Path) -> str:
    """What a command prints, errors included; it must end with 0 (`; echo $?` shows another code)."""
    environment = {name: value for name, value in os.environ.items() if name not in _UNSET}
    programs = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command.text],
        cwd=folder,
        env={**environment, "PATH": programs, "LANG": "C.UTF-8", "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{command.text}: exit code {done.returncode}\n{done.stdout}"
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())


ALL = [command for document in DOCUMENTS for command in commands(document)]


@pytest.mark.parametrize("command", ALL, ids=str)
def test_a_command_prints_what_its_document_shows(command: Command, tmp_path: Path) -> None:
    put_files(command.document, tmp_path)
    assert output_of(command, tmp_path) == command.promised


def test_the_readme_installs_and_tests_with_two_commands() -> None:
    first, second = blocks(ROOT / "README.md", "sh")
    assert first.endswith('&& .venv/bin/bpcli solve "y=w·x, x=2, y=4"\n')
    assert second.endswith("&& .venv/bin/pytest\n")
    assert first.count("\n") == second.count("\n") == 1


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_documents_link_to_files_that_are_there(document: Path) -> None:
    links = _LINK.findall(document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_nobody_is_told_to_install_the_package_of_another_project(document: Path) -> None:
    told = re.findall(r"pip install [^\n`]*\bbpcli\b", document.read_text("utf-8"))
    assert [text for text in told if "/bpcli" not in text] == []


def _rewrite(document: Path) -> None:
    text = document.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        put_files(document, Path(folder))
        for block in blocks(document, "console"):
            texts = [part.partition("\n")[0] for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
            run = [(part, output_of(Command(document, part, ""), Path(folder))) for part in texts]
            fresh = "".join(f"$ {part}\n{printed}\n" if printed else f"$ {part}\n" for part, printed in run)
            text = text.replace(f"```console\n{block}```", f"```console\n{fresh}```")
    document.write_text(text, "utf-8")


if __name__ == "__main__":
    for one in DOCUMENTS:
        _rewrite(one)
