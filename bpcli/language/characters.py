"""Single characters: which of them make up names, which are blanks, and which are refused.

`folded(text)` replaces, one for one, full-width and mathematical letters and digits by plain ones, so
that every offset stays what it was.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from bpcli.core.visible import is_hidden
from bpcli.ops.signs import OP_OF, SUBSCRIPTS, SUPERSCRIPTS

PRIMES = "'’′″‴"
_VARIANT_LETTERS = "ϕϵϑϰϱµ"  # read as the letter they are a form of
_LOOK_ALIKES = dict(zip("аесорхуіјѕһԁԛԝкмАВЕКМНОРСТУХІЈЅ", "aecopxyijshdqwkmABEKMHOPCTYXIJS", strict=True))
# Marks that show nothing: the grapheme joiner and the selectors of variants.
_SILENT_MARKS = frozenset("\u034f\u17b4\u17b5\u180b\u180c\u180d\u180f") | {chr(c) for c in range(0xFE00, 0xFE10)}


class _Fold(dict[int, int | str | None]):
    """A table for `str.translate` that fills itself."""

    def __missing__(self, code: int) -> int:
        if 0xFF01 <= code <= 0xFF5E:  # full-width forms
            code -= 0xFEE0
        elif code == 0x3000:
            code = 0x20
        elif 0x2100 <= code <= 0x214F or 0x1D400 <= code <= 0x1D7FF:  # ℓ, 𝑥, 𝟏 and their like
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain.isalnum():
                code = ord(plain)
        return self.setdefault(code, code)  # type: ignore[return-value]


_FOLD = _Fold()


def folded(text: str) -> str:
    """The text with full-width and mathematical forms made plain, each character where it was.

    A byte order mark at the beginning becomes a blank.
    """
    if text.isascii():
        return text
    if text.startswith("\ufeff"):
        text = " " + text[1:]
    return text.translate(_FOLD)


@lru_cache(maxsize=4096)
def is_letter(character: str) -> bool:
    """Whether a name may begin with the character."""
    category = unicodedata.category(character)
    if category not in ("Lu", "Ll", "Lt", "Lo", "Lm") or character in SUPERSCRIPTS or character in OP_OF:
        return False
    return not is_hidden(character) and (is_plain(character) or character in _VARIANT_LETTERS)


@lru_cache(maxsize=4096)
def goes_on(character: str) -> bool:
    """Whether a name may go on with the character; primes and bracketed superscripts are not asked here."""
    return (
        is_letter(character)
        or (character.isascii() and (character.isdigit() or character == "_"))
        or character in SUBSCRIPTS
        or (unicodedata.category(character) in ("Mn", "Mc") and character not in _SILENT_MARKS)
    )


def is_plain(character: str) -> bool:
    """Whether a letter is no mere form of another one, as `ﬁ`, `ª` and `ſ` are."""
    return unicodedata.normalize("NFKC", character) == unicodedata.normalize("NFC", character)


@lru_cache(maxsize=256)
def is_blank(character: str) -> bool:
    """Whether it separates without meaning anything; line ends are no blanks."""
    return character == "\t" or unicodedata.category(character) == "Zs"


def shows_nothing(character: str) -> bool:
    """Whether a character is invisible, or changes how its neighbours show."""
    return is_hidden(character) or character in _SILENT_MARKS


def is_cyrillic(character: str) -> bool:
    """Whether it is a letter of the Cyrillic alphabet."""
    return "\u0400" <= character <= "\u052f"


def latin_twin(character: str) -> str | None:
    """The Latin letter that a Cyrillic one looks like."""
    return _LOOK_ALIKES.get(character)
