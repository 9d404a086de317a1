"""What the lexer and the parser raise: a finding with its headline, label and help."""

from __future__ import annotations

from bpcli.core.findings import Faults, Finding
from bpcli.core.say import say
from bpcli.core.source import Excerpt

SYNTAX = "BP201"
UNKNOWN = "BP202"
LIMIT = "BP203"
CHARACTER = "BP205"
NAME = "BP206"
RUN = "BP207"
CALL = "BP208"
NUMBER = "BP209"

GROUP = 3  # digits between commas that set thousands apart


def comma_in_number(excerpt: Excerpt, span: tuple[int, int], whole: str, decimals: str) -> Faults:
    """The fault of a number that was typed with a comma, as 1,5 or 1,000."""
    may_group = len(decimals) == GROUP
    fields = {"text": f"{whole},{decimals}", "better": f"{whole}.{decimals}", "together": f"{whole}{decimals}"}
    return fault(NUMBER, "decimal-comma", excerpt, span, "grouping-comma-help" if may_group else None, **fields)


def fault(
    code: str, key: str, excerpt: Excerpt, span: tuple[int, int], help_key: str | None = None, **fields: object
) -> Faults:
    """A fault at the characters `span` of an excerpt.

    Its headline is the text `key`, its label `<key>-label` where there is one, its help `help_key` or `<key>-help`.
    """
    try:
        label = say(f"language.{key}-label", **fields)
    except KeyError:
        label = ""
    advice = say(f"language.{help_key or f'{key}-help'}", **fields)
    return Faults(Finding(code, say(f"language.{key}", **fields), excerpt.at(*span), label, advice))
