"""What a check found as JUnit's XML, which every CI server shows: a file is a test case, its errors make it fail.

Warnings alone let a test case pass, and stand in its output.
"""

from __future__ import annotations

from bpcli.core.findings import Finding, Severity
from bpcli.core.visible import visible
from bpcli.render.diagnostics import diagnostics, labelled_message
from bpcli.render.look import Look, finish
from bpcli.report.checked import CheckReport, FileReport

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def document(report: CheckReport, look: Look) -> str:
    """The document, valid by the schema of Jenkins."""
    plain = Look(ascii=look.ascii, width=None)
    failures = sum(file.count(Severity.ERROR) > 0 for file in report.files)
    counts = _attributes(name="bpcli check", tests=len(report.files), failures=failures, errors=0)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites{counts}>", f"<testsuite{counts}>"]
    for file in report.files:
        lines += _case(file, plain)
    return finish([*lines, "</testsuite>", "</testsuites>"], plain)


def _case(file: FileReport, look: Look) -> list[str]:
    errors = [finding for finding in file.findings if finding.severity is Severity.ERROR]
    warnings = [finding for finding in file.findings if finding.severity is not Severity.ERROR]
    opened = f"<testcase{_attributes(name=file.path, classname='bpcli.check', file=file.path)}"
    if not file.findings:
        return [f"{opened}/>"]
    lines = [f"{opened}>"]
    if errors:
        attributes = _attributes(message=labelled_message(errors[0], look), type=errors[0].code)
        lines += [f"<failure{attributes}>{_shown(errors, look)}</failure>"]
    if warnings:
        lines += [f"<system-out>{_shown(warnings, look)}</system-out>"]
    return [*lines, "</testcase>"]


def _attributes(**fields: object) -> str:
    return "".join(f' {name}="{visible(str(text)).translate(_ESCAPES)}"' for name, text in fields.items())


def _shown(findings: list[Finding], look: Look) -> str:
    return diagnostics(findings, look).translate(_ESCAPES)
