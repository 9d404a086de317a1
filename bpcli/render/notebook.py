"""A derivation as a Jupyter notebook: cells with its steps, and one that works the exercise out again.

The code cell holds the text of the exercise, so that its reader can change the numbers; it runs `bpcli`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from bpcli.core.say import say
from bpcli.render.derivation import Paragraph, Part, Steps, Title, parts_of
from bpcli.render.look import Look
from bpcli.render.markdown import aligned, prose, table
from bpcli.render.solved import Solved


def document(solved: Sequence[Solved], look: Look, *, worksheet: bool = False) -> str:
    """All exercises in one notebook of format 4.5."""
    cells: list[dict[str, Any]] = []
    for one in solved:
        for text in _texts(parts_of(one, look, blanks=worksheet)):
            cells.append(_cell("markdown", text, len(cells)))
        cells.append(_cell("markdown", say("export.run-again"), len(cells)))
        cells.append(_cell("code", _code(one), len(cells)) | {"execution_count": None, "outputs": []})
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _cell(kind: str, text: str, number: int) -> dict[str, Any]:
    lines = text.splitlines(keepends=True)
    return {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": lines}


def _texts(parts: Sequence[Part]) -> Iterator[str]:
    """A cell for each heading with what stands under it."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, Title) and lines:
            yield "\n\n".join(lines)
            lines = []
        lines.append(_written(part))
    if lines:
        yield "\n\n".join(lines)


def _written(part: Part) -> str:
    if isinstance(part, Title):
        return f"{'#' * part.level} {prose(part.text)}"
    if isinstance(part, Paragraph):
        return f"> {prose(part.text)}" if part.note else prose(part.text)
    if isinstance(part, Steps):
        return f"$$\n{aligned(part)}\n$$"
    return table(part, "${}$")


def _code(solved: Solved) -> str:
    """The exercise as a literal, line by line: nothing of it is code, whatever is written in it."""
    lines = "\n".join(f"    {line!r}" for line in solved.exercise.source.text.splitlines(keepends=True))
    settings = "".join(f', "--set", {setting!r}' for setting in solved.settings)
    return (
        "import subprocess\n\n"
        f"exercise = (\n{lines}\n)\n"
        f'command = ["bpcli", "solve", "-"{settings}]\n'
        "solved = subprocess.run(command, input=exercise, capture_output=True, encoding='utf-8')\n"
        "print(solved.stdout or solved.stderr)"
    )
