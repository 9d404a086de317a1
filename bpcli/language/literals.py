"""Numbers as they are written: `2`, `.5`, `5.`, `1e-3`, `1_000`, exact and within limits."""

from __future__ import annotations

import re
import sys
from fractions import Fraction

from bpcli.core.limits import NUMBER_DIGITS, NUMBER_EXPONENT
from bpcli.core.source import Excerpt
from bpcli.language.characters import PRIMES
from bpcli.language.faults import LIMIT, NUMBER, fault

_DIGITS = r"[0-9](?:_?[0-9])*"
_NUMBER = re.compile(rf"((?:{_DIGITS})?)((?:\.(?!T))?)((?:{_DIGITS})?)(?:[eE]([+\-−]?[0-9]+))?")
_LARGEST = Fraction(sys.float_info.max)
_SMALLEST = Fraction(1, 10**NUMBER_EXPONENT)
_LONG = 20  # characters of a number that a message repeats


def starts_number(text: str, at: int) -> bool:
    """Whether a number begins at a character of a folded text."""
    following = text[at + 1 : at + 2]
    return "0" <= text[at] <= "9" or (text[at] == "." and "0" <= following <= "9")


def read_literal(excerpt: Excerpt, text: str, at: int, offset: int = 0) -> tuple[Fraction, int]:
    """The number that begins at `text[at]`, and where it ends. `text` is the folded excerpt from `offset` on."""
    match = _NUMBER.match(text, at)
    assert match is not None  # noqa: S101  (the pattern matches anything)
    end = match.end()
    _check_what_follows(excerpt, match, offset)
    span = (at + offset, end + offset)
    whole, decimals = match[1].replace("_", ""), match[3].replace("_", "")
    if len(whole) + len(decimals) > NUMBER_DIGITS:
        raise fault(LIMIT, "number-digits", excerpt, span, limit=NUMBER_DIGITS)
    exponent = (match[4] or "0").replace("−", "-")
    too_far = len(exponent.lstrip("+-0")) > len(str(NUMBER_EXPONENT)) or abs(int(exponent)) > NUMBER_EXPONENT
    value = Fraction(int(whole + decimals)) * Fraction(10) ** (0 if too_far else int(exponent) - len(decimals))
    if value and (too_far or not _SMALLEST <= value <= _LARGEST):
        raise fault(LIMIT, "number-exponent", excerpt, span, text=_short(match[0]), limit=NUMBER_EXPONENT)
    return value, end


def _check_what_follows(excerpt: Excerpt, number: re.Match[str], offset: int) -> None:
    text, at, end = number.string, number.start(), number.end()
    following = text[end : end + 1]
    if following == ".":
        if text[end + 1 : end + 2] == "T":
            return
        key = "exponent-form" if number[4] else "number-points"
    elif (following and following in PRIMES + "_") or _other_base(text, at, end):
        key = "number-form"
    else:
        return
    stop = end
    while stop < len(text) and (text[stop].isalnum() or text[stop] in "._" + PRIMES):
        stop += 1
    raise fault(NUMBER, key, excerpt, (at + offset, stop + offset), text=_short(text[at:stop]))


def _other_base(text: str, at: int, end: int) -> bool:
    """`0b1`, `0x1F` and their like: no product of 0."""
    return text[at:end] == "0" and text[end : end + 1] in tuple("bBoOxX") and text[end + 1 : end + 2].isalnum()


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"
