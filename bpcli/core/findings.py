"""What is wrong, where, and what to do about it.

Raise `Faults` with one or more `Finding`s when a text cannot be used; collect findings in a list where
work can go on and everything wrong should be said at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bpcli.core.source import Place


class Severity(StrEnum):
    """How bad a finding is: an error makes the exercise unusable, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a stranger's text.

    `code` is stable (BP0xx reading, BP1xx shape of the file, BP2xx mathematics, BP3xx teaching);
    `message` is the headline; `label` stands beside the caret; `help` says what to do.
    All three may hold characters of the stranger's: a renderer passes them through `visible`.
    """

    code: str
    message: str
    place: Place | None = None
    label: str = ""
    help: str = ""
    severity: Severity = Severity.ERROR


class Faults(Exception):
    """One or more findings that make going on impossible."""

    def __init__(self, findings: Finding | Iterable[Finding]) -> None:
        self.findings = (findings,) if isinstance(findings, Finding) else tuple(findings)
        super().__init__("; ".join(finding.message for finding in self.findings))


class ProgramFault(Exception):
    """The program contradicts itself (a gradient that fails its check): exit code 3, never a table."""
