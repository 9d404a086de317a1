"""Read `variants`: which numbers practice may make up, and what they must fulfil.

A range is `integer 1..9`, `number 0..1 step 0.1` or `one of [1, 2, 4]`; conditions are comparisons with
commas between them, as in `x ≠ 0, w < b`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from bpcli.core.limits import FORMULA_CHARACTERS
from bpcli.core.source import Excerpt
from bpcli.exercise.given import number
from bpcli.exercise.keys import Key, key_of
from bpcli.exercise.reader import Reader
from bpcli.exercise.telling import shortened
from bpcli.exercise.training import Leaf
from bpcli.exercise.yaml_tree import Node, Scalar, Sequence
from bpcli.language.names import Scope
from bpcli.language.parser import parse_formula
from bpcli.language.parts import split_parts
from bpcli.language.tree import Tree

# What a range and a comparison look like; the schema of exercise files says the same to editors.
SPAN = re.compile(r"\s*(integer|number)\s((?:(?!\.\.).)+)\.\.(.+?)(?:\sstep\s(.+))?")
CHOICES = re.compile(r"\s*one\s+of\s*\[([,，]*[^,，].*)\]\s*")
_ITEM = re.compile(r"[^,，]+")
SIGN = re.compile("!=|<=|>=|==|[≠≤≥<>=＝＜＞]")
_SIGNS = {"!=": "≠", "<=": "≤", ">=": "≥", "==": "=", "＝": "=", "＜": "<", "＞": ">"}
_MOST = 1_000_000  # numbers in one range


@dataclass(frozen=True, slots=True)
class Range:
    """What a fresh number may be: `low`, `low + step`, … up to `high`; or one of `choices`."""

    name: str
    low: Fraction
    high: Fraction
    step: Fraction
    choices: tuple[Fraction, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison that fresh numbers must fulfil; `sign` is one of `=`, `≠`, `<`, `≤`, `>`, `≥`."""

    left: Tree
    sign: str
    right: Tree
    excerpt: Excerpt


@dataclass(frozen=True, slots=True)
class Variants:
    """How practice makes fresh numbers."""

    ranges: tuple[Range, ...]
    where: tuple[Condition, ...] = ()


def read_variants(reader: Reader, node: Node, key: Key, leaf: Leaf, scope: Scope) -> Variants | None:
    """The variants under a key. `leaf` reads a name that can have a value."""
    found = reader.table(node, key.keys, key.name)
    if found is None:
        return None
    ranges = tuple(_ranges(reader, found["names"], key_of("names", key.keys), leaf))
    if "where" not in found:
        return Variants(ranges)
    scalar = reader.scalar(found["where"], key_of("where", key.keys))
    where = tuple(_conditions(reader, scalar.excerpt, scope.closed())) if scalar else ()
    return Variants(ranges, where)


def _ranges(reader: Reader, node: Node, key: Key, leaf: Leaf) -> Iterator[Range]:
    for entry in reader.entries(node, key):
        name = leaf(entry.key.excerpt)
        found = _range(reader, entry.value, name or entry.key.text)
        if name is not None and found is not None:
            yield found


def _range(reader: Reader, node: Node, name: str) -> Range | None:
    if isinstance(node, Sequence) and all(isinstance(item, Scalar) for item in node.items):
        return _one_of(reader, [item.excerpt for item in node.items if isinstance(item, Scalar)], node, name)
    if not isinstance(node, Scalar):
        reader.fault("BP103", "wrong-range", node.place, name=shortened(name))
        return None
    excerpt = node.excerpt
    if len(excerpt.text) > FORMULA_CHARACTERS:
        reader.fault("BP103", "wrong-range", excerpt.at(0, 1), name=shortened(name))
        return None
    if choices := CHOICES.fullmatch(excerpt.text):
        items = [
            excerpt.part(choices.start(1) + m.start(), choices.start(1) + m.end()) for m in _ITEM.finditer(choices[1])
        ]
        return _one_of(reader, items, node, name)
    if span := SPAN.fullmatch(excerpt.text):
        return _span(reader, excerpt, span, name)
    reader.fault("BP103", "wrong-range", node.place, name=shortened(name))
    return None


def _one_of(reader: Reader, items: list[Excerpt], node: Node, name: str) -> Range | None:
    numbers = [reader.attempt(number, item) for item in items]
    known = tuple(number for number in numbers if number is not None)
    if not items:
        reader.fault("BP103", "wrong-range", node.place, name=shortened(name))
    if not items or len(known) < len(numbers):
        return None
    return Range(name, min(known), max(known), Fraction(1), known)


def _span(reader: Reader, excerpt: Excerpt, span: re.Match[str], name: str) -> Range | None:
    parts = [excerpt.part(*span.span(group)) for group in (2, 3, 4) if span[group] is not None]
    numbers = [reader.attempt(number, part) for part in parts]
    if None in numbers:
        return None
    low, high, step = (*(found for found in numbers if found is not None), Fraction(1))[:3]
    whole = low.denominator == high.denominator == step.denominator == 1
    if span[1] == "integer" and not whole:
        reader.fault("BP104", "range-not-whole", excerpt.place, name=shortened(name))
    elif low > high or step <= 0:
        reader.fault("BP104", "empty-range", excerpt.place, name=shortened(name))
    elif (high - low) / step > _MOST:
        reader.fault("BP104", "long-range", excerpt.place, name=shortened(name), limit=_MOST)
    else:
        return Range(name, low, high, step)
    return None


def _conditions(reader: Reader, excerpt: Excerpt, scope: Scope) -> Iterator[Condition]:
    for part in split_parts(excerpt):
        signs = list(SIGN.finditer(part.text))
        if len(signs) != 1:
            reader.fault("BP103", "wrong-condition", part.place, text=shortened(part.text))
            continue
        sign = signs[0]
        left = reader.attempt(parse_formula, part.part(0, sign.start()), scope)
        right = reader.attempt(parse_formula, part.part(sign.end(), len(part.text)), scope)
        if left is not None and right is not None:
            yield Condition(left, _SIGNS.get(sign[0], sign[0]), right, part)
