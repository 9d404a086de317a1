"""The short form cut into its parts: `split_parts(Excerpt.of("y=w·x, x=2, y=4"))` gives three excerpts.

`sides` cuts a part at its `=`; `left_side` gives its name, so that names can be declared before any formula is read.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.core.source import Excerpt
from bpcli.language.faults import SYNTAX, comma_in_number, fault
from bpcli.language.lexer import checked_text

_SEPARATORS = ",;、\r\n"
_DEEPER = {**dict.fromkeys("([{", 1), **dict.fromkeys(")]}", -1)}


def split_parts(excerpt: Excerpt) -> list[Excerpt]:
    """The parts of the short form, without the blanks around them.

    Commas, semicolons and line ends outside brackets separate. Empty lines and a last separator are
    fine; nothing between two separators is a fault, and so is a decimal comma.
    """
    text = checked_text(excerpt)
    parts: list[Excerpt] = []
    start = 0
    for at in [*_top_level(text, _SEPARATORS), len(text)]:
        part = trimmed(excerpt.part(start, at))
        if part.text:
            _check_decimal_comma(excerpt, text, start, part)
            parts.append(part)
        elif text[at : at + 1] not in ("", "\r", "\n"):
            raise fault(SYNTAX, "part-empty", excerpt, (at, at + 1))
        start = at + 1
    if not parts:
        raise fault(SYNTAX, "empty", excerpt, (0, 1))
    return parts


def sides(excerpt: Excerpt) -> tuple[Excerpt | None, Excerpt]:
    """What stands before and after the first `=` outside brackets; None and the whole where there is none."""
    at = next(_top_level(checked_text(excerpt), "="), None)
    if at is None:
        return None, excerpt
    return trimmed(excerpt.part(0, at)), excerpt.part(at + 1, len(excerpt.text))


def left_side(excerpt: Excerpt) -> Excerpt | None:
    """What stands before `=`; None for a bare formula. `parser.read_name` reads it."""
    return sides(excerpt)[0]


def trimmed(excerpt: Excerpt) -> Excerpt:
    """The excerpt without the blanks around it."""
    text = excerpt.text
    start = len(text) - len(text.lstrip(" \t\xa0\u3000\ufeff\r\n"))
    end = len(text.rstrip(" \t\xa0\u3000\r\n"))
    return excerpt.part(start, max(start, end))


def _top_level(text: str, characters: str) -> Iterator[int]:
    """Where one of the characters stands outside all brackets."""
    depth = 0
    for at, character in enumerate(text):
        depth = max(0, depth + _DEEPER.get(character, 0))
        if depth == 0 and character in characters:
            yield at


def _check_decimal_comma(excerpt: Excerpt, text: str, start: int, part: Excerpt) -> None:
    """`x=1,5` is no list of two parts."""
    is_number = part.text.replace("_", "").isdigit()
    if is_number and start >= 2 and text[start - 1] == "," and text[start - 2].isdigit() and text[start].isdigit():
        begin = start - 1
        while begin and (text[begin - 1].isdigit() or text[begin - 1] in "._"):
            begin -= 1
        raise comma_in_number(excerpt, (start - 1, start), text[begin : start - 1], part.text)
