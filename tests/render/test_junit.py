"""JUnit's XML, valid by the schema that Jenkins publishes (`schemas/junit-10.xsd`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from bpcli.core.findings import Finding, Severity
from bpcli.core.source import Place, Source
from bpcli.render.junit import document
from bpcli.render.look import Look
from bpcli.report.checked import CheckReport, FileReport

SOURCE = Source("n.yaml", 'title: <t> & "it\'s"\n')
ERROR = Finding("BP204", "stated 55", Place(SOURCE, 7, 10), label="a factor 2", help="bpcli explain BP204")
WARNING = Finding("BP301", "no title", Place(SOURCE, 0, 5), severity=Severity.WARNING)
ILLEGAL = Finding("BP105", "\x00\x1b\ud800\ufffe]]> <!-- & \x85", Place(SOURCE, 0, 5))
REPORT = CheckReport(
    (
        FileReport("n.yaml", (ERROR, WARNING, ILLEGAL)),
        FileReport("warned.yaml", (WARNING,)),
        FileReport('fine "<&>\x0b.yaml'),
    )
)


@pytest.fixture(scope="module")
def schema() -> Any:
    xmlschema = pytest.importorskip("xmlschema")
    return xmlschema.XMLSchema(str(Path(__file__).with_name("schemas") / "junit-10.xsd"))


@pytest.mark.parametrize("look", [Look(), Look(ascii=True)], ids=["unicode", "ascii"])
@pytest.mark.parametrize("report", [REPORT, CheckReport(())], ids=["findings", "nothing"])
def test_the_document_is_valid(schema: Any, report: CheckReport, look: Look) -> None:
    schema.validate(document(report, look))


def test_a_file_is_a_test_case_that_fails_for_its_errors() -> None:
    root = ET.fromstring(document(REPORT, Look()))  # noqa: S314 - our own text
    suite = root[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "0")
    failed, warned, fine = suite
    assert [child.tag for child in failed] == ["failure", "system-out"]
    assert (failed[0].get("type"), failed[0].get("message")) == ("BP204", "stated 55: a factor 2")
    assert "n.yaml:1:8: error[BP204] stated 55" in (failed[0].text or "")
    assert "BP105" in (failed[0].text or "")
    assert [child.tag for child in warned] == ["system-out"]
    assert list(fine) == []


def test_text_of_strangers_reads_back_as_it_is_shown() -> None:
    root = ET.fromstring(document(REPORT, Look()))  # noqa: S314
    assert r"\x00\x1b\ud800\ufffe]]> <!-- & \x85" in (root[0][0][0].text or "")
    assert 'title: <t> & "it\'s"' in (root[0][0][0].text or "")
    assert root[0][2].get("name") == 'fine "<&>\\x0b.yaml'
