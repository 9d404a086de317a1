"""`bpcli schema`: the JSON Schema of an exercise file."""

from __future__ import annotations

import sys

from bpcli.cli import options
from bpcli.cli.screen import look_of, write
from bpcli.exercise.schema import json_schema, schema_text


def command(
    only_ascii: options.Ascii = False,
    output: options.Output = None,
    debug: options.Debug = False,  # noqa: ARG001 - read by the guard
) -> None:
    """Print the schema, or put it into a file."""
    look = look_of(None if output else sys.stdout, ascii=only_ascii)
    write(schema_text(json_schema(), ascii=look.ascii), output)
