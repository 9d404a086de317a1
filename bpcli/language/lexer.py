"""Cut a formula into tokens: `tokens(Excerpt.of("2·x² + b"))`.

Every character a stranger can send is either part of a token or refused by name. Nothing here depends on
which names are known; a superscript becomes the tokens of its exponent between RAISED and LOWERED.
"""

from __future__ import annotations

import unicodedata
from fractions import Fraction

from bpcli.core.findings import Faults
from bpcli.core.limits import FORMULA_CHARACTERS, NAME_CHARACTERS
from bpcli.core.source import Excerpt
from bpcli.core.visible import escape
from bpcli.language.characters import (
    PRIMES,
    folded,
    goes_on,
    is_blank,
    is_cyrillic,
    is_letter,
    is_plain,
    latin_twin,
    shows_nothing,
)
from bpcli.language.faults import CHARACTER, LIMIT, NAME, NUMBER, SYNTAX, fault
from bpcli.language.literals import read_literal, starts_number
from bpcli.language.tokens import Kind, Token
from bpcli.ops.signs import OP_OF, SUPERSCRIPTS

_PUNCTUATION = {
    "(": Kind.OPEN,
    "[": Kind.OPEN,
    ")": Kind.CLOSE,
    "]": Kind.CLOSE,
    ",": Kind.COMMA,
    "、": Kind.COMMA,
    "=": Kind.EQUALS,
}
_SPECIAL = {
    **dict.fromkeys('"`“”„«»‘' + PRIMES, "quote"),
    **dict.fromkeys("<>≤≥≠", "comparison"),
    "!": "factorial",
    "∂": "gradient-in-formula",
}
_LINE_ENDS = "\r\n"
_ZERO = Fraction(0)


# The tokens of short texts without a fault: the steps of exercises are often the same.
_known: dict[str, list[Token]] = {}
_MOST_KNOWN, _SHORT = 4_000, 200


def tokens(excerpt: Excerpt) -> list[Token]:
    """The tokens of a formula, END last. Faults: BP203, BP205, BP206, BP209 and some of BP201."""
    found = _known.get(excerpt.text)
    if found is None:
        found = _Lexer(excerpt, checked_text(excerpt)).run()
        if len(excerpt.text) <= _SHORT:
            if len(_known) >= _MOST_KNOWN:
                _known.clear()
            _known[excerpt.text] = found
    return found.copy()


def checked_text(excerpt: Excerpt) -> str:
    """The folded text of an excerpt that is not too long."""
    if len(excerpt.text) > FORMULA_CHARACTERS:
        span = (FORMULA_CHARACTERS, FORMULA_CHARACTERS + 1)
        raise fault(LIMIT, "too-long", excerpt, span, limit=f"{FORMULA_CHARACTERS:,}")
    return folded(excerpt.text)


class _Lexer:
    """Reads `text`, which is the folded excerpt from `offset` on, from left to right."""

    def __init__(self, excerpt: Excerpt, text: str, offset: int = 0) -> None:
        self.excerpt = excerpt
        self.text = text
        self.offset = offset
        self.at = 0
        self.end = len(text.rstrip(_LINE_ENDS + " \t\xa0"))
        self.depth = 0
        self.tokens: list[Token] = []

    def run(self) -> list[Token]:
        while self._skip_blanks():
            self._read()
        self._add(Kind.END, 0)
        return self.tokens

    def _skip_blanks(self) -> bool:
        while self.at < self.end:
            character = self.text[self.at]
            if character in _LINE_ENDS and self.depth == 0 and self.tokens:
                raise self._fault(SYNTAX, "line-end", 1)
            if character not in _LINE_ENDS and not is_blank(character):
                return True
            self.at += 1
        return False

    def _read(self) -> None:
        character = self.text[self.at]
        if starts_number(self.text, self.at):
            value, end = read_literal(self.excerpt, self.text, self.at, self.offset)
            self._add(Kind.NUMBER, end - self.at, value=value)
        elif is_letter(character):
            self._name()
        elif self.text.startswith("**", self.at):
            self._add(Kind.SIGN, 2, op="pow")
        elif op := OP_OF.get(character):
            self._add(Kind.BAR if op == "abs" else Kind.SIGN, 1, op=op)
        elif kind := _PUNCTUATION.get(character):
            self._punctuation(kind)
        elif character in SUPERSCRIPTS:
            self._superscript()
        else:
            self._unusual(character)

    def _punctuation(self, kind: Kind) -> None:
        if self.text.startswith("==", self.at):
            raise self._fault(SYNTAX, "comparison", 2, shown="==")
        self.depth += (kind is Kind.OPEN) - (kind is Kind.CLOSE)
        self._add(kind, 1)

    def _superscript(self) -> None:
        length = 1
        while self.at + length < self.end and self.text[self.at + length] in SUPERSCRIPTS:
            length += 1
        raised = "".join(SUPERSCRIPTS[c] for c in self.text[self.at : self.at + length])
        self._add(Kind.RAISED, 0)
        self.tokens += _Lexer(self.excerpt, raised, self.offset + self.at).run()[:-1]
        self.at += length
        self._add(Kind.LOWERED, 0)

    def _name(self) -> None:
        start, at = self.at, self.at
        while at < self.end and (goes_on(self.text[at]) or self.text[at] == "⁽"):
            at = self._bracketed(at) if self.text[at] == "⁽" else at + 1
        if self.text[at - 1] == "_":
            raise self._fault(NAME, "not-a-name", at - start, name=self.text[start:at])
        while at < self.end and self.text[at] in PRIMES:
            at += 1
            if at < self.end and goes_on(self.text[at]):
                raise self._fault(NAME, "prime-inside", at - start)
        if at - start > NAME_CHARACTERS:
            raise self._fault(LIMIT, "name-long", at - start, limit=NAME_CHARACTERS)
        self._check_alphabet(self.text[start:at])
        self._add(Kind.NAME, at - start, text=unicodedata.normalize("NFC", self.text[start:at]))

    def _bracketed(self, at: int) -> int:
        """Where the bracketed superscript that begins at `at` ends."""
        end = self.text.find("⁾", at)
        inside = self.text[at + 1 : end]
        if end < 0 or not inside or not all(SUPERSCRIPTS.get(c, "-").isalnum() for c in inside):
            raise fault(NAME, "superscript-name", self.excerpt, (self.offset + at, self.offset + at + 1))
        return end + 1

    def _check_alphabet(self, name: str) -> None:
        foreign = [c for c in name if is_cyrillic(c)]
        if not foreign:
            return
        if any(is_letter(c) and not is_cyrillic(c) for c in name):
            raise self._fault(CHARACTER, "mixed-scripts", len(name), name=name)
        if all(latin_twin(c) for c in foreign):
            letter, latin = foreign[0], latin_twin(foreign[0])
            raise self._fault(CHARACTER, "look-alike", len(name), letter=letter, point=_code(letter), latin=latin)

    def _unusual(self, character: str) -> None:
        if character == ".":
            self._dot()
        elif "<fraction>" in unicodedata.decomposition(character) and character != "⅟":
            above, below = unicodedata.normalize("NFKC", character).split("⁄")
            self._add(Kind.FRACTION, 1, value=Fraction(int(above), int(below)))
        elif character == "_":
            length = next((n for n, c in enumerate(self.text[self.at :]) if not goes_on(c)), len(self.text) - self.at)
            raise self._fault(NAME, "not-a-name", length, name=self.text[self.at : self.at + length])
        else:
            raise self._refusal(character)

    def _dot(self) -> None:
        last = self.tokens[-1] if self.tokens else None
        length = 1
        while self.at + length < self.end and goes_on(self.text[self.at + length]):
            length += 1
        shown = self.text[self.at : self.at + length]
        if (
            last is None
            or (last.kind is Kind.SIGN and last.op != "transpose")
            or last.kind in (Kind.OPEN, Kind.COMMA, Kind.EQUALS)
        ):
            raise self._fault(NUMBER, "number-form", length, text=shown)
        if shown != ".T":
            raise self._fault(SYNTAX, "attribute", length, shown=shown)
        self._add(Kind.SIGN, 2, op="transpose")

    def _refusal(self, character: str) -> Faults:
        point, fields = _code(character), {"shown": character}
        if shows_nothing(character):
            return self._fault(CHARACTER, "invisible", 1, point=point, shown=escape(character))
        if key := _SPECIAL.get(character):
            return self._fault(SYNTAX, key, 1, **fields)
        if character.isdecimal() or (character.isalnum() and not is_plain(character)):
            digit = unicodedata.decimal(character, None)
            plain = unicodedata.normalize("NFKC", character) if digit is None else str(digit)
            return self._fault(CHARACTER, "plain-letter", 1, point=point, plain=plain, **fields)
        return self._fault(CHARACTER, "strange", 1, point=point, **fields)

    def _add(self, kind: Kind, length: int, op: str = "", value: Fraction = _ZERO, text: str | None = None) -> None:
        start = self.offset + self.at
        text = self.text[self.at : self.at + length] if text is None else text
        apart = bool(self.tokens) and self.tokens[-1].end < start
        self.tokens.append(Token(kind, text, start, start + length, op, value, apart))
        self.at += length

    def _fault(self, code: str, key: str, length: int, **fields: object) -> Faults:
        start = self.offset + self.at
        return fault(code, key, self.excerpt, (start, start + length), None, **fields)


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"
