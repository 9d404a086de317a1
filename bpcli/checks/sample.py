r"""The samples in a rule's manual.

A sample stands behind a line `Bad:` or `Good:`, indented. Where the line says `Bad, with escapes:`, the sample
is bytes: `\xff`, `\u202e`, `\n` and `\t` are undone, and `⟨text⟩×300` is the text 300 times over. Where it says
`Bad, in pyproject.toml:`, it is that file and no exercise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from textwrap import dedent

ESCAPED = "with escapes"
SETTINGS = r"in pyproject.toml"
_REPEATED = re.compile(r"⟨(.*?)⟩×(\d+)", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(n)|(t)|(\\))")


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample as it is shown, the bytes of the file it stands for, and whether that file holds settings."""

    shown: str
    data: bytes
    is_settings: bool = False


def samples(manual: str, kind: str) -> tuple[Sample, ...]:
    """The samples of a manual of one kind, `Bad` or `Good`."""
    pattern = rf"^{kind}(?:, ({ESCAPED}|{SETTINGS}))?:\n\n?((?:[ ]+[^\n]*(?:\n|\Z)|\n)+)"
    return tuple(_sample(match[2], match[1]) for match in re.finditer(pattern, manual, re.MULTILINE))


def _sample(block: str, how: str | None) -> Sample:
    shown = dedent(block).strip("\n") + "\n"
    return Sample(shown, _undone(shown) if how == ESCAPED else shown.encode(), how == SETTINGS)


def _undone(text: str) -> bytes:
    repeated = _REPEATED.sub(lambda match: match[1] * int(match[2]), text)
    pieces, end = [], 0
    for match in _ESCAPE.finditer(repeated):
        pieces += [repeated[end : match.start()].encode(), _byte(match)]
        end = match.end()
    return b"".join([*pieces, repeated[end:].encode()])


def _byte(match: re.Match[str]) -> bytes:
    byte, point, line, tab, _ = match.groups()
    if byte:
        return bytes([int(byte, 16)])
    if point:
        return chr(int(point, 16)).encode()
    return b"\n" if line else b"\t" if tab else b"\\"
