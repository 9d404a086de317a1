"""What holds for every format of a check, with every kind of finding."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from importlib import import_module

import pytest

from bpcli.core.findings import Finding, Severity
from bpcli.core.source import Place, Source
from bpcli.render.check_formats import FORMATS, write
from bpcli.render.look import Look
from bpcli.report.checked import CheckReport, FileReport, Proof, Rule, whole_file

NEURON = Source("exercises/neuron.yaml", "title: A neuron\nmodel: ŷ = w·x\nexpect:\n  dloss/dw: 55\n")
HOSTILE = Source("a,b:c%\n::error::forged\x1b[2K\udcff.yaml", "::error::title\n\x1b]0;t\x07\u202e<&\"'>]]>\ufffe\x00\n")
WRONG = Finding(
    "BP204",
    "stated dloss/dw is 55, computed 110",
    Place(NEURON, NEURON.text.index("55"), NEURON.text.index("55") + 2),
    label="off by a factor 2",
    help="bpcli explain BP204",
)
NO_TITLE = Finding("BP301", "the exercise has no title", Place(NEURON, 0, 5), severity=Severity.WARNING)
LONG = Finding("BP107", "the rows differ", Place(NEURON, 7, len(NEURON.text)))
FORGED = Finding(
    "BP105",
    "100% wrong\r\n::error::forged \x1b[31m\u202e, <b>&amp;\"'\x00\ud800",
    Place(HOSTILE, 0, 5),
    label="::warning::here\n::error::there",
    help="\n::set-output name=x::y",
)
NOWHERE = Finding("BP901", "it took too long", whole_file("slow.yaml"))

EVERYTHING = CheckReport(
    (
        FileReport("exercises/neuron.yaml", (NO_TITLE, LONG, WRONG), (Proof("∂loss/∂w", ("reverse", "formula")),)),
        FileReport(HOSTILE.name, (FORGED,)),
        FileReport("fine.yaml", (), (Proof("∂loss/∂w", ("reverse",), (("formula", "long"),)),)),
        FileReport("slow.yaml", (NOWHERE,)),
        FileReport("warned.yaml", (NO_TITLE,)),
        FileReport("/abs/a b#é?.yaml", (NO_TITLE,)),
    ),
    (
        Rule("BP204", "stated-differs", Severity.ERROR, "A stated answer differs", "A stated answer differs.\n\nWhy."),
        Rule("BP301", "no-title", Severity.WARNING, "The exercise has no title", "The exercise has no title."),
    ),
)
NOTHING = CheckReport(())
FINE = CheckReport((FileReport("fine.yaml"),))
ALONE = CheckReport((FileReport("exercises/neuron.yaml", (WRONG,)),))
REPORTS = {"everything": EVERYTHING, "nothing": NOTHING, "fine": FINE, "alone": ALONE}
LOOKS = {
    "terminal": Look(color=True),
    "narrow": Look(width=40),
    "pipe": Look(width=None),
    "ascii": Look(ascii=True, width=None),
}


every_format = pytest.mark.parametrize("name", FORMATS)
every_look = pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
every_report = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)


def test_a_format_is_a_module_with_a_function_document() -> None:
    assert all(callable(import_module(module).document) for module in FORMATS.values())


@every_format
@every_look
@every_report
def test_a_format_writes_every_report(name: str, look: Look, report: CheckReport) -> None:
    text = write(name, report, look)
    assert text.endswith("\n")
    assert text == write(name, report, look)


@every_format
@every_look
def test_no_format_lets_a_control_character_of_a_stranger_through(name: str, look: Look) -> None:
    text = write(name, REPORTS["everything"], replace(look, color=False))
    hidden = {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")} - {"\n"}
    assert hidden == set()


@every_format
@every_look
def test_no_line_of_a_stranger_is_a_command_for_a_runner(name: str, look: Look) -> None:
    lines = write(name, REPORTS["everything"], look).splitlines()
    commands = [line for line in lines if line.strip().startswith("::")]
    ours = ("::error file=", "::warning file=") if name == "github" else ()
    assert [line for line in commands if not line.startswith(ours)] == []


@every_format
@every_report
def test_ascii_is_kept(name: str, report: CheckReport) -> None:
    assert write(name, report, LOOKS["ascii"]).isascii()


@every_format
def test_every_finding_is_told_with_its_code(name: str) -> None:
    text = write(name, REPORTS["everything"], Look(width=None))
    assert all(code in text for code in ("BP105", "BP107", "BP204", "BP301", "BP901"))


@every_format
def test_a_format_for_programs_has_no_colour(name: str) -> None:
    text = write(name, REPORTS["everything"], Look(color=True))
    assert ("\x1b[" in text) is (name in {"full", "concise", "github"})
