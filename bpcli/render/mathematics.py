"""Mathematics of a report as text: `Scribe(look).write(math)` is `∂loss/∂ŷ · x` or `64 + (−16)`.

One scribe serves a whole report, because it keeps the template of each formula it has seen: rows that share
a structure share their tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from bpcli.core.numerals import Shape, Value, numeral
from bpcli.core.say import say
from bpcli.language.names import ascii_name
from bpcli.language.printer import ASCII, UNICODE, Template, template
from bpcli.language.tree import Apply, Phrase, Tree
from bpcli.ops.signs import SUPERSCRIPTS
from bpcli.ops.table import OPERATIONS
from bpcli.render.characters import ascii_text
from bpcli.render.look import Look
from bpcli.report.blocks import Equation, Math, Partial, Product, Quantity, Sum, Symbol, Total, Words

SMALL_ARRAY = 12  # an array of no more numbers is shown in full

# In the formula that is the name of an unnamed node: what is no sign, no bracket and no power.
_NAME = re.compile(rf"(?:⁽[^⁾]*⁾|[^ ·*⊙@×+−\-/()\[\]|√^,=#⁽⁾{''.join(SUPERSCRIPTS)}ᵀ])+")
_FUNCTIONS = {name: row.ascii_name for row in OPERATIONS.values() for name in row.names if not name.isascii()}


class Scribe:
    """Writes mathematics in the look it was made for; `spellings` are names that ASCII writes in a way of their own."""

    def __init__(self, look: Look, spellings: Mapping[str, str] | None = None) -> None:
        self.look = look
        self.spellings = spellings or {}
        self._templates: dict[int, tuple[Tree, Template]] = {}
        self._writers: dict[type, Callable[[Any], str]] = {
            Quantity: lambda math: self.value(math.value),
            Symbol: self._symbol,
            Partial: lambda math: self.partial(math.of, math.wrt),
            Phrase: self.phrase,
            Product: lambda math: self._joined(math.factors, look.pick("·", "*"), _needs_brackets_in_a_product),
            Sum: lambda math: self._joined(math.terms, "+", _is_negative),
            Total: lambda math: f"{look.pick('Σ', 'sum')} {self.write(math.of)}",
            Equation: lambda math: " = ".join(map(self.write, math.sides)),
            Words: lambda math: look.text(math.text),
        }

    def write(self, math: Math) -> str:
        """Any mathematics as text on one line."""
        return self._writers[type(math)](math)

    def name(self, name: str) -> str:
        """The name of a node; an unnamed node's is its formula."""
        if not self.look.ascii:
            return name
        return self.spellings.get(name) or (name if name.isascii() else _ascii(name))

    def partial(self, of: str, wrt: str) -> str:
        """∂of/∂wrt."""
        sign = self.look.pick("∂", "d")
        return f"{sign}{_closed(self.name(of))}/{sign}{_closed(self.name(wrt))}"

    def value(self, value: Value) -> str:
        """A number, or an array in full where it is small, else by its shape."""
        if isinstance(value, Fraction | float | int):
            return shown(value, self.look.digits, self.look.minus)
        if isinstance(value, str):  # a mark for a value, see `bpcli.render.rows`
            return value
        if value.size <= SMALL_ARRAY or self.look.values:
            return self._nested(value.tolist())
        return say("render.column" if value.ndim == 1 else "render.array", shape=self.shape(value.shape))

    def shape(self, shape: Shape) -> str:
        """`3×2`, or `3` for a column."""
        return self.look.pick("×", "x").join(map(str, shape))

    def phrase(self, phrase: Phrase) -> str:
        """A formula with its slots filled in."""
        known = self._templates.get(id(phrase.tree))
        if known is None:
            # The tree is kept with its template: its id is its own only as long as it lives.
            known = (phrase.tree, template(phrase.tree, ASCII if self.look.ascii else UNICODE))
            self._templates[id(phrase.tree)] = known
        return known[1].fill([self._filling(filling) for filling in phrase.fillings])

    def _symbol(self, symbol: Symbol) -> str:
        name = self.name(symbol.name)  # type: ignore[arg-type]  # only filled patterns are written
        return f"{name} [{self.shape(symbol.shape)}]" if symbol.shape else name

    def _filling(self, filling: str | Value) -> str:
        if isinstance(filling, str):
            return self.name(filling)
        text = self.value(filling)
        # A large array in the middle of a formula stands in brackets, as a small one does.
        return text if isinstance(filling, Fraction | float | int) or text[0] == "[" else f"[{text}]"

    def _joined(self, parts: Iterable[Math], sign: str, bracketed: Callable[[Math, str, bool], bool]) -> str:
        texts = []
        for index, part in enumerate(parts):
            text = self.write(part)
            texts.append(f"({text})" if bracketed(part, text, index == 0) else text)
        return f" {sign} ".join(texts)

    def _nested(self, value: Any) -> str:
        if isinstance(value, list):
            return f"[{', '.join(map(self._nested, value))}]"
        return numeral(value, self.look.digits, self.look.minus)


# One value is shown in many places: in its own row, and in those of its consumers.
shown = lru_cache(maxsize=8_192, typed=True)(numeral)


def _is_negative(_part: Math, text: str, first: bool) -> bool:
    return not first and text[:1] in ("−", "-")


def _needs_brackets_in_a_product(part: Math, text: str, first: bool) -> bool:
    if isinstance(part, Sum) and len(part.terms) > 1:
        return True
    is_sum = isinstance(part, Phrase) and isinstance(part.tree, Apply) and part.tree.op in ("add", "sub")
    return is_sum or _is_negative(part, text, first)


def _closed(name: str) -> str:
    """The name of a node as a derivative takes it: in brackets where it is a formula such as `w·x`."""
    return name if _is_one_name(name) else f"({name})"


@lru_cache(maxsize=4096)
def _is_one_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


@lru_cache(maxsize=4096)
def _ascii(name: str) -> str:
    """A name in ASCII; of a formula every name and every function in it."""
    return ascii_text(_NAME.sub(lambda match: _FUNCTIONS.get(match[0]) or ascii_name(match[0]), name))
