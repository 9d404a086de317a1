r"""Text in ASCII: `ascii_text("∂ŷ/∂w₁ = −x²")` is `dyhat/dw1 = -x^2`.

Signs, Greek letters, accents, sub- and superscripts have an ASCII spelling; anything else is written as an
escape (`\u91cd`). `step_number` counts as the lecture notes do: ①②③.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from bpcli.core.visible import escape

# fmt: off
_SIGNS = {
    "−": "-", "–": "-", "—": "-", "‐": "-", "·": "*", "∙": "*", "⋅": "*", "⊙": "*", "•": "*", "×": "x", "÷": "/",
    "⁄": "/", "∂": "d", "√": "sqrt", "∑": "sum", "∞": "inf", "≠": "!=", "≤": "<=", "≥": ">=", "≈": "~", "→": "->",
    "←": "<-", "↑": "^", "↓": "v", "‘": "'", "’": "'", "“": '"', "”": '"', "′": "'", "″": "''", "…": "...",
    "ᵀ": ".T", "\u00a0": " ", "\u3000": " ", "─": "-", "│": "|", "┼": "+", "✓": "ok", "✗": "x",
}
_MARKS = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde"}
# fmt: on


def ascii_text(text: str) -> str:
    """The text in ASCII characters only."""
    return text if text.isascii() else "".join(ascii_pieces(text))


def ascii_pieces(text: str) -> list[str]:
    """For each character of the text what stands for it in ASCII, so that a place in it can still be found."""
    return [c if c.isascii() else _in_context(text, index) for index, c in enumerate(text)]


def _in_context(text: str, index: int) -> str:
    """What stands for one character, where that depends on its neighbours."""
    piece, mark = _spelling(text[index])
    if mark:
        return piece + (mark if _stands_alone(text, index) else "")
    if piece.startswith("^") and index and _spelling(text[index - 1])[0].startswith("^"):
        return piece[1:]
    return piece


def _stands_alone(text: str, index: int) -> bool:
    """Whether a marked letter is a name by itself, as in `ŷ` or `dŷ/dw`, and not part of a word such as `être`."""
    start = index - 1 if unicodedata.combining(text[index]) else index
    before = text[max(0, start - 2) : start]
    if before.endswith(("d", "∂")):
        before = before[:-1]
    return not before[-1:].isalpha() and not text[index + 1 : index + 2].isalpha()


@cache
def _spelling(character: str) -> tuple[str, str]:
    """What stands for a character, and the name of the accent to add where the letter stands alone."""
    if character.isascii() or character in _SIGNS:
        return _SIGNS.get(character, character), ""
    if unicodedata.combining(character):
        return "", _MARKS.get(character, "")
    if (greek := _greek(character)) is not None:
        return greek, ""
    base, *marks = list(unicodedata.normalize("NFD", character))
    if marks and all(map(unicodedata.combining, marks)):
        return _plain(base), _MARKS.get(marks[0], "")
    return _plain(character), ""


def _plain(character: str) -> str:
    if (greek := _greek(character)) is not None:
        return greek
    plain = "".join(_SIGNS.get(c, c) for c in unicodedata.normalize("NFKC", character))
    if not plain.isascii():
        return escape(character)
    return f"^{plain}" if unicodedata.decomposition(character).startswith("<super>") else plain


def _greek(character: str) -> str | None:
    words = unicodedata.name(character, "").split()
    if words[:1] != ["GREEK"] or words[2:3] != ["LETTER"] or len(words) != 4:
        return None
    return words[3].capitalize() if words[1] == "CAPITAL" else words[3].lower()


def step_number(number: int, *, ascii: bool) -> str:  # noqa: A002 - the name it has in Look
    """① up to ㊿, then (51); `1.` in ASCII."""
    if ascii:
        return f"{number}."
    for first, last, start in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(start + number - first)
    return f"({number})"
