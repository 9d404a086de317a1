"""Lines that a learner types or pipes in, whatever bytes they are made of."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import BinaryIO

_MOST_BYTES = 16_384  # of a line; an answer has 2,000 characters at most


def typed_line(stream: BinaryIO) -> str | None:
    """The next line without its end, None where there is none. Bytes that are no text become escapes."""
    data = stream.readline(_MOST_BYTES)
    if not data:
        return None
    if not data.endswith(b"\n"):
        _finish_line(stream, data)
    return _decoded(data).removesuffix("\n").removesuffix("\r")


def piped_lines(first: str, stream: BinaryIO) -> Iterator[str]:
    """The first line, and all others when they have come."""
    line: str | None = first
    while line is not None:
        yield line
        line = typed_line(stream)


def _finish_line(stream: BinaryIO, data: bytes) -> None:
    """Skip what is too long to be read."""
    while data and not data.endswith(b"\n") and len(data) == _MOST_BYTES:
        data = stream.readline(_MOST_BYTES)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode(getattr(sys.stdin, "encoding", None) or "utf-8", "backslashreplace")
    except LookupError:
        return data.decode("utf-8", "backslashreplace")
