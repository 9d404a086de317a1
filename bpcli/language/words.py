"""What the letters of a formula mean: a name, a constant, or a run such as `wx` that is a product of names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from bpcli.core.findings import Faults
from bpcli.core.say import listed
from bpcli.core.source import Excerpt
from bpcli.language.faults import NAME, RUN, UNKNOWN, fault
from bpcli.language.names import CONSTANTS, RESERVED, Scope
from bpcli.language.spelling import accented, plain
from bpcli.language.tokens import Kind, Token
from bpcli.language.tree import Constant, Name, Tree
from bpcli.ops.signs import SUBSCRIPTS

_MARKS = "\u0300-\u036f"
# One letter with its marks and its indices; only between such parts can a run be divided.
_MOST_LISTED = 12
_PART = re.compile(rf"[^\W\d_{''.join(SUBSCRIPTS)}][{_MARKS}]*(?:_?[0-9{''.join(SUBSCRIPTS)}]|⁽[^⁾]*⁾|['’′″‴])*")
_ONE_LETTER = re.compile(rf"[^\W\d_][{_MARKS}]*(?:[0-9]|_\w)*'*")


def divided(tokens: list[Token], scope: Scope, excerpt: Excerpt) -> list[Token]:
    """The tokens with each run of letters that is no name divided into the declared names it is made of."""
    result: list[Token] = []
    for token, following in zip(tokens, [*tokens[1:], tokens[-1]], strict=True):
        is_word = token.kind is Kind.NAME and following.kind is not Kind.EQUALS
        result.extend(_divide(token, scope, excerpt) if is_word and _is_unknown(token.text, scope) else (token,))
    return result


def meaning(token: Token, following: Token, scope: Scope, excerpt: Excerpt) -> Tree:
    """The tree of a name that is not called. Faults: BP202, BP206, BP207."""
    text = token.text
    if text.casefold() in RESERVED:
        raise fault(NAME, "reserved", excerpt, token.span, name=text)
    if following.text == "(" and not (scope.is_declared(text) or is_one_letter(text)):
        raise _unknown("function", scope.nearest_function(text), token, excerpt)
    if (name := scope.find(text)) is not None:
        return Name(name if scope.is_closed else scope.spell(text), *token.span)
    if text in CONSTANTS:
        return Constant(CONSTANTS[text], *token.span)
    if scope.is_function(text):
        powered = following.kind is Kind.RAISED or following.op == "pow"
        raise fault(NAME, "function-power" if powered else "function-as-name", excerpt, token.span, name=text)
    if scope.is_closed:
        raise _unknown_name(token, scope, excerpt)
    if contained := _contained(text, scope):
        part, product = contained
        raise fault(RUN, "run-contains", excerpt, token.span, name=text, part=part, product=product)
    return Name(scope.spell(text), *token.span)


def multiplies(token: Token, scope: Scope) -> bool:
    """Whether a name may stand beside another one with nothing but a blank between: declared, or one letter."""
    text = token.text
    return scope.is_declared(text) or text in CONSTANTS or is_one_letter(text) or scope.is_function(text)


def is_one_letter(text: str) -> bool:
    """Whether a name is one letter or Greek name, with whatever accents and indices."""
    return _ONE_LETTER.fullmatch(accented(plain(text))) is not None


def _is_unknown(text: str, scope: Scope) -> bool:
    known = scope.find(text) is not None or text in CONSTANTS or text.casefold() in RESERVED
    return not known and not scope.is_function(text)


def _divide(token: Token, scope: Scope, excerpt: Excerpt) -> tuple[Token, ...]:
    ways = _ways(_parts(token.text), scope)
    if len(ways) > 1:
        first, second = ("·".join(way) for way in ways)
        raise fault(RUN, "run-two-ways", excerpt, token.span, name=token.text, first=first, second=second)
    if not ways:
        return (token,)
    result, at = [], token.start
    for index, piece in enumerate(ways[0]):
        # A letter with its mark may be one code point here and two in the text: the last piece takes the rest.
        end = token.end if index == len(ways[0]) - 1 else min(at + len(piece), token.end)
        result.append(replace(token, text=piece, start=at, end=end, apart=token.apart and index == 0))
        at = end
    return tuple(result)


def _parts(text: str) -> list[str]:
    """The run in parts that cannot be divided; one part where it is no run."""
    parts = _PART.findall(unicodedata.normalize("NFC", text))
    return parts if "".join(parts) == text else [text]


def _ways(parts: list[str], scope: Scope) -> list[tuple[str, ...]]:
    """Up to two ways to write a run as declared names."""
    ways: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(parts) + 1):
        here: list[tuple[str, ...]] = []
        for start in range(end):
            piece = "".join(parts[start:end])
            if len(here) < 2 and ways[start] and _may_multiply(piece, scope):
                here += [(*way, piece) for way in ways[start]]
        ways.append(here[:2])
    return ways[-1] if len(parts) > 1 else []


def _contained(text: str, scope: Scope) -> tuple[str, str] | None:
    """The longest declared name inside a longer one, and the product that may have been meant."""
    parts = _parts(text)
    if is_one_letter(text):
        return None
    for length in range(len(parts) - 1, 0, -1):
        for start in range(len(parts) - length + 1):
            piece = "".join(parts[start : start + length])
            if _may_multiply(piece, scope):
                around = ("".join(parts[:start]), piece, "".join(parts[start + length :]))
                return piece, "·".join(filter(None, around))
    return None


def _may_multiply(piece: str, scope: Scope) -> bool:
    return scope.is_declared(piece) or piece == "π"


def _unknown_name(token: Token, scope: Scope, excerpt: Excerpt) -> Faults:
    """The fault of an answer with a name that the exercise does not have, and which it has."""
    near, choices = scope.nearest(token.text), listed(list(scope), _MOST_LISTED)
    help_key = "unknown-name-near" if near else "unknown-name-choices" if choices else None
    return fault(UNKNOWN, "unknown-name", excerpt, token.span, help_key, name=token.text, near=near, choices=choices)


def _unknown(what: str, near: str | None, token: Token, excerpt: Excerpt) -> Faults:
    help_key = f"unknown-{what}-near" if near else None
    return fault(UNKNOWN, f"unknown-{what}", excerpt, token.span, help_key, name=token.text, near=near)
