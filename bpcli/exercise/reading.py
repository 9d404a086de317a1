"""Read the bytes of an exercise file into a `Source`, or say why they are no text.

`read_file` raises `Unreadable` where the file system is at fault (a command line that names the wrong
path) and `Faults` where the bytes are (an exercise file that must be mended).
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from bpcli.core.findings import Faults, Finding
from bpcli.core.limits import FILE_BYTES
from bpcli.core.say import say
from bpcli.core.source import Place, Source
from bpcli.exercise.telling import finding

_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_MOST_REFUSED = 5  # different characters; the rest of a file of rubbish teaches nobody anything
_BOM = "\ufeff"
_MARKS = (  # the longer ones first: UTF-16's mark begins UTF-32's
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


class Unreadable(Exception):
    """A path that cannot be read at all; its text is a whole sentence."""


def read_file(path: Path) -> Source:
    """The text of a file, named by its path. Raises Unreadable or Faults; never reads more than the limit."""
    name = str(path)
    try:
        status = path.stat()
        if S_ISDIR(status.st_mode):
            raise Unreadable(say("exercise.directory", path=name))
        if not S_ISREG(status.st_mode):
            raise Unreadable(say("exercise.not-a-file", path=name))
        if status.st_size > FILE_BYTES:
            raise Faults(_too_large(name))
        with path.open("rb") as file:
            data = file.read(status.st_size + 1)
            if len(data) > status.st_size:  # it has grown, or did not say how large it is
                data += file.read(FILE_BYTES + 1 - len(data))
    except FileNotFoundError:
        raise Unreadable(say("exercise.missing-file", path=name)) from None
    except PermissionError:
        raise Unreadable(say("exercise.no-permission", path=name)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unreadable(say("exercise.unreadable-file", path=name, reason=reason)) from None
    return decode(data, name)


def decode(data: bytes, name: str) -> Source:
    """The text of bytes that claim to be UTF-8, without the byte order mark some editors put first."""
    if len(data) > FILE_BYTES:
        raise Faults(_too_large(name))
    if encoding := _other_encoding(data):
        raise Faults(finding("BP001", "other-encoding", _top(name), encoding=encoding))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Faults(_not_utf8(data, name, error)) from None
    source = Source(name, text.removeprefix(_BOM))
    if findings := _refused_characters(source):
        raise Faults(findings)
    if not source.text.strip():
        raise Faults(finding("BP002", "empty-file", _top(name)))
    return source


def _top(name: str) -> Place:
    return Place(Source(name, ""), 0, 0)


def _too_large(name: str) -> Finding:
    return finding("BP004", "too-large", _top(name), limit=FILE_BYTES // 2**20)


def _other_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 where a byte order mark says so, or where every other byte is empty."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    head = data[:64]
    even, odd = head[::2], head[1::2]
    if len(head) >= 4 and (even.count(0) == len(even)) != (odd.count(0) == len(odd)):
        return "UTF-16"
    return None


def _not_utf8(data: bytes, name: str, error: UnicodeDecodeError) -> Finding:
    before = data[: error.start].decode("utf-8").removeprefix(_BOM)
    source = Source(name, before + data[error.start :].decode("utf-8", "replace"))
    place = Place(source, len(before), len(before) + 1)
    return finding("BP001", "not-utf-8", place, byte=f"0x{data[error.start]:02x}")


def _refused_characters(source: Source) -> list[Finding]:
    """A finding for each different character that has no business in a text, at its first place."""
    first: dict[str, int] = {}
    for match in _REFUSED.finditer(source.text):
        first.setdefault(match[0], match.start())
        if len(first) == _MOST_REFUSED:
            break
    return [_refused(source, character, offset) for character, offset in first.items()]


def _refused(source: Source, character: str, offset: int) -> Finding:
    what = "bom-inside" if character == _BOM else "refused-character"
    name = unicodedata.name(character, "a control character")
    return finding("BP003", what, Place(source, offset, offset + 1), code=f"U+{ord(character):04X}", name=name)
