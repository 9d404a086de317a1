"""Every code that can be reported, with its manual and its samples.

`rules()` are all of them, by code; `rule("BP204")` is one. A code is there because its file is: in
`bpcli/checks/manual/` for what is found while a file is read and solved, in `bpcli/checks/find/` for what `check`
finds. The file is named after the code, `bp204_stated_differs.py`, and its docstring is the manual that
`bpcli explain BP204` shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from inspect import cleandoc
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from bpcli.checks import find, manual
from bpcli.checks.sample import Sample, samples
from bpcli.core.findings import Severity

if TYPE_CHECKING:
    from types import ModuleType

_FILE = re.compile(r"(bp\d{3})_(\w+)")
_SAMPLES = re.compile(r"^(?:Bad|Good)(?:, [^:\n]+)?:$", re.MULTILINE)


class Family(StrEnum):
    """What a code is about; its first digit says it."""

    READING = "reading"  # BP0xx: bytes and YAML
    SHAPE = "shape"  # BP1xx: keys, and what stands under them
    MATHEMATICS = "mathematics"  # BP2xx
    TEACHING = "teaching"  # BP3xx
    PROGRAM = "program"  # BP9xx: what the program itself could not do


_FAMILIES = {"0": Family.READING, "1": Family.SHAPE, "2": Family.MATHEMATICS, "3": Family.TEACHING, "9": Family.PROGRAM}


@dataclass(frozen=True, slots=True)
class Rule:
    """One code.

    code: `BP204`; name: `stated-differs`; severity: as it is where nothing else is set.
    manual: the whole docstring, samples included; bad, good: the samples, none in the family PROGRAM.
    ignorable: whether a comment, or a setting, may silence it: not where the exercise is unusable.
    strict: whether it is looked for under `--strict` only.
    """

    code: str
    name: str
    severity: Severity
    manual: str
    bad: tuple[Sample, ...]
    good: tuple[Sample, ...]
    ignorable: bool
    strict: bool

    @property
    def family(self) -> Family:
        """What it is about."""
        return _FAMILIES[self.code[2]]

    @property
    def headline(self) -> str:
        """The first line of the manual, a sentence without its full stop."""
        return self.manual.partition("\n")[0].rstrip(".")

    @property
    def prose(self) -> str:
        """The manual without its headline and its samples."""
        return _SAMPLES.split(self.manual.partition("\n")[2], maxsplit=1)[0].strip()


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, by code."""
    return tuple(filter(None, map(rule, sorted(codes()))))


@cache
def rule(code: str) -> Rule | None:
    """The rule of a code, None where there is none."""
    for package in (manual, find):
        for known, name in _names(package):
            if known == code:  # the other manuals are not loaded: one ignore comment would cost a short check 20 ms
                return _rule(import_module(f"{package.__name__}.{name}"), ignorable=package is find)
    return None


@cache
def codes() -> frozenset[str]:
    """All codes, read from the names of the files."""
    return frozenset(code for package in (manual, find) for code, _ in _names(package))


@cache
def _names(package: ModuleType) -> list[tuple[str, str]]:
    """Code and module name of each file of a package, by code."""
    matches = (_FILE.fullmatch(found.name) for found in iter_modules(package.__path__))
    return sorted((match[1].upper(), match[0]) for match in matches if match)


def modules(package: ModuleType) -> list[ModuleType]:
    """The rules of a package, by code."""
    return [import_module(f"{package.__name__}.{name}") for _, name in _names(package)]


def code_of(module: ModuleType) -> str:
    """The code that a rule's file is named after."""
    return module.__name__.rpartition(".")[2][:5].upper()


def is_strict(module: ModuleType) -> bool:
    """Whether it is looked for under `--strict` only."""
    return bool(getattr(module, "STRICT", False))


def _rule(module: ModuleType, *, ignorable: bool) -> Rule:
    text = cleandoc(module.__doc__ or "")
    severity: Severity = getattr(module, "SEVERITY", Severity.ERROR)
    return Rule(
        code=code_of(module),
        name=module.__name__.rpartition(".")[2][6:].replace("_", "-"),
        severity=severity,
        manual=text,
        bad=samples(text, "Bad"),
        good=samples(text, "Good"),
        ignorable=ignorable or severity is Severity.WARNING,
        strict=is_strict(module),
    )
