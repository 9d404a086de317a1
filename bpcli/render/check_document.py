"""What a check found, for programs: the document `bpcli.check/1`."""

from __future__ import annotations

from typing import Any

from bpcli.core.findings import Finding
from bpcli.render.json_document import document_text
from bpcli.render.look import Look
from bpcli.report.checked import CheckReport, Proof, region

CHECK = "bpcli.check/1"


def document(report: CheckReport, look: Look) -> str:
    """The document; lines and columns count from 1, an end is just behind the last character."""
    content = {
        "format": CHECK,
        "findings": [_finding(path, finding) for path, finding in report.found()],
        "files": len(report.files),
        "checked": [{"path": file.path, "gradients": list(map(_gradient, file.proofs))} for file in report.files],
    }
    return document_text(content, ascii=look.ascii)


def _gradient(proof: Proof) -> dict[str, Any]:
    """Which oracles agreed on a gradient, and why the others were not asked."""
    return {"gradient": proof.gradient, "oracles": list(proof.used), "not_asked": dict(proof.unused)}


def _finding(path: str, finding: Finding) -> dict[str, Any]:
    first, last = region(finding)
    return {
        "path": path,
        "line": first.line,
        "column": first.column,
        "end_line": last.line,
        "end_column": last.column,
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "label": finding.label,
        "help": finding.help,
    }
