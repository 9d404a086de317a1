"""`finders()`: the rules that only `check` knows, each with the function that looks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from bpcli.checks import find
from bpcli.checks.rules import code_of, is_strict, modules
from bpcli.checks.subject import Subject
from bpcli.core.findings import Finding


class Finder(NamedTuple):
    """A rule that `check` looks for.

    find: what finds it; strict: only under `--strict`; asks: only where the questions could be read without a fault.
    """

    code: str
    find: Callable[[Subject], Iterator[Finding]]
    strict: bool
    asks: bool


@cache
def finders() -> tuple[Finder, ...]:
    """All of them, by code."""
    return tuple(
        Finder(code_of(module), module.find, is_strict(module), bool(getattr(module, "ASKS", False)))
        for module in modules(find)
    )
