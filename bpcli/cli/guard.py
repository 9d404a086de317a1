"""How a command ends: every exception a command can raise becomes a message and an exit code, never a traceback."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import Any

import typer

from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.screen import complain, complain_of
from bpcli.core.findings import Faults, ProgramFault
from bpcli.core.say import say
from bpcli.exercise.reading import Unreadable


class Stop(Exception):
    """The end of a command that cannot go on: what to say, if anything is left to say, and the exit code."""

    def __init__(self, code: ExitCode, message: str = "") -> None:
        self.code = code
        super().__init__(message)


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """The command with its ways to end. Usage errors are Typer's own, with the same exit code."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        code = _ended(command, args, kwargs)
        if code is not ExitCode.DONE:
            raise typer.Exit(code)

    return run


def _ended(command: Callable[..., None], args: Any, kwargs: Any) -> ExitCode:
    debug = bool(kwargs.get("debug"))
    try:
        command(*args, **kwargs)
        _flush()
    except Stop as stop:
        if str(stop):
            complain(str(stop))
        return stop.code
    except Faults as faults:
        complain_of(faults.findings)
        return ExitCode.USAGE
    except Unreadable as unreadable:
        complain(str(unreadable))
        return ExitCode.USAGE
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return ExitCode.CLOSED_PIPE
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except Exception as error:
        if debug:
            raise
        return _fault(error)
    return ExitCode.DONE


def _fault(error: Exception) -> ExitCode:
    if isinstance(error, OSError):
        return unwritten(error)
    reason = str(error) if isinstance(error, ProgramFault) else f"{type(error).__name__}: {error}"
    complain(say("cli.program-fault", reason=reason))
    return ExitCode.PROGRAM_FAULT


def unwritten(error: OSError) -> ExitCode:
    """Say that output could not be written, and why."""
    _forget_output()
    reason, file = error.strerror or str(error), error.filename
    complain(say("cli.cannot-write-file", file=file, reason=reason) if file else say("cli.cannot-write", reason=reason))
    return ExitCode.USAGE


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def _forget_output() -> None:
    """What could not be written must not be tried again when Python ends."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
