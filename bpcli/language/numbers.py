"""Read numbers and arrays of them: `parse_number` takes `−2`, `1/3` and `½`, `parse_array` `[[1, 2], [3, 4]]`."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from bpcli.core.findings import Faults
from bpcli.core.limits import ARRAY_NUMBERS
from bpcli.core.source import Excerpt
from bpcli.language.faults import LIMIT, NUMBER, comma_in_number, fault
from bpcli.language.lexer import tokens
from bpcli.language.names import RESERVED
from bpcli.language.tokens import Kind, Token

Nested: TypeAlias = "tuple[Fraction | Nested, ...]"

_DIMENSIONS = 2
# One letter for each token that `reads_as_given` looks for.
_LETTER: dict[object, str] = {
    Kind.NUMBER: "n", Kind.FRACTION: "f", Kind.NAME: "w", Kind.END: ".", "add": "-", "sub": "-", "div": "/",
}  # fmt: skip


def parse_number(excerpt: Excerpt) -> Fraction:
    """The number an excerpt holds, exact. Faults: BP203, BP205, BP209."""
    reader = _Reader(excerpt)
    value = reader.number()
    if reader.token.kind is not Kind.END:
        raise reader.not_a_number()
    return value


def parse_array(excerpt: Excerpt) -> Nested:
    """The array an excerpt holds, as nested tuples; whether its rows are equally long is not asked here."""
    reader = _Reader(excerpt)
    if reader.token.text != "[":
        raise reader.fault("array", reader.token)
    value = reader.array()
    if reader.token.kind is not Kind.END:
        raise reader.fault("array", reader.token)
    return value


def reads_as_given(excerpt: Excerpt) -> bool:
    """Whether the right side of a part is meant as a number or an array, not as a formula to work out.

    What is meant as one and is none (`inf`, `[1, x]`) also counts: `parse_number` says what is wrong with it.
    """
    try:
        pieces = tokens(excerpt)
    except Faults:
        return False
    if pieces[0].text == "[":
        return True
    shape = [_LETTER.get(token.op or token.kind, "?") for token in pieces]
    if shape[-2:-1] == ["w"] and pieces[-2].text.casefold() in RESERVED:
        return shape[:-2] in ([], ["-"])
    return "".join(shape).removeprefix("-") in ("n.", "f.", "n/n.", "n/-n.")


class _Reader:
    """Reads numbers off the tokens of an excerpt."""

    def __init__(self, excerpt: Excerpt) -> None:
        self.excerpt = excerpt
        self.tokens = tokens(excerpt)
        self.at = 0

    @property
    def token(self) -> Token:
        """The token to read next."""
        return self.tokens[self.at]

    def take(self, *ops: str) -> str:
        """Take the next token if it is one of the signs."""
        op = self.token.op if self.token.op in ops else ""
        self.at += bool(op)
        return op

    def number(self) -> Fraction:
        """A number or a fraction, with or without a sign."""
        first = self.token
        value = self.signed()
        if not self.take("div"):
            return value
        below = self.signed()
        if below == 0:
            text = self.excerpt.text[first.start : self.tokens[self.at - 1].end]
            raise fault(NUMBER, "divided-by-zero", self.excerpt, (first.start, self.tokens[self.at - 1].end), text=text)
        return value / below

    def signed(self) -> Fraction:
        sign = self.take("add", "sub")
        token = self.token
        if token.kind not in (Kind.NUMBER, Kind.FRACTION):
            raise self.not_a_number()
        self.at += 1
        return -token.value if sign == "sub" else token.value

    def array(self) -> Nested:
        """An array, level by level without recursion."""
        levels: list[list[Fraction | Nested]] = []
        count = 0
        while True:
            if self.token.text == "[":
                levels.append([])
                self.check_depth(len(levels))
                self.at += 1
                continue
            if self.token.text == "]" and not levels[-1]:
                raise self.fault("array", self.token)
            if self.token.text != "]":
                levels[-1].append(self.entry())
                count += 1
            while not self.goes_on(count):
                closed = tuple(levels.pop())
                if not levels:
                    return closed
                levels[-1].append(closed)

    def entry(self) -> Fraction:
        if self.token.kind is Kind.END:
            raise self.fault("array-open", self.tokens[0])
        return self.number()

    def goes_on(self, count: int) -> bool:
        """Take the comma before a next entry, or the bracket that closes a level."""
        token = self.token
        if count > ARRAY_NUMBERS:
            raise fault(LIMIT, "array-large", self.excerpt, token.span, limit=f"{ARRAY_NUMBERS:,}")
        if token.kind is not Kind.COMMA and token.text != "]":
            raise self.fault("array-open", self.tokens[0]) if token.kind is Kind.END else self.fault("array", token)
        self.at += 1
        return token.kind is Kind.COMMA

    def check_depth(self, depth: int) -> None:
        if depth > _DIMENSIONS:
            raise self.fault("array-deep", self.token)

    def not_a_number(self) -> Faults:
        """The fault of a text that is no number, as exactly as can be said."""
        token = self.token
        text = self.excerpt.text.strip() or "''"
        if token.text.casefold() in RESERVED:
            return self.fault("number-not-finite", token, "number-help", text=text)
        last, following = self.tokens[self.at - 1], self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        numbers = token.kind is Kind.COMMA and self.at > 0 and last.kind is following.kind is Kind.NUMBER
        if numbers and last.touches(token) and token.touches(following):
            return comma_in_number(self.excerpt, token.span, last.text, following.text)
        return self.fault("number", token, text=text if len(text) <= 40 else f"{text[:40]}…")

    def fault(self, key: str, token: Token, help_key: str | None = None, **fields: object) -> Faults:
        return fault(NUMBER, key, self.excerpt, token.span, help_key, **{"text": token.text, **fields})
