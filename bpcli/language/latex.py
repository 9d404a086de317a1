r"""Write syntax trees as LaTeX: `latex(tree).text` is `\frac{1}{2}\cdot (\hat{y} - y)^{2}`.

Slots are filled with pieces, so that what fills them gets brackets where its place needs them. A name becomes
mathematics too: `W₁` is `W_{1}`, `ŷ` is `\hat{y}`, `H⁽¹⁾` is `H^{(1)}`, `loss` is `\mathrm{loss}`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache, partial
from itertools import groupby
from typing import NamedTuple

from bpcli.language.characters import PRIMES
from bpcli.language.printer import UNICODE, exact_numeral
from bpcli.language.spelling import GREEK
from bpcli.language.tree import Apply, Constant, Leaf, Name, Number, Tree, fold
from bpcli.ops.signs import ATOM, INFIX, POSTFIX, PREFIX, PRODUCT, ROOT, SUBSCRIPTS, SUM, SUPERSCRIPTS


class Piece(NamedTuple):
    """A formula as LaTeX, how tightly it holds together, and whether it begins with a minus."""

    text: str
    binding: int = ATOM
    negative: bool = False


# A blank must not end a macro's name behind which nothing but a sign can stand.
_SIGNS = {
    "add": " + ",
    "sub": " - ",
    "mul": r" \cdot ",
    "dot": r" \cdot ",
    "star": r" \ast ",
    "cross": r" \times ",
    "hadamard": r" \odot ",
    "matmul": r"\,",
}
_FUNCTIONS = {name: f"\\{name}" for name in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min")}
_FUNCTIONS |= {"asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan", "sigmoid": r"\sigma", "last_sum": r"\Sigma"}
_ACCENTS = {
    "\u0302": "hat", "\u0304": "bar", "\u0303": "tilde", "\u0301": "acute", "\u0300": "grave", "\u0307": "dot",
    "\u0308": "ddot", "\u030c": "check", "\u0306": "breve", "\u030a": "mathring", "\u20d7": "vec",
}  # fmt: skip
_WORD_OF = {letter: word for word, letter in GREEK.items()}
# These capitals look like Latin letters, and LaTeX has no macros for them; nor for the small o.
_LATIN = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True))
_TALL = ("\\frac", "\\begin")
_NAME = re.compile(
    rf"(?P<stem>[^_⁽{PRIMES}{''.join(SUBSCRIPTS)}]+?)(?P<digits>[0-9]*)(?P<rest>[_⁽{PRIMES}{''.join(SUBSCRIPTS)}].*)?"
)


def latex(tree: Tree, fillings: Sequence[Piece] = ()) -> Piece:
    """A tree as LaTeX, with `fillings[index]` in each slot."""
    return fold(tree, partial(_leaf, fillings), _apply)


def bracketed(piece: Piece, least: int, *, leads: bool = False) -> str:
    """A piece in a place that needs what holds together at least so tightly; `leads` where a minus may stand."""
    if piece.binding < least or (piece.negative and not leads):
        return enclosed(piece.text)
    return piece.text


def enclosed(text: str) -> str:
    """A text in round brackets that are as high as it is."""
    tall = any(macro in text for macro in _TALL)
    return rf"\left({text}\right)" if tall else f"({text})"


def number(value: Fraction) -> Piece:
    r"""An exact number: `\frac{1}{3}`, `0.1`, `10^{-9}`."""
    sign, text = ("-" if value < 0 else ""), exact_numeral(abs(value))
    if "/" in text:
        above, below = text.split("/")
        return Piece(rf"{sign}\frac{{{above}}}{{{below}}}", PREFIX if sign else ROOT, bool(sign))
    return numeral(sign + text)


def numeral(text: str) -> Piece:
    r"""A number that is written in ASCII already: `-4`, `2e-9`, `1/3`."""
    negative = text.startswith("-")
    body = text.lstrip("-")
    if "/" in body:
        above, below = body.split("/")
        return Piece(rf"{'-' * negative}\frac{{{above}}}{{{below}}}", PREFIX if negative else ROOT, negative)
    mantissa, _, exponent = body.partition("e")
    if exponent:
        body = rf"{mantissa} \cdot 10^{{{exponent}}}"
    return Piece("-" * negative + body, PRODUCT if exponent else PREFIX if negative else ATOM, negative)


@lru_cache(maxsize=4096)
def name(text: str) -> str:
    """The name of a node or a given."""
    text = unicodedata.normalize("NFC", text)
    found = _NAME.fullmatch(text)
    if found is None:
        return rf"\text{{{_plain(text)}}}"
    stem, digits, rest = found["stem"], found["digits"], found["rest"] or ""
    one = _one_letter(stem)
    if one is None or (rest.startswith("_") and not _has_index(rest)):
        # A word keeps its digits and its underscores: only a letter has indices that are typed plainly.
        whole, rest = _word_and_rest(stem + digits, rest)
        return _word(whole) + _indices("", rest)
    return one + _indices(digits, rest)


def _leaf(fillings: Sequence[Piece], leaf: Leaf) -> Piece:
    if isinstance(leaf, Number):
        return number(leaf.value)
    if isinstance(leaf, Name):
        return Piece(name(leaf.name))
    if isinstance(leaf, Constant):
        return Piece(r"\pi" if leaf.key == "pi" else r"\mathrm{e}")
    return fillings[leaf.index]


def _apply(node: Apply, args: tuple[Piece, ...]) -> Piece:
    if node.op == "div" and len(args) == 2:
        return Piece(rf"\frac{{{args[0].text}}}{{{args[1].text}}}", ROOT)
    if node.op == "pow" and len(args) == 2:
        return Piece(f"{_base(bracketed(args[0], ATOM))}^{{{args[1].text}}}", INFIX["pow"].binding)
    if node.op in _SIGNS and len(args) == 2:
        return _infix(node.op, *args)
    writer = _WRITERS.get(node.op)
    return writer(args[0]) if writer else _call(node, args)


def _infix(op: str, left: Piece, right: Piece) -> Piece:
    binding = INFIX[op].binding
    first = bracketed(left, binding, leads=True)
    second = bracketed(right, binding + 1)
    return Piece(f"{first}{_SIGNS[op]}{second}", binding, left.negative and left.binding >= binding)


_WRITERS = {
    "neg": lambda arg: Piece(f"-{bracketed(arg, ROOT)}", PREFIX, negative=True),
    "abs": lambda arg: Piece(rf"\left\lvert {arg.text} \right\rvert"),
    "sqrt": lambda arg: Piece(rf"\sqrt{{{arg.text}}}", ROOT),
    "transpose": lambda arg: Piece(f"{_base(bracketed(arg, POSTFIX))}^{{\\top}}", POSTFIX),
}


def _base(text: str) -> str:
    """What is raised: LaTeX takes no second superscript, so what has one is held together."""
    return f"{{{text}}}" if "^" in text or "'" in text else text


def _call(node: Apply, args: tuple[Piece, ...]) -> Piece:
    function = _FUNCTIONS.get(node.op) or rf"\mathrm{{{_plain(UNICODE.function(node.op))}}}"
    parts = [bracketed(arg, SUM, leads=True) for arg in args]
    parts += [rf"\mathrm{{{_plain(option)}}}={number(value).text}" for option, value in node.options]
    return Piece(function + enclosed(", ".join(parts)))


# Names


def _one_letter(stem: str) -> str | None:
    """A stem that is one letter, with its accents; None for a word."""
    base, *marks = list(unicodedata.normalize("NFD", stem))
    if any(mark not in _ACCENTS for mark in marks):
        return None
    if base in _LATIN:
        text = rf"\mathrm{{{_LATIN[base]}}}"
    elif base in _WORD_OF:
        text = f"\\{_WORD_OF[base]}"
    elif base == "ς":
        text = r"\varsigma"
    elif base.isascii() and base.isalpha():
        text = base
    else:
        return None
    for mark in marks:
        text = rf"\{_ACCENTS[mark]}{{{text}}}"
    return text


def _has_index(rest: str) -> bool:
    return bool(re.match(r"_[^_]", rest))


def _word_and_rest(word: str, rest: str) -> tuple[str, str]:
    """A word with the underscores that belong to it, and the indices behind it."""
    found = re.match(r"(?:_[^\W\d_]\w*)*", rest) if rest.startswith("_") else None
    cut = found.end() if found else 0
    return word + rest[:cut], rest[cut:]


def _word(word: str) -> str:
    """A word upright; Greek letters in it as their macros, other letters as text."""
    parts = []
    for plain, run in groupby(word, str.isascii):
        text = "".join(run)
        if plain:
            parts.append(rf"\mathrm{{{_plain(text)}}}")
            continue
        letters = [_one_letter(letter) for letter in text]
        known = [letter for letter in letters if letter]
        parts.append(" ".join(known) if len(known) == len(letters) else rf"\text{{{text}}}")
    return " ".join(parts)


def _plain(text: str) -> str:
    return text.replace("_", r"\_")


def _indices(digits: str, rest: str) -> str:
    """Indices below, a bracketed superscript above, primes."""
    below, above, primes = [digits] if digits else [], "", ""
    for part in re.findall(rf"_[^_⁽{PRIMES}]*|⁽[^⁾]*⁾|[{PRIMES}]|[{''.join(SUBSCRIPTS)}]+", rest):
        if part[0] in PRIMES:
            primes += {"″": "''", "‴": "'''"}.get(part, "'")
        elif part[0] == "⁽":
            above = "".join(SUPERSCRIPTS.get(c, c) for c in part)
        else:
            plain = "".join(SUBSCRIPTS.get(c, c) for c in part.strip("_"))
            below.append(plain if len(plain) < 2 or plain.isdigit() else rf"\mathrm{{{plain}}}")
    sub = f"_{{{','.join(filter(None, below))}}}" if any(below) else ""
    raised = primes.replace("'", r"\prime") + above if above else ""
    return (f"{sub}^{{{raised}}}") if raised else primes + sub
