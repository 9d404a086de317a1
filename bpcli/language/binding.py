"""How a text that fills a slot holds together, told from its characters.

`shape_of("−4")` is NEGATIVE, `shape_of("ŷ − y")` is SUM: with it a template decides on brackets.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from bpcli.ops import signs

_NUMBER = re.compile(r"([−-]?)[0-9]*\.?[0-9]+(?:e[−-]?[0-9]+)?")
_MINUS = ("−", "-")
_SUMS = frozenset("+-−")
_PRODUCTS = frozenset("·*@⊙×/")
_OPEN, _CLOSE = frozenset("([{⁽"), frozenset(")]}⁾")


class Shape(IntEnum):
    """What a filling is. One that begins with a minus is NEGATIVE unless it is a SUM."""

    WHOLE = 0
    NEGATIVE = 1
    SUM = 2
    PRODUCT = 3
    POWER = 4
    NEGATIVE_PRODUCT = 5

    @staticmethod
    def needs(least: int, *, leads: bool) -> tuple[bool, ...]:
        """For each shape whether it needs brackets where things must hold together at least so tightly."""
        product = least > signs.PRODUCT
        return (
            False,
            not leads or least > signs.PREFIX,
            least > signs.SUM,
            product,
            least > signs.POWER,
            product or not leads,
        )


BARE = (False,) * len(Shape)


def shape_of(text: str) -> Shape:
    """The shape of a text that is a number, a name, an array or a formula."""
    negative = text[:1] in _MINUS
    body = text[1:] if negative else text
    # Superscripts count as alphanumeric, so this shortcut is for ASCII: most numbers and many names.
    if body.isascii() and body.replace(".", "").isalnum():
        return Shape.NEGATIVE if negative else Shape.WHOLE
    return _shape_of_formula(text)


@lru_cache(maxsize=4096)
def _shape_of_formula(text: str) -> Shape:
    number = _NUMBER.fullmatch(text)
    if number is not None:
        return Shape.NEGATIVE if number[1] else Shape.WHOLE
    outside = _outside_brackets(text)
    body = outside[1:] if outside[:1] in _MINUS else outside
    if " + " in body or " − " in body or " - " in body:
        return Shape.SUM
    product = any(c in _PRODUCTS for c in body)
    if len(body) < len(outside):
        return Shape.NEGATIVE_PRODUCT if product else Shape.NEGATIVE
    if product:
        return Shape.PRODUCT
    is_power = any(c in ("^", "√") or c in signs.SUPERSCRIPTS for c in body)
    return Shape.POWER if is_power else Shape.WHOLE


def _outside_brackets(text: str) -> str:
    """The characters of a text that stand in no brackets and between no bars."""
    kept, depth, barred = [], 0, False
    for character in text:
        depth -= character in _CLOSE
        if character == "|" and depth == 0:
            barred = not barred
        elif depth == 0 and not barred and character not in _CLOSE and character not in _OPEN:
            kept.append(character)
        depth += character in _OPEN
    return "".join(kept)
