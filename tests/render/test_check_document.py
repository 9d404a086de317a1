"""The document `bpcli.check/1`, field by field as the page on its format promises."""

from __future__ import annotations

import json

from bpcli.core.findings import Finding, Severity
from bpcli.core.source import Place, Source
from bpcli.render.check_document import document
from bpcli.render.look import Look
from bpcli.report.checked import CheckReport, FileReport, Proof, whole_file

SOURCE = Source("n.yaml", "title: t\nexpect:\n  dŷ/dw: 55\n")
ERROR = Finding("BP204", "stated 55", Place(SOURCE, 26, 28), label="a factor 2", help="bpcli explain BP204")
WARNING = Finding("BP301", "no title", whole_file("n.yaml"), severity=Severity.WARNING)
PROOFS = (Proof("∂ŷ/∂w", ("reverse", "formula"), (("differences", "kink"),)),)


def test_the_document_has_the_promised_fields() -> None:
    text = document(CheckReport((FileReport("n.yaml", (WARNING, ERROR), PROOFS), FileReport("fine.yaml"))), Look())
    told = json.loads(text)
    assert text.count("\n") == 1
    assert (told["format"], told["files"]) == ("bpcli.check/1", 2)
    first, second = told["findings"]
    assert second == {
        "path": "n.yaml",
        "line": 3,
        "column": 10,
        "end_line": 3,
        "end_column": 12,
        "code": "BP204",
        "severity": "error",
        "message": "stated 55",
        "label": "a factor 2",
        "help": "bpcli explain BP204",
    }
    assert [first[name] for name in ("line", "column", "end_line", "end_column")] == [1, 1, 1, 1]
    assert (first["code"], first["severity"]) == ("BP301", "warning")


def test_the_document_tells_which_oracles_agreed_on_each_gradient() -> None:
    told = json.loads(document(CheckReport((FileReport("n.yaml", (), PROOFS),)), Look()))
    gradient = {"gradient": "∂ŷ/∂w", "oracles": ["reverse", "formula"], "not_asked": {"differences": "kink"}}
    assert told["checked"] == [{"path": "n.yaml", "gradients": [gradient]}]
