"""What a check found as SARIF 2.1.0, for code scanning: results with their places, rules with their manuals."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from bpcli import __version__
from bpcli.core.findings import Finding
from bpcli.core.say import say
from bpcli.core.visible import visible
from bpcli.render.diagnostics import labelled_message
from bpcli.render.json_document import document_text
from bpcli.render.look import Look
from bpcli.report.checked import CheckReport, Rule, region

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def document(report: CheckReport, look: Look) -> str:
    """The log of one run."""
    numbers = {rule.code: number for number, rule in enumerate(report.rules)}
    driver = {"name": "bpcli", "semanticVersion": __version__, "rules": [_rule(rule) for rule in report.rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(path, finding, numbers, look) for path, finding in report.found()],
    }
    return document_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ascii=look.ascii)


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.headline},
        "help": {"text": rule.manual},
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _result(path: str, finding: Finding, numbers: dict[str, int], look: Look) -> dict[str, Any]:
    number = {"ruleIndex": numbers[finding.code]} if finding.code in numbers else {}
    text = labelled_message(finding, look)
    if finding.help:
        text = f"{text}\n{say('render.help', text=visible(finding.help))}"
    return {
        "ruleId": finding.code,
        **number,
        "level": finding.severity.value,
        "message": {"text": text},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(path), "region": _region(finding)}}],
    }


def _artifact(path: str) -> dict[str, str]:
    """The file as a URI; one that has no root is told from the folder that the check ran in."""
    if PurePath(path).is_absolute():
        return {"uri": f"file://{'' if path.startswith('/') else '/'}{_quoted(path)}"}
    return {"uri": _quoted(path), "uriBaseId": "%SRCROOT%"}


def _quoted(path: str) -> str:
    return quote(path.encode("utf-8", "surrogateescape"), safe="/")


def _region(finding: Finding) -> dict[str, int]:
    first, last = region(finding)
    return {
        "startLine": first.line,
        "startColumn": first.column,
        "endLine": last.line,
        "endColumn": last.column,
    }
