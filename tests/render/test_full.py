"""What people read of a check: diagnostics, proofs, and findings on one line each."""

from __future__ import annotations

from bpcli.core.findings import Finding
from bpcli.core.source import Place, Source
from bpcli.render import concise, full
from bpcli.render.look import Look
from bpcli.report.checked import CheckReport, FileReport, Proof

SOURCE = Source("exercises/neuron.yaml", "title: t\nexpect:\n  dloss/dw: 55\n")
WRONG = Finding(
    "BP204",
    "stated dloss/dw is 55, computed 110",
    Place(SOURCE, 29, 31),
    label="off by a factor 2: the power's coefficient is missing",
    help="bpcli explain BP204",
)
REPORT = CheckReport((FileReport("exercises/neuron.yaml", (WRONG,)), FileReport("fine.yaml")))


def test_a_finding_is_drawn_with_its_line_and_a_caret() -> None:
    assert full.document(REPORT, Look(width=None)) == (
        "exercises/neuron.yaml:3:13: error[BP204] stated dloss/dw is 55, computed 110\n"
        "  |\n"
        "3 |   dloss/dw: 55\n"
        "  |             ^^ off by a factor 2: the power's coefficient is missing\n"
        "  = help: bpcli explain BP204\n"
        "\n"
        "1 error in 1 of 2 files\n"
    )


def test_a_finding_on_one_line_says_what_stands_at_the_caret_too() -> None:
    assert concise.document(REPORT, Look(width=None)) == (
        "exercises/neuron.yaml:3:13: error[BP204] stated dloss/dw is 55, computed 110: "
        "off by a factor 2: the power's coefficient is missing\n"
        "1 error in 1 of 2 files\n"
    )


def test_gradients_that_were_checked_alike_are_told_together() -> None:
    proofs = (
        Proof("∂L/∂w", ("reverse", "differences"), (("formula", "arrays"),)),
        Proof("∂L/∂b", ("reverse", "differences"), (("formula", "arrays"),)),
        Proof("∂L/∂x", ("reverse",)),
    )
    report = CheckReport((FileReport("a.yaml", (), proofs), FileReport("b.yaml")), verbose=True)
    assert full.document(report, Look(width=None)) == (
        "a.yaml: how each gradient was checked\n"
        "  ∂L/∂w, ∂L/∂b: the backward pass, finite differences at high precision\n"
        "    not by sympy's derivative of the whole formula: with arrays there is no formula of numbers to "
        "differentiate\n"
        "  ∂L/∂x: the backward pass\n"
        "\n"
        "b.yaml: no gradient was checked, as none could be worked out\n"
        "\n"
        "2 files are fine\n"
    )


def test_proofs_keep_to_the_width() -> None:
    report = CheckReport((FileReport("a.yaml", (), (Proof("∂L/∂w", ("reverse", "formula")),)),), verbose=True)
    assert all(len(line) <= 40 for line in full.document(report, Look(width=40)).splitlines())
