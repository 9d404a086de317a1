r"""A derivation as Markdown, its mathematics as GitHub renders it.

Steps stand in ```` ```math ```` blocks and names in tables between $` and `$: inside of both, nothing is Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bpcli.core.visible import visible
from bpcli.render.characters import step_number
from bpcli.render.derivation import Blanks, Paragraph, Part, Steps, Title, left_of, lines_of, parts_of, row_of
from bpcli.render.look import Look
from bpcli.render.solved import Solved

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~$&]")
_LEADING = re.compile(r"^(\s*(?:\d+(?=[.)])|(?=[-+=])))")


def document(solved: Sequence[Solved], look: Look, *, worksheet: bool = False) -> str:
    """All exercises in one Markdown text."""
    parts = [part for one in solved for part in parts_of(one, look, blanks=worksheet)]
    return "\n\n".join(line for part in parts for line in _written(part)) + "\n"


def _written(part: Part) -> Iterator[str]:
    if isinstance(part, Title):
        yield f"{'#' * part.level} {prose(part.text)}"
    elif isinstance(part, Paragraph):
        yield f"> {prose(part.text)}" if part.note else prose(part.text)
    elif isinstance(part, Steps):
        yield f"```math\n{aligned(part)}\n```"
    else:
        yield table(part, "$`{}`$")


def aligned(part: Steps) -> str:
    """Steps below each other, their first = signs in one line."""
    rows = []
    left = left_of(part.steps)
    for step in part.steps:
        mark = rf"\text{{{step_number(step.number, ascii=False)}}}" if step.number else ""
        for number, sides in enumerate(lines_of(step.sides, left)):
            rows.append(row_of(mark, sides, first=number == 0))
        rows += [rf"&&& \quad {line}" if step.sides else f"& {line}" for line in step.under]
    body = " \\\\[4pt]\n".join(rows)
    kind = "alignedat" if part.steps[0].sides else "aligned"
    return f"\\begin{{{kind}}}{'{2}' if kind == 'alignedat' else ''}\n{body}\n\\end{{{kind}}}"


def table(part: Blanks, mathematics: str) -> str:
    """A table to fill; `mathematics` is what stands around a formula in a line of text."""
    *headings, last = part.headings
    lines = [f"| {' | '.join([*map(prose, headings), mathematics.format(last)])} |"]
    lines.append("|" + "---|" * len(part.headings))
    for row in part.rows:
        cells = (mathematics.format(cell) if cell and cell != "-" else cell.replace("-", "–") for cell in row)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def prose(text: str) -> str:
    """Words, with nothing in them that Markdown would obey."""
    text = _SPECIAL.sub(lambda match: f"\\{match[0]}", visible(text))
    return _LEADING.sub(lambda match: f"{match[1]}\\", text)
