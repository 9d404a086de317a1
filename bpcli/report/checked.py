"""What a check of files has found, between the checks and the formats: files with their findings, and the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bpcli.core.findings import Finding, Severity
from bpcli.core.source import Place, Position, Source


class Proof(NamedTuple):
    """A gradient (`∂loss/∂w`), which oracles agreed on it, and which were not asked, each with the reason.

    Oracles and reasons are the words of `bpcli.engine.oracles`; `engine.oracle-…` and `engine.unused-…` say them.
    """

    gradient: str
    used: tuple[str, ...]
    unused: tuple[tuple[str, str], ...] = ()


class Rule(NamedTuple):
    """A code as programs tell it: `BP204`, `stated-differs`, its usual severity, a headline and the manual."""

    code: str
    name: str
    severity: Severity
    headline: str
    manual: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: its path as it was given, with `/` between folders, and what was found in it, by place."""

    path: str
    findings: tuple[Finding, ...] = ()
    proofs: tuple[Proof, ...] = ()

    def count(self, severity: Severity) -> int:
        """How many findings are so bad."""
        return sum(found.severity is severity for found in self.findings)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All files in their order. `rules` are those of the codes that were found, by code; `verbose` asks for proofs."""

    files: tuple[FileReport, ...]
    rules: tuple[Rule, ...] = ()
    verbose: bool = False

    def count(self, severity: Severity) -> int:
        """How many findings are so bad, in all files."""
        return sum(file.count(severity) for file in self.files)

    @property
    def odd(self) -> int:
        """How many files have findings."""
        return sum(bool(file.findings) for file in self.files)

    def found(self) -> Iterator[tuple[str, Finding]]:
        """Every finding with the path of its file, by file and place."""
        return ((file.path, finding) for file in self.files for finding in file.findings)

    def worst_first(self) -> list[tuple[str, Finding]]:
        """The same, errors before warnings: for readers who see only the first few."""
        return sorted(self.found(), key=lambda found: found[1].severity is not Severity.ERROR)


class Region(NamedTuple):
    """Where a finding stands, as editors count: from 1, the end just behind the last character."""

    first: Position
    last: Position


def region(finding: Finding) -> Region:
    """The place of a finding; the top of the file where it has none."""
    if finding.place is None:
        return Region(Position(1, 1), Position(1, 1))
    return Region(finding.place.first, finding.place.last)


def whole_file(name: str) -> Place:
    """The place of what concerns a file that was not, or could not be, read."""
    return Place(Source(name, ""), 0, 0)


def codes(files: Iterable[FileReport]) -> list[str]:
    """The codes that were found, each once, sorted."""
    return sorted({finding.code for file in files for finding in file.findings})
