"""The commands as one Typer program; a command is there because its file is."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import typer

from bpcli import __version__
from bpcli.cli import commands
from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.guard import guarded, unwritten
from bpcli.core.say import say

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def _exit_codes() -> str:
    lines = (f"  {code.value:3}  {say('cli.exit-' + code.name.lower().replace('_', '-'))}" for code in ExitCode)
    # The control character keeps the lines as they are when Typer wraps the text.
    return "\b\n" + say("cli.exit-codes", codes="\n" + "\n".join(lines))


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"bpcli {__version__}")
        raise typer.Exit


def _root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help=say("cli.version")),
) -> None:
    """The command group itself: options that come before a command."""


class _Program(typer.Typer):
    """The program; what it shows before any command runs, such as its help, may fail to be written too."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().__call__(*args, **kwargs)
        except OSError as error:
            raise SystemExit(unwritten(error)) from None


def program(wanted: str = "") -> typer.Typer:
    """The program with all its commands; with one alone where `wanted` is its name, as the others take long to load."""
    names = sorted(module.name for module in iter_modules(commands.__path__))
    app = _Program(
        no_args_is_help=True, context_settings=_SETTINGS, pretty_exceptions_enable=False, rich_markup_mode=None
    )
    app.callback(help=say("cli.program"), epilog=_exit_codes())(_root)
    for name in [wanted] if wanted in names else names:
        command = import_module(f"{commands.__name__}.{name}").command
        app.command(name, help=say(f"cli.{name}"))(guarded(command))
    return app
