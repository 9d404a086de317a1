"""Parts of a Python script that hold no code of strangers: comments, tensors, columns of assignments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bpcli.core.numerals import nested_shape
from bpcli.core.visible import visible

_WIDTH = 100  # characters up to which an array stands on one line
_INDENT = "    "


def comment(text: str) -> str:
    """A comment of one line, whatever is in the text."""
    return f"# {visible(text)}".rstrip()


def commented(code: str, text: str) -> str:
    """A line of code with a comment behind it."""
    return f"{code}  {comment(text)}"


def indented(lines: Iterable[str]) -> list[str]:
    """The lines one level deeper."""
    return [f"{_INDENT}{line}" if line else "" for text in lines for line in text.split("\n")]


def call(function: str, arguments: Sequence[str]) -> str:
    """`print(a, b)`, an argument a line where it would be long."""
    line = f"{function}({', '.join(arguments)})"
    if len(line) <= _WIDTH:
        return line
    return "\n".join([f"{function}(", *indented(f"{argument}," for argument in arguments), ")"])


def literal(value: Any) -> str:
    """A number (as a float) or an array of numbers, as Python writes it; a long one with a row a line."""
    nested = plain(value)
    text = repr(nested)
    if len(text) <= _WIDTH or len(nested_shape(_tuples(nested))) < 2:
        return text
    rows = "".join(f"{_INDENT}{row!r},\n" for row in nested)
    return f"[\n{rows}]"


def plain(value: Any) -> Any:
    """A value as floats, in nested lists where it is an array or nested tuples."""
    if isinstance(value, tuple):
        return [plain(entry) for entry in value]
    if getattr(value, "ndim", 0):
        return [plain(entry) for entry in value]
    return float(value)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(entry) for entry in value) if isinstance(value, list) else value


def tensor(value: Any, *, learnt: bool = False) -> str:
    """`torch.tensor(2.0, requires_grad=True)`."""
    return f"torch.tensor({literal(value)}{', requires_grad=True' if learnt else ''})"
