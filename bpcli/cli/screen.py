"""Where output goes and how it may look there: the only code that prints."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from bpcli.core.findings import Finding
from bpcli.core.say import say
from bpcli.render.look import Look, finish

# Signs that output is full of: a terminal that cannot show them gets ASCII.
_TYPICAL = "ŷ₁²·−∂Σ①σ─│○"


class Color(StrEnum):
    """When to colour output."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def look_of(stream: TextIO | None, color: Color = Color.AUTO, *, plain: bool = False, ascii: bool = False) -> Look:  # noqa: A002
    """How output may look on a stream: its width, colour and alphabet, with the environment's wishes."""
    terminal = is_terminal(stream) and not plain
    return Look(
        ascii=ascii or not _encodes(stream),
        width=_width() if terminal or (_asked_width() and not plain) else None,
        color=_colored(color, terminal=terminal and not plain),
    )


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at a stream."""
    return stream is not None and stream.isatty()


def write(text: str | Iterable[str], output: Path | None = None) -> None:
    """Print a document, whole or piece by piece, or put it into a file. OSError where it cannot be written."""
    pieces = (text,) if isinstance(text, str) else text
    if output is not None:
        with _named(output), output.open("w", encoding="utf-8") as file:
            file.writelines(pieces)
    elif sys.stdout is None:
        raise OSError(0, say("cli.no-output"))
    else:
        sys.stdout.writelines(pieces)


def write_document(document: str | bytes, output: Path | None = None) -> None:
    """Put a document into a file or on standard output; one that is handed on is UTF-8, whatever is shown there."""
    if isinstance(document, str) and output is None and look_of(sys.stdout).ascii:
        document = document.encode()
    if isinstance(document, bytes):
        write_bytes(document, output)
    else:
        write(document, output)


def write_bytes(data: bytes, output: Path | None = None) -> None:
    """Put a document that is no text into a file, or hand it to the program that reads standard output."""
    if output is not None:
        with _named(output):
            output.write_bytes(data)
    elif sys.stdout is None:
        raise OSError(0, say("cli.no-output"))
    else:
        sys.stdout.buffer.write(data)


@contextmanager
def _named(output: Path) -> Iterator[None]:
    """An OSError says which file could not be written, also where the disk is full."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(output)
        raise


def complain(message: str) -> None:
    """One line on standard error."""
    look = look_of(sys.stderr)
    _to_stderr(look.text(say("cli.error", message=message)) + "\n")


def complain_of(findings: Iterable[Finding], look: Look | None = None) -> None:
    """Findings on standard error, each with its caret."""
    from bpcli.render.diagnostics import diagnostics  # noqa: PLC0415 - only where something is wrong

    _to_stderr(diagnostics(findings, look or replace(look_of(sys.stderr), width=None)))


def complain_briefly(findings: Iterable[Finding]) -> None:
    """Findings on standard error, a line each."""
    from bpcli.render.diagnostics import headline  # noqa: PLC0415 - only where something is wrong

    look = look_of(sys.stderr)
    _to_stderr(finish((headline(finding, look) for finding in findings), look))


def _to_stderr(text: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(text)
        sys.stderr.flush()


def _encodes(stream: TextIO | None) -> bool:
    try:
        _TYPICAL.encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _asked_width() -> bool:
    return os.environ.get("COLUMNS", "").isdigit() and int(os.environ["COLUMNS"]) > 0


def _width() -> int:
    return shutil.get_terminal_size().columns


def _colored(color: Color, *, terminal: bool) -> bool:
    if color is not Color.AUTO:
        return color is Color.ALWAYS
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return terminal and os.environ.get("TERM") != "dumb"
