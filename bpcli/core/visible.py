"""Text of strangers made safe to print: no control, escape or bidirectional character reaches a terminal."""

from __future__ import annotations

import re
import unicodedata

# Cc and Cf cover C0, C1, DEL, bidirectional controls and zero-width characters; Zl and Zp break lines;
# Cs and Co have no glyph of their own. The Hangul fillers are letters that show nothing.
_HIDDEN = frozenset(("Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"))
_FILLERS = "\u115f\u1160\u3164\uffa0"
_NOTHING = re.compile(f"[{_FILLERS}]")
_PLAIN = re.compile(r"[\x20-\x7e]*\Z")


def is_hidden(character: str) -> bool:
    """Whether a character shows nothing, or changes how its neighbours show."""
    return unicodedata.category(character) in _HIDDEN or character in _FILLERS


def escape(character: str) -> str:
    r"""`\x1b`, `\u202e` or `\U000e0001`: how a character that cannot be shown is written."""
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def visible(text: str) -> str:
    """The text on one line, hidden characters escaped."""
    if _PLAIN.match(text) or (text.isprintable() and not _NOTHING.search(text)):
        return text
    return "".join(escape(c) if is_hidden(c) else c for c in text)
