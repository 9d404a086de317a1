"""Check one exercise file: everything that is wrong with it, at once.

`check_path(path, settings)` reads and checks a file, `check_bytes` the bytes of one, `check_source` its text. Each
gives a `Checked`, and raises nothing but `Unreadable` (check_path only, where the path itself is at fault), and
MemoryError. A fault of the program is a finding too, with the code BP900, so that no file hides the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bpcli.checks.finders import Finder, finders
from bpcli.checks.ignores import Silences, silences, unused_findings
from bpcli.checks.settings import DEFAULT, Settings
from bpcli.checks.subject import Subject
from bpcli.core.findings import Faults, Finding, ProgramFault, Severity
from bpcli.core.say import say
from bpcli.core.source import Place, Source
from bpcli.engine.oracles import OracleReport, oracles
from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.loading import load_partly
from bpcli.exercise.reading import decode, read_file
from bpcli.exercise.telling import finding
from bpcli.tutor.solution import solve

PROGRAM_FAULT = "BP900"
TOO_MANY = "BP108"
MOST_FINDINGS = 100  # of one file


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one file.

    name: the path as it was given; source: its text, None where the bytes are no text.
    findings: by place; selected, with the severities of the settings, ignored ones left out.
    exercise, trace: None where the file has a fault that makes them impossible.
    oracles: who agreed on each gradient; None where there is no trace, or where they disagree (BP900).
    fault: the exception behind a BP900, for whoever wants its traceback.
    """

    name: str
    findings: tuple[Finding, ...]
    source: Source | None = None
    exercise: Exercise | None = None
    trace: Trace | None = None
    oracles: OracleReport | None = None
    fault: Exception | None = None

    @property
    def has_errors(self) -> bool:
        """Whether the file fails."""
        return any(found.severity is Severity.ERROR for found in self.findings)

    @property
    def has_program_fault(self) -> bool:
        """Whether the program contradicted itself: exit code 3."""
        return any(found.code == PROGRAM_FAULT for found in self.findings)

    def alone(self) -> Checked:
        """The same without exercise, trace and exception: plain data, fit to be sent to another process."""
        return replace(self, exercise=None, trace=None, fault=None)


def check_path(path: Path, settings: Settings = DEFAULT) -> Checked:
    """Check a file. Raises Unreadable where the path cannot be read at all."""
    try:
        source = read_file(path)
    except Faults as faults:
        return Checked(str(path), faults.findings)
    return check_source(source, settings)


def check_bytes(data: bytes, name: str, settings: Settings = DEFAULT) -> Checked:
    """Check the bytes of a file that is called so: standard input, say, which is called `-`."""
    try:
        source = decode(data, name)
    except Faults as faults:
        return Checked(name, faults.findings)
    return check_source(source, settings)


def check_source(source: Source, settings: Settings = DEFAULT) -> Checked:
    """Check the text of a file."""
    silenced, faults = silences(source)
    check = _Check(source, settings, silenced)
    check.run()
    left = [found for found in check.findings if not silenced.of(found.code, found.place)]
    left += faults
    if check.is_whole:
        left += unused_findings(one for one in silenced.unused(check.findings) if check.looked_for(one.code))
    findings = _bounded(_ordered(_as_set(left, settings)))
    return Checked(source.name, findings, source, check.exercise, check.trace, check.oracles, check.fault)


class _Check:
    """The checking of one file, part by part; what fails is noted, and what does not need it goes on."""

    def __init__(self, source: Source, settings: Settings, silenced: Silences) -> None:
        self.source, self.settings, self.silenced = source, settings, silenced
        self.findings: list[Finding] = []
        self.exercise: Exercise | None = None
        self.trace: Trace | None = None
        self.oracles: OracleReport | None = None
        self.fault: Exception | None = None
        self.is_whole = self.is_partial = False

    def run(self) -> None:
        """Read, solve, and apply every rule."""
        self._guarded(self._read)
        if self.exercise is not None:
            self._guarded(self._solve)
        if self.trace is not None and self.exercise is not None:
            self._guarded(self._ask_oracles)
            subject = Subject(self.exercise, self.trace, self.silenced)
            for rule in finders():
                if self._is_due(rule):
                    self._guarded(partial(self._apply, rule, subject))
        self.is_whole = self.trace is not None and self.fault is None and not self.is_partial

    def looked_for(self, code: str) -> bool:
        """Whether a code was looked for at all."""
        strict = any(rule.strict for rule in finders() if rule.code == code)
        return self.settings.looks_for(code, strict=strict)

    def _read(self) -> None:
        loaded = load_partly(self.source)
        self.exercise, self.is_partial = loaded.exercise, bool(loaded.findings)
        self.findings += loaded.findings or (loaded.exercise.warnings if loaded.exercise else ())

    def _is_due(self, rule: Finder) -> bool:
        """Whether a rule is to be applied: how well the questions teach is looked at once they can all be read."""
        if rule.asks and self.is_partial:
            return False
        return self.settings.looks_for(rule.code, strict=rule.strict)

    def _apply(self, rule: Finder, subject: Subject) -> None:
        for found in rule.find(subject):
            self.findings.append(found)

    def _solve(self) -> None:
        if self.exercise is not None:
            self.trace = solve(self.exercise)

    def _ask_oracles(self) -> None:
        if self.trace is not None:
            self.oracles = oracles(self.trace)

    def _guarded(self, part: Callable[[], None]) -> None:
        """Do a part of the work; whatever goes wrong becomes a finding."""
        try:
            part()
        except Faults as faults:
            self.findings += faults.findings
        except MemoryError:  # no memory is left for going on: whoever gave so much of it must know
            raise
        except Exception as error:  # a fault of the program must not hide the next finding
            self.fault = error
            reason = str(error) if isinstance(error, ProgramFault) else f"{type(error).__name__}: {error}"
            place = Place(self.source, 0, 0)
            self.findings.append(Finding(PROGRAM_FAULT, say("checks.program-fault", reason=reason), place))


def _as_set(findings: list[Finding], settings: Settings) -> Iterator[Finding]:
    """The findings that are selected, as bad as the settings say; what makes an exercise unusable is always there."""
    own = {rule.code for rule in finders()}
    for found in findings:
        if found.severity is Severity.ERROR and found.code not in own:
            yield found
            continue
        severity = settings.severity_of(found.code, found.severity)
        if severity is not None:
            yield replace(found, severity=severity)


def _ordered(findings: Iterator[Finding]) -> tuple[Finding, ...]:
    """By place, and of one place the worse first; what was found twice is said once."""
    found = dict.fromkeys(findings)
    return tuple(sorted(found, key=_order))


def _bounded(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings; of very many the first ones, errors before warnings, and a count of the rest."""
    if len(findings) <= MOST_FINDINGS:
        return findings
    worst = sorted(findings, key=lambda found: found.severity is not Severity.ERROR)
    kept, rest = worst[:MOST_FINDINGS], worst[MOST_FINDINGS:]
    kept.append(finding(TOO_MANY, "more-findings", rest[0].place, rest[0].severity, count=len(rest)))
    return tuple(sorted(kept, key=_order))


def _order(found: Finding) -> tuple[int, bool, str]:
    return found.place.start if found.place else 0, found.severity is not Severity.ERROR, found.code
