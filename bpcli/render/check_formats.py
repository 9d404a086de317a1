"""The formats in which `check` tells what it found: `write("sarif", report, look)` is one whole document.

A format is a row here and a module with `document(report, look) -> str`; `--format` and its help read the rows.
"""

from __future__ import annotations

from importlib import import_module

from bpcli.render.look import Look
from bpcli.report.checked import CheckReport

FORMATS = {
    "full": "bpcli.render.full",
    "concise": "bpcli.render.concise",
    "json": "bpcli.render.check_document",
    "github": "bpcli.render.github",
    "junit": "bpcli.render.junit",
    "sarif": "bpcli.render.sarif",
}
FOR_PEOPLE = ("full", "concise", "github")  # they end with a line that sums up; the others are for programs alone


def write(name: str, report: CheckReport, look: Look) -> str:
    """The report in the format of that name."""
    document: str = import_module(FORMATS[name]).document(report, look)
    return document
