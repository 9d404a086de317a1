"""The languages the reader likes, from the environment as gettext reads it: `LANGUAGE=zh`, `LANG=zh_CN.UTF-8`.

Where only ASCII can be shown, or is asked for, Chinese would be escapes that nobody reads: English is spoken there.
"""

from __future__ import annotations

import os
import sys

from bpcli.cli.screen import look_of


def languages() -> tuple[str, ...]:
    """Codes such as `zh`, the one liked best first; () where nothing is said, or nothing but ASCII may be shown."""
    if "--ascii" in sys.argv or look_of(sys.stdout).ascii:
        return ()
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            codes = (code.partition(".")[0].partition("_")[0].lower() for code in value.split(":"))
            return tuple(dict.fromkeys(code for code in codes if _is_code(code)))
    return ()


def _is_code(code: str) -> bool:
    return code.isascii() and code.isalpha() and code not in ("c", "posix")
