"""What people type around an answer, and what they type in it that no formula has.

`bare(problem, excerpt)` takes away what says nothing more: `dloss/dw = −8`, `−8。` and `tensor(−8.)` mean −8.
`advice(problem, excerpt)` says what to write instead where an answer cannot be read.
"""

from __future__ import annotations

import re

from bpcli.core.findings import Faults, Finding
from bpcli.core.say import say
from bpcli.core.source import Excerpt
from bpcli.language.faults import SYNTAX
from bpcli.language.parts import sides, trimmed
from bpcli.tutor.aims import Aim
from bpcli.tutor.grading.problem import Problem

_ENDS = "。，,；; \t"
_EQUALS = "=＝"
# As PyTorch and NumPy print them, with what they say behind the numbers: `, grad_fn=<MulBackward0>`.
_PRINTED = re.compile(r"(?:\w+\.)?(?:tensor|array)\(\s*(\[.*\]|[^\[\](),]+?)\s*(?:,[^\[\]]*)?\)", re.DOTALL)
_GRADIENT = re.compile(r"[d∂]\s*\w+\s*/\s*[d∂]\s*\w+")
_PRIME = re.compile(r"[^\W\d]\w*['′’]\s*[(（]")
_COMPARISON = re.compile(r"[<>≤≥]")
_NUMBERS = re.compile(r"[\d\s.,;+\-−()\[\]{}，；（）［］]+")
_SEPARATOR = re.compile(r"[,;，；{]|\]\s*\[|\d\s+\d")
_DECIMAL_COMMA = re.compile(r"\s*[+\-−]?\d+[,，]\d+\s*")
_LONGEST = 2_000


def bare(problem: Problem, excerpt: Excerpt) -> tuple[Excerpt, Aim | None]:
    """The answer alone, and the question that stands before its `=`. Raises Faults where anything else does."""
    excerpt = trimmed(excerpt)
    left = excerpt.text.rstrip(_ENDS)
    excerpt = excerpt.part(0, len(left)) if left else excerpt
    named = None
    if any(sign in excerpt.text[1:] for sign in _EQUALS) and excerpt.text[0] not in _EQUALS:
        named, excerpt = _behind_equals(problem, excerpt)
    printed = _PRINTED.fullmatch(excerpt.text)
    return (excerpt if printed is None else excerpt.part(*printed.span(1))), named


def advice(problem: Problem, excerpt: Excerpt) -> Finding | None:
    """What to write instead of something that many write and no formula has; None where it is nothing of the kind."""
    text = excerpt.text
    if len(text) > _LONGEST:
        return None
    for gradient in _GRADIENT.finditer(text):
        if _question(problem, excerpt.part(*gradient.span())) is not None:
            return _finding("gradient-inside", excerpt, gradient, gradient=gradient[0])
    for key, pattern in (("prime", _PRIME), ("comparison", _COMPARISON)):
        if found := pattern.search(text):
            return _finding(key, excerpt, found)
    listed = _NUMBERS.fullmatch(text)
    return _finding("numbers", excerpt, listed) if listed and _is_list(text) else None


def _is_list(text: str) -> bool:
    """Whether several numbers were meant: a decimal comma and a bracket that is never closed are told as such."""
    closed = all(text.count(one) == text.count(other) for one, other in ("()", "[]", "{}", "（）", "［］"))
    return closed and _SEPARATOR.search(text) is not None and _DECIMAL_COMMA.fullmatch(text) is None


def _behind_equals(problem: Problem, excerpt: Excerpt) -> tuple[Aim | None, Excerpt]:
    """What is asked before the first `=` outside brackets, and what stands behind it."""
    before, behind = sides(excerpt)
    if before is None:
        return None, excerpt
    named = _question(problem, before)
    at = len(excerpt.text) - len(behind.text)
    if named is None or sides(behind)[0] is not None:
        fault = Finding(SYNTAX, say("grading.equals"), excerpt.at(at - 1, at), help=say("grading.equals-help"))
        raise Faults(fault)
    return named, trimmed(behind)


def _question(problem: Problem, excerpt: Excerpt) -> Aim | None:
    try:
        return problem.aim(excerpt)
    except Faults:
        return None


def _finding(key: str, excerpt: Excerpt, match: re.Match[str], **fields: str) -> Finding:
    message = say(f"grading.{key}", **fields)
    return Finding(SYNTAX, message, excerpt.at(*match.span()), help=say(f"grading.{key}-help"))
