"""The line that says how a check ended."""

from __future__ import annotations

import pytest

from bpcli.core.findings import Finding, Severity
from bpcli.render.look import Look
from bpcli.render.summary import summary
from bpcli.report.checked import CheckReport, FileReport

ERROR = Finding("BP204", "differs")
WARNING = Finding("BP301", "no title", severity=Severity.WARNING)


def told(*findings: tuple[Finding, ...], color: bool = False) -> str:
    files = tuple(FileReport(f"{number}.yaml", found) for number, found in enumerate(findings))
    return summary(CheckReport(files), Look(color=color))


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ((), "no file was checked"),
        (((),), "1 file is fine"),
        (((), ()), "2 files are fine"),
        (((),) * 1200, "1,200 files are fine"),
        (((ERROR,),), "1 error in 1 file"),
        (((ERROR, ERROR),), "2 errors in 1 file"),
        (((WARNING,),), "1 warning in 1 file"),
        (((WARNING, WARNING), ()), "2 warnings in 1 of 2 files"),
        (((ERROR,), (), (WARNING,)), "1 error and 1 warning in 2 of 3 files"),
        (((ERROR, WARNING, WARNING),), "1 error and 2 warnings in 1 file"),
        (((ERROR, ERROR), (ERROR, WARNING), *[()] * 198), "3 errors and 1 warning in 2 of 200 files"),
        (((ERROR, ERROR), (WARNING, WARNING), ()), "2 errors and 2 warnings in 2 of 3 files"),
    ],
)
def test_the_summary_counts_findings_and_files(findings: tuple[tuple[Finding, ...], ...], said: str) -> None:
    assert told(*findings) == said


@pytest.mark.parametrize(("found", "color"), [((ERROR, WARNING), "31"), ((WARNING,), "33"), ((), "32")])
def test_the_summary_is_red_yellow_or_green(found: tuple[Finding, ...], color: str) -> None:
    assert told(found, color=True).startswith("\x1b[") and f"{color}m" in told(found, color=True)  # noqa: PT018
