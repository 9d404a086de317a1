"""What the program's exit codes mean; `bpcli --help` prints them from here."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Over several files, the highest counts."""

    DONE = 0
    FAULT_IN_FILE = 1
    USAGE = 2
    PROGRAM_FAULT = 3
    INTERRUPTED = 130
    CLOSED_PIPE = 141
