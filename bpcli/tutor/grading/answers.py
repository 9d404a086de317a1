"""Read what a learner typed: a number with the precision it was typed in, an array of them, or a formula.

`read_answer(Excerpt.of("−8"), scope)` is a `Typed`, `[1, 2]` a tuple of them, and anything else a syntax tree over
the names of the exercise; `2·−4`, which has no names in it, is a tree too. What cannot be read raises Faults with
places in the answer, and limits are checked before the work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from bpcli.core.findings import Faults, Finding
from bpcli.core.limits import FORMULA_CHARACTERS, NUMBER_DIGITS
from bpcli.core.say import say
from bpcli.core.source import Excerpt
from bpcli.exercise.given import Given, number, read_given
from bpcli.language.characters import folded
from bpcli.language.faults import SYNTAX
from bpcli.language.names import Scope
from bpcli.language.numbers import reads_as_given
from bpcli.language.parser import parse_formula
from bpcli.language.parts import trimmed
from bpcli.language.tree import Tree

# As most numbers are typed; the others take the way through the lexer.
_PLAIN = re.compile(r"([+\-−]?)([0-9]*)(?:(\.)([0-9]*))?(?:[eE]([+\-−]?[0-9]{1,3}))?")
_FRACTION = re.compile(r"([+\-−]?)([0-9]{1,15})/([0-9]{1,15})")
_SEPARATORS = re.compile(r"[\[\],、]")
_PLAIN_EXPONENT = 100
_ITEM = re.compile(r"\s*-\s+(\S.*)")
_LONGEST = 2 * FORMULA_CHARACTERS


class Typed(NamedTuple):
    """A number as it was typed.

    unit: what one more in its last digit is worth; None of a whole number or a fraction, which are exact.
    digits: how many significant digits it has; leading zeros are none.
    """

    value: Fraction
    unit: Fraction | None = None
    digits: int = 0


TypedArray: TypeAlias = "tuple[Typed | TypedArray, ...]"
Answer: TypeAlias = "Typed | TypedArray | Tree"


def read_answer(excerpt: Excerpt, scope: Scope) -> Answer:
    """The answer a text states; `scope` is the closed scope of the exercise. Raises Faults."""
    text = excerpt.text.strip()
    plain = plain_number(text)
    if plain is not None:
        return plain
    excerpt = _in_brackets(trimmed(excerpt))
    if excerpt.text.startswith(("=", "＝")):
        raise _equals(excerpt)
    if not reads_as_given(excerpt):
        return parse_formula(excerpt, scope)
    if excerpt.text.startswith(("[", "［")):
        return _array(excerpt)
    return _typed(number(excerpt), excerpt.text)


def entries(array: Any) -> tuple[Typed, ...]:
    """The numbers of a `Typed` or a `TypedArray` of any shape, row by row."""
    return (array,) if isinstance(array, Typed) else tuple(entry for row in array for entry in entries(row))


def plain_number(text: str) -> Typed | None:
    """A number or a short fraction without blanks and underscores; None for anything else."""
    match = _PLAIN.fullmatch(text)
    if match is None or not (match[2] or match[4]):
        return _plain_fraction(text)
    sign, whole, point, decimals, exponent = match.groups()
    digits, power = whole + (decimals or ""), int((exponent or "0").replace("−", "-"))
    if len(digits) > NUMBER_DIGITS or abs(power) > _PLAIN_EXPONENT:
        return None  # what is wrong with it, the lexer says
    value = int(digits) if sign in ("", "+") else -int(digits)
    if point is None and exponent is None:
        return Typed(Fraction(value), None, len(digits.lstrip("0")))
    unit = Fraction(10) ** (power - len(decimals or ""))
    return Typed(value * unit, unit, len(digits.lstrip("0")))


def _plain_fraction(text: str) -> Typed | None:
    match = _FRACTION.fullmatch(text)
    if match is None or not int(match[3]):
        return None
    value = Fraction(int(match[2]), int(match[3]))
    return Typed(value if match[1] in ("", "+") else -value)


def _typed(value: Fraction, text: str) -> Typed:
    """A number that has been read, with the precision its text shows."""
    shown = plain_number(folded(text).replace("_", "").replace(" ", "")) if "/" not in text else None
    return Typed(value) if shown is None else Typed(value, shown.unit, shown.digits)


def _array(excerpt: Excerpt) -> TypedArray:
    values = read_given(excerpt)
    texts = (piece.strip() for piece in _SEPARATORS.split(folded(excerpt.text)) if piece.strip())
    return tuple(_shaped(row, texts) for row in values) if isinstance(values, tuple) else ()


def _shaped(values: Given, texts: Iterator[str]) -> Typed | TypedArray:
    """Nested numbers, each with the next of the texts, which stand in the same order."""
    if isinstance(values, Fraction):
        return _typed(values, next(texts))
    return tuple(_shaped(row, texts) for row in values)


def _in_brackets(excerpt: Excerpt) -> Excerpt:
    """A list that a file writes in lines, `- [1, 2]`, in the brackets it could have been written in."""
    lines = [line for line in excerpt.text.splitlines() if line.strip()]
    items = [_ITEM.fullmatch(line) for line in lines]
    if len(excerpt.text) > _LONGEST or not all(items) or (len(items) < 2 and "[" not in excerpt.text):
        return excerpt
    text = ", ".join(item[1] for item in items if item)
    return Excerpt(f"[{text}]", excerpt.place, verbatim=False)


def _equals(excerpt: Excerpt) -> Faults:
    message, advice = say("grading.equals-first"), say("grading.equals-first-help")
    return Faults(Finding(SYNTAX, message, excerpt.at(0, 1), help=advice))
