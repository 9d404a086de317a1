"""Annotations for GitHub's runner, held against what GitHub documents of its workflow commands."""

from __future__ import annotations

import re

from bpcli.core.findings import Finding, Severity
from bpcli.core.source import Place, Source
from bpcli.render.github import document
from bpcli.render.look import Look
from bpcli.report.checked import CheckReport, FileReport

SOURCE = Source("n.yaml", "title: t\nexpect:\n  dloss/dw: 55\n")
ERROR = Finding("BP204", "stated 55", Place(SOURCE, 29, 31), label="a factor 2", help="bpcli explain BP204")
WARNING = Finding("BP301", "no title", Place(SOURCE, 0, 8), severity=Severity.WARNING)


def lines(*files: FileReport) -> list[str]:
    return document(CheckReport(files), Look(width=None)).splitlines()


def obeyed(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as the runner takes it in: its name, its properties, and its data, escapes undone."""
    match = re.fullmatch(r"::([a-z]+) ([^:]*)::(.*)", line)
    assert match is not None
    pairs = (pair.partition("=") for pair in match[2].split(","))
    return match[1], {name: unescaped(value) for name, _, value in pairs}, unescaped(match[3])


def unescaped(text: str) -> str:
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, character)
    return text


def test_a_finding_is_an_annotation_at_its_place() -> None:
    name, properties, message = obeyed(lines(FileReport("n.yaml", (ERROR,)))[0])
    place = {"file": "n.yaml", "line": "3", "col": "13", "endLine": "3", "endColumn": "15", "title": "BP204"}
    assert (name, properties) == ("error", place)
    assert message == "stated 55: a factor 2\nhelp: bpcli explain BP204"


def test_of_a_place_of_several_lines_the_first_is_annotated() -> None:
    wide = Finding("BP107", "rows differ", Place(SOURCE, 0, 20))
    _, properties, _ = obeyed(lines(FileReport("n.yaml", (wide,)))[0])
    assert properties == {"file": "n.yaml", "line": "1", "col": "1", "title": "BP107"}


def test_errors_come_before_warnings_as_the_runner_shows_ten_of_each() -> None:
    told = lines(FileReport("a.yaml", (WARNING,)), FileReport("b.yaml", (WARNING, ERROR)), FileReport("c.yaml"))
    assert [obeyed(line)[0] for line in told[:-1]] == ["error", "warning", "warning"]
    assert told[-1] == "1 error and 2 warnings in 2 of 3 files"


def test_signs_that_mean_something_to_the_runner_are_escaped() -> None:
    odd = Finding("BP105", "100% odd: 1,2::error::x", Place(SOURCE, 0, 5), help="50%25")
    _, properties, message = obeyed(lines(FileReport("a,b:c%2C.yaml", (odd,)))[0])
    assert properties["file"] == "a,b:c%2C.yaml"
    assert message == "100% odd: 1,2::error::x\nhelp: 50%25"


def test_a_line_end_in_a_message_does_not_begin_a_command() -> None:
    forged = Finding("BP105", "a\n::error::forged\r::stop-commands::x", Place(SOURCE, 0, 5))
    first, summary = lines(FileReport("a\n::error::.yaml", (forged,)))
    assert obeyed(first)[2] == r"a\x0a::error::forged\x0d::stop-commands::x"
    assert summary == "1 error in 1 file"
