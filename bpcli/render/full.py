"""What a check found as people read it: every finding with its line and a caret, by file and place."""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.core.say import listed, say
from bpcli.render.cells import wrap
from bpcli.render.diagnostics import diagnostic
from bpcli.render.look import Look, finish
from bpcli.render.summary import summary
from bpcli.report.checked import CheckReport, FileReport, Proof


def document(report: CheckReport, look: Look) -> str:
    """All findings, with `verbose` how each gradient was checked, and the summary."""
    lines: list[str] = []
    for file in report.files:
        for finding in file.findings:
            lines += [*diagnostic(finding, look), ""]
        if report.verbose:
            lines += [*_proofs(file, look), ""]
    return finish([*lines, summary(report, look)], look)


def _proofs(file: FileReport, look: Look) -> Iterator[str]:
    """How the gradients of a file were checked, gradients that were checked alike on one line."""
    path = look.text(file.path)
    if not file.proofs:
        yield from wrap(say("check.not-proved", path=path), look)
        return
    yield from wrap(say("check.proved", path=path), look)
    alike: dict[Proof, list[str]] = {}
    for proof in file.proofs:
        alike.setdefault(proof._replace(gradient=""), []).append(look.text(proof.gradient))
    for (_, used, unused), gradients in alike.items():
        oracles = listed(say(f"engine.oracle-{oracle}") for oracle in used)
        yield from wrap("  " + say("check.proof", gradients=listed(gradients), oracles=oracles), look, 4)
        for oracle, why in unused:
            oracle_name, reason = say(f"engine.oracle-{oracle}"), say(f"engine.unused-{why}")
            yield from wrap("    " + say("check.not-asked", oracle=oracle_name, reason=reason), look, 6)
