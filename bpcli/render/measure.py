"""How wide text is in a picture, without a font: `measure("ŷ = w·x", 14)` in the picture's units.

The widths are those of DejaVu Sans, which is wider than the other fonts of a picture's list, so a box that is
made for them holds the text in any of these.
"""

from __future__ import annotations

import unicodedata

# The signs from blank to tilde, in hundredths of the font's size.
_ASCII = (
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34,
    84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73, 68, 99,
    69, 61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52,
    39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
)  # fmt: skip
_NARROW = {"·": 32, "⁽": 26, "⁾": 26, "′": 24}
_SMALL, _LETTER, _SIGN, _SQUARE = 45, 72, 90, 102
_BOLD = 1.13


def measure(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text on one line, at a font size."""
    return sum(map(_hundredths, text)) * size / 100 * (_BOLD if bold else 1)


def broken(text: str, size: float, room: float) -> list[str]:
    """The text in lines that fit the room, broken at blanks and beside characters that are a square each."""
    lines = [""]
    for word in _words(text):
        if lines[-1] and measure(lines[-1] + word.rstrip(), size) > room:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += word
    return [line.rstrip() for line in lines]


def _words(text: str) -> list[str]:
    """The parts a line may end behind, each with its blank."""
    words = [""]
    for character in text:
        if _is_square(character) and words[-1]:
            words.append("")
        words[-1] += character
        if character == " " or _is_square(character):
            words.append("")
    return words


def _hundredths(character: str) -> int:
    if " " <= character <= "~":
        return _ASCII[ord(character) - 32]
    if unicodedata.combining(character):
        return 0
    if character in _NARROW:
        return _NARROW[character]
    if _is_square(character):
        return _SQUARE
    if unicodedata.decomposition(character).startswith(("<sub>", "<super>")) or character == "ᵀ":
        return _SMALL
    base = unicodedata.normalize("NFD", character)[0]
    if " " <= base <= "~":
        return _hundredths(base)
    return _LETTER if unicodedata.category(character) in ("Ll", "Lo") else _SIGN


def _is_square(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
