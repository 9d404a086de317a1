"""Write syntax trees: `write(tree, UNICODE)` is `1/2·(ŷ − y)²`, in ASCII `1/2*(yhat - y)^2`.

A tree with slots becomes a `Template`, made once and filled many times: `template(tree, style).fill(["−4", "2"])`.
A filling that is negative, a sum or a product gets brackets where its place needs them. What is written
reads back as the same tree, except for `×` in ASCII and for what no text parses to (slots, negative numbers).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from bpcli.core.numerals import MINUS
from bpcli.language.binding import BARE, Shape, shape_of
from bpcli.language.spelling import ascii_name
from bpcli.language.tree import Apply, Constant, Leaf, Name, Number, Tree, fold
from bpcli.ops.signs import ATOM, INFIX, POSTFIX, POWER, PREFIX, PRODUCT, ROOT, SIGNS, SUM, SUPERSCRIPTS
from bpcli.ops.table import OPERATIONS


@dataclass(frozen=True, slots=True)
class Style:
    """How signs and names are spelled: with all of Unicode, or in ASCII only."""

    ascii: bool

    def sign(self, op: str) -> str:
        """The sign of an operation, with the blanks around it."""
        return SIGNS[op].ascii if self.ascii else SIGNS[op].unicode

    def function(self, op: str) -> str:
        """What an operation is called."""
        row = OPERATIONS.get(op)
        if row is None:
            return op
        return row.ascii_name if self.ascii or not row.names else row.names[0]

    def name(self, name: str) -> str:
        """A name in this style."""
        return ascii_name(name) if self.ascii else name


UNICODE = Style(ascii=False)
ASCII = Style(ascii=True)

# Of the raised letters only those that most fonts have and that exponents are made of.
_RAISED = {plain: raised for raised, plain in SUPERSCRIPTS.items() if plain in "0123456789-iknmxyz"}
_CONSTANTS = {"pi": "π"}
_SHORT_BITS = 14_000  # 4,200 digits
_LONG_EXPONENT = 4  # digits; longer ones are not raised


@dataclass(frozen=True, slots=True)
class _Hole:
    """A slot in its place: which fillings get brackets there (`needs[shape]`)."""

    index: int
    needs: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a formula, how tightly it holds together, and whether it begins with a minus."""

    parts: tuple[str | _Hole, ...]
    binding: int = ATOM
    negative: bool = False


class Template:
    """A formula with holes. `fill` is made to be called for every row of a table."""

    def __init__(self, parts: tuple[str | _Hole, ...]) -> None:
        self._parts = [part if isinstance(part, str) else "" for part in parts]
        self._holes = [(at, part.index, part.needs) for at, part in enumerate(parts) if isinstance(part, _Hole)]

    def fill(self, texts: Sequence[str]) -> str:
        """The formula with `texts[index]` in each slot, in brackets where its place needs them."""
        parts = self._parts.copy()
        for at, index, needs in self._holes:
            text = texts[index]
            # Letters and digits alone hold together anywhere (but superscripts count as alphanumeric too).
            whole = (text.isalnum() and text.isascii()) or not needs[shape_of(text)]
            parts[at] = text if whole else f"({text})"
        return "".join(parts)


def write(tree: Tree, style: Style = UNICODE) -> str:
    """A tree as text, its names written in. Slots have no text: they need a template."""
    return template(tree, style).fill(())


def template(tree: Tree, style: Style = UNICODE) -> Template:
    """The text of a tree with a hole for each slot."""
    piece = fold(tree, partial(_leaf, style), partial(_apply, style))
    return Template(_merged(_operand(piece, SUM, leads=True)))


def _leaf(style: Style, leaf: Leaf) -> _Piece:
    if isinstance(leaf, Number):
        return _number(leaf.value, style)
    if isinstance(leaf, Name):
        return _Piece((style.name(leaf.name),))
    if isinstance(leaf, Constant):
        return _Piece((leaf.key if style.ascii else _CONSTANTS.get(leaf.key, leaf.key),))
    return _Piece((_Hole(leaf.index, BARE),))


def _apply(style: Style, node: Apply, args: tuple[_Piece, ...]) -> _Piece:
    if node.op in INFIX and len(args) == 2:
        return _power(style, node, *args) if node.op == "pow" else _infix(style, node.op, *args)
    writer = _WRITERS.get(node.op)
    if writer is None or (node.op == "sqrt" and style.ascii):
        return _call(style, node, args)
    return writer(style, args[0])


def _minus(style: Style, arg: _Piece) -> _Piece:
    return _Piece((style.sign("neg"), *_operand(arg, ROOT, leads=False)), PREFIX, negative=True)


def _bars(style: Style, arg: _Piece) -> _Piece:
    return _Piece((style.sign("abs"), *_operand(arg, SUM, leads=True), style.sign("abs")))


def _transpose(style: Style, arg: _Piece) -> _Piece:
    return _Piece((*_operand(arg, POSTFIX, leads=False), style.sign("transpose")), POSTFIX)


def _root(style: Style, arg: _Piece) -> _Piece:
    return _Piece((style.sign("sqrt"), *_operand(arg, ATOM, leads=False)), ROOT)


_WRITERS = {"neg": _minus, "abs": _bars, "transpose": _transpose, "sqrt": _root}


def _infix(style: Style, op: str, left: _Piece, right: _Piece) -> _Piece:
    binding = INFIX[op].binding
    first = _operand(left, binding, leads=True)
    second = _operand(right, binding + 1, leads=False)
    # The whole begins with a minus only where the left operand does so without brackets.
    return _Piece((*first, style.sign(op), *second), binding, left.negative and left.binding >= binding)


def _power(style: Style, node: Apply, base: _Piece, exponent: _Piece) -> _Piece:
    first = _operand(base, ATOM, leads=False)
    raised = None if style.ascii else _raised(node.args[1])
    if raised is not None:
        return _Piece((*first, raised), POWER)
    # `^T` is the transpose.
    closed = exponent.parts == ("T",)
    second = ("(T)",) if closed else _operand(exponent, ATOM, leads=False)
    return _Piece((*first, style.sign("pow"), *second), POWER)


def _raised(exponent: Tree) -> str | None:
    """An exponent in superscripts: a short whole number or one small letter, with or without a minus."""
    sign = ""
    if isinstance(exponent, Apply) and exponent.op == "neg":
        exponent, sign = exponent.args[0], "-"
    if isinstance(exponent, Number) and exponent.value.denominator == 1:
        text = sign + str(exponent.value.numerator)
        fits = len(text) <= _LONG_EXPONENT and not (sign and exponent.value < 0)
    else:
        text = sign + exponent.name if isinstance(exponent, Name) else ""
        fits = len(text) == len(sign) + 1
    return "".join(_RAISED[c] for c in text) if fits and all(c in _RAISED for c in text) else None


def _call(style: Style, node: Apply, args: tuple[_Piece, ...]) -> _Piece:
    parts: list[str | _Hole] = [f"{style.function(node.op)}("]
    for index, arg in enumerate(args):
        parts += [", "] if index else []
        parts += _operand(arg, SUM, leads=True)
    for name, value in node.options:
        parts += [f", {name}=", *_number(value, style).parts]
    return _Piece((*parts, ")"))


def _operand(piece: _Piece, least: int, *, leads: bool) -> tuple[str | _Hole, ...]:
    """A piece in a place that needs what holds together at least so tightly.

    leads: whether it may begin with a minus, as the first thing after a bracket or at the beginning may.
    """
    first = piece.parts[0]
    if len(piece.parts) == 1 and isinstance(first, _Hole):
        return (_Hole(first.index, Shape.needs(least, leads=leads)),)
    if piece.binding < least or (piece.negative and not leads):
        return ("(", *piece.parts, ")")
    if not leads and isinstance(first, _Hole):
        # `1 + (−4)·2`: the hole comes first here, so a negative filling would follow a sign.
        needs = tuple(a or b for a, b in zip(first.needs, Shape.needs(SUM, leads=False), strict=True))
        return (_Hole(first.index, needs), *piece.parts[1:])
    return piece.parts


def _merged(parts: tuple[str | _Hole, ...]) -> tuple[str | _Hole, ...]:
    """The parts with neighbouring texts joined."""
    merged: list[str | _Hole] = []
    texts: list[str] = []
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
        else:
            merged += ["".join(texts), part]
            texts = []
    return (*merged, "".join(texts))


def _number(value: Fraction, style: Style) -> _Piece:
    minus = "-" if style.ascii else MINUS
    text = exact_numeral(abs(value))
    binding = PRODUCT if "/" in text else ATOM
    return _Piece((f"{minus}{text}",), min(PREFIX, binding), negative=True) if value < 0 else _Piece((text,), binding)


def exact_numeral(value: Fraction) -> str:
    """A number that is not negative, written so that it reads back exactly: `0.1`, `1e-9`, `1/3`."""
    twos, fives, rest = _factors(value.denominator)
    if rest != 1:
        return f"{_digits(value.numerator)}/{_digits(value.denominator)}"
    decimals = max(twos, fives)
    digits = _digits(value.numerator * 10**decimals // value.denominator)
    if decimals == 0:
        kept = digits.rstrip("0")
        return f"{kept}e{len(digits) - len(kept)}" if len(digits) > 2 * len(kept) + 12 else digits
    if len(digits) + 5 < decimals:
        return f"{digits}e-{decimals}"
    digits = digits.zfill(decimals + 1)
    return f"{digits[:-decimals]}.{digits[-decimals:]}"


def _digits(number: int) -> str:
    """A whole number in full. Python itself writes no more than 4,300 digits."""
    if number.bit_length() < _SHORT_BITS:
        return str(number)
    from decimal import Decimal  # noqa: PLC0415 - few numbers are so long

    return f"{Decimal(number):f}"


def _factors(number: int) -> tuple[int, int, int]:
    """How often 2 and 5 divide a number, and what is left."""
    twos = (number & -number).bit_length() - 1
    number >>= twos
    fives = 0
    while number % 5 == 0:
        number //= 5
        fives += 1
    return twos, fives, number
