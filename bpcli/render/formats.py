"""The formats that `bpcli draw` and `bpcli export` write, a row each. To add one, add its row and its file.

The file of a picture's format has a function `picture(trace, look, showing, title)`, that of a document's
`document(solved, look, worksheet=…)`, that of a program `program(exercise, trace, plan, title=…,
style=…)`; all give text or bytes. A file is imported when its format is wanted.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple


class Format(NamedTuple):
    """A format: its name on the command line, the suffixes of its files, and its module in this package."""

    name: str
    suffixes: tuple[str, ...]
    module: str

    def load(self) -> Any:
        """The module that writes it."""
        return import_module(f"bpcli.render.{self.module}")


PICTURES = (
    Format("svg", (".svg",), "svg"),
    Format("png", (".png",), "png"),
    Format("dot", (".dot", ".gv"), "dot"),
    Format("mermaid", (".mmd", ".mermaid"), "mermaid"),
)
DOCUMENTS = (
    Format("markdown", (".md", ".markdown"), "markdown"),
    Format("latex", (".tex",), "latex"),
    Format("notebook", (".ipynb",), "notebook"),
)
PROGRAMS = (Format("pytorch", (".py",), "pytorch"),)


def names(formats: tuple[Format, ...]) -> list[str]:
    """What a person can ask for."""
    return [row.name for row in formats]


def suffixes(formats: tuple[Format, ...]) -> list[str]:
    """The usual suffix of each format's files."""
    return [row.suffixes[0] for row in formats]


def named(name: str, formats: tuple[Format, ...]) -> Format:
    """The format of that name. KeyError where there is none."""
    return {row.name: row for row in formats}[name]


def of_file(path: Path, formats: tuple[Format, ...]) -> Format | None:
    """The format that the name of a file stands for."""
    suffix = path.suffix.lower()
    return next((row for row in formats if suffix in row.suffixes), None)
