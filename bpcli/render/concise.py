"""What a check found, one finding a line: `path:line:column: error[BP204] message`."""

from __future__ import annotations

from bpcli.render.diagnostics import headline
from bpcli.render.look import Look, finish
from bpcli.render.summary import summary
from bpcli.report.checked import CheckReport


def document(report: CheckReport, look: Look) -> str:
    """One line a finding, by file and place, and the summary."""
    findings = (finding for _, finding in report.found())
    lines = [headline(finding, look, labelled=True) for finding in findings]
    return finish([*lines, summary(report, look)], look)
