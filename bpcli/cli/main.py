"""The entry of the command `bpcli`.

The cyclic garbage collector is off from the first line: a short command that imports sympy spends a third
of its time in it, and ends before there is anything to collect. Frozen, nothing is torn down on the way out.
"""

from __future__ import annotations

import gc
import sys

gc.disable()


def main() -> None:
    """Run the command line. Raises SystemExit with an `ExitCode`."""
    # The collector must be off before anything heavy is imported, and the language known before help is said.
    command, *arguments = sys.argv[1:] or [""]
    if command in ("check", "train"):
        from bpcli.cli.ahead import begin  # noqa: PLC0415

        begin(command, arguments)
    from bpcli.cli.languages import languages  # noqa: PLC0415
    from bpcli.core.say import speak  # noqa: PLC0415

    speak(*languages())
    from bpcli.cli.app import program  # noqa: PLC0415

    try:
        program(command)()
    finally:
        gc.freeze()
