"""Numbers and arrays of an exercise: exact fractions, and nested tuples of them."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import TypeAlias

from bpcli.core.findings import Faults, Finding
from bpcli.core.limits import ARRAY_NUMBERS, NUMBER_DIGITS
from bpcli.core.source import Excerpt, Place
from bpcli.exercise.keys import Key
from bpcli.exercise.reader import Reader
from bpcli.exercise.telling import finding, shortened
from bpcli.exercise.yaml_tree import Broken, Mapping, Node, Scalar, Sequence
from bpcli.language.numbers import parse_array, parse_number
from bpcli.language.parts import trimmed

Given: TypeAlias = "Fraction | tuple[Given, ...]"  # a number, a column (n,), a matrix of rows
# How far a stated number may be off, in the shape of the number; None where 1e-9 of the result is the measure.
Within: TypeAlias = "Fraction | tuple[Within, ...] | None"

_DIMENSIONS = 2
_SHORT = re.compile(r"(-?[0-9]{1,15})(?:\.([0-9]{1,15}))?")  # read here, because data has thousands of them
_LONGEST = 400  # characters of a number or fraction, blanks and zeros included
_SEXAGESIMAL = re.compile(r"[-+]?[0-9]+(?::[0-9]+)+(?:\.[0-9]*)?")  # a number in YAML 1.1, 1:30 for 90
_NOT_FINITE = re.compile(r"[-+−]?\.?(?:inf|infinity|nan)", re.IGNORECASE)
_DECIMALS = re.compile(r"\.(\d*)(?:[eE]([-+]?\d{1,3}))?$")


def number(excerpt: Excerpt) -> Fraction:
    """The exact number a text states. Raises Faults."""
    excerpt = trimmed(excerpt)
    if short := _SHORT.fullmatch(excerpt.text):
        whole, decimals = short[1], short[2] or ""
        return Fraction(int(whole + decimals), 10 ** len(decimals))
    if _NOT_FINITE.fullmatch(excerpt.text):
        raise Faults(finding("BP106", "not-finite", excerpt.place, text=excerpt.text))
    if len(excerpt.text) > _LONGEST:
        place = excerpt.at(NUMBER_DIGITS, NUMBER_DIGITS + 1)
        raise Faults(finding("BP106", "number-too-long", place, length=len(excerpt.text), limit=NUMBER_DIGITS))
    if _SEXAGESIMAL.fullmatch(excerpt.text):
        raise Faults(finding("BP106", "not-a-number", excerpt.place, text=excerpt.text))
    return parse_number(excerpt)


def read_given(excerpt: Excerpt) -> Given:
    """The number or array that a text states, as on the command line. Raises Faults."""
    if not excerpt.text.lstrip().startswith(("[", "［")):
        return number(excerpt)
    rows = parse_array(excerpt)
    lengths = [_length(row) for row in rows]
    for index, length in enumerate(lengths):
        if length != lengths[0]:
            raise Faults(_uneven(excerpt.place, shortened(excerpt.text), index, length, lengths[0]))
    return rows


def within(excerpt: Excerpt) -> Fraction | None:
    """How far off a stated number may be: half a unit of a decimal's last digit, nothing for a fraction."""
    text = unicodedata.normalize("NFKC", excerpt.text).replace("_", "").replace("−", "-").strip()
    if "/" in text:
        return Fraction(0)
    decimals = _DECIMALS.search(text)
    if decimals is None:
        return None
    places = int(decimals[2] or 0) - len(decimals[1])
    return Fraction(10) ** places / 2


def value(reader: Reader, node: Node, key: Key, name: str) -> Given | None:
    """The number or array that stands at a node, under `name`; None after its fault has been noted."""
    if isinstance(node, Scalar) and not node.plain:
        return reader.attempt(read_given, node.excerpt)
    if _count(node) > ARRAY_NUMBERS:
        reader.fault("BP108", "too-many-numbers", node.place, name=shortened(name), limit=ARRAY_NUMBERS)
        return None
    return _nested(reader, node, key, name, _DIMENSIONS)


def tolerance(node: Node) -> Within:
    """How far the numbers at a node may be off. The node must have been read as a value before."""
    if isinstance(node, Sequence):
        return tuple(tolerance(item) for item in node.items)
    return within(node.excerpt) if isinstance(node, Scalar) else None


def _nested(reader: Reader, node: Node, key: Key, name: str, dimensions: int) -> Given | None:
    if isinstance(node, Scalar) and not node.is_null and node.truth is None:
        return reader.attempt(number, node.excerpt)
    if not isinstance(node, Sequence):
        if not isinstance(node, Broken):
            what = "mapping-for-number" if isinstance(node, Mapping) else "nothing-for-number"
            reader.fault("BP106", what, node.place, name=shortened(name), key=key.name)
        return None
    if not node.items:
        reader.fault("BP107", "empty-array", node.place, name=shortened(name))
        return None
    if not dimensions:
        reader.fault("BP107", "too-many-dimensions", node.place, name=shortened(name))
        return None
    rows = [_nested(reader, item, key, name, dimensions - 1) for item in node.items]
    return _even(reader, node, tuple(row for row in rows if row is not None), name) if None not in rows else None


def _even(reader: Reader, node: Sequence, rows: tuple[Given, ...], name: str) -> Given | None:
    """The rows, if all of them are as long as the first."""
    first = _length(rows[0])
    for index, row in enumerate(rows):
        if _length(row) != first:
            reader.findings.append(_uneven(node.items[index].place, shortened(name), index, _length(row), first))
            return None
    return rows


def _uneven(place: Place, name: str, index: int, found: int | None, expected: int | None) -> Finding:
    what = "number-among-rows" if found is None or expected is None else "ragged"
    return finding("BP107", what, place, name=name, row=index + 1, found=found, expected=expected)


def _length(given: Given) -> int | None:
    return len(given) if isinstance(given, tuple) else None


def _count(node: Node) -> int:
    if not isinstance(node, Sequence):
        return 1
    return sum(len(item.items) if isinstance(item, Sequence) else 1 for item in node.items)
