"""The commands as one Typer program; a command is there because its file is."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import typer

from bpcli import __version__
from bpcli.cli import commands
from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.guard import guarded
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


def _made() -> typer.Typer:
    program = typer.Typer(
        no_args_is_help=True, context_settings=_SETTINGS, pretty_exceptions_enable=False, rich_markup_mode=None
    )
    program.callback(help=say("cli.program"), epilog=_exit_codes())(_root)
    for module in sorted(iter_modules(commands.__path__), key=lambda found: found.name):
        command = import_module(f"{commands.__name__}.{module.name}").command
        program.command(module.name, help=say(f"cli.{module.name}"))(guarded(command))
    return program


app = _made()
