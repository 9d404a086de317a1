"""A report as a document's parts: headings, paragraphs, and steps whose equations are LaTeX.

Markdown, LaTeX and notebooks are written from the same parts, in the notes' form: ①②③ formula = with numbers = result.
`derivation(solved, look)` has everything worked out; `worksheet(solved, look)` has blanks, and tables to fill.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple, TypeAlias

from bpcli.core.say import say
from bpcli.render.look import Look
from bpcli.render.solved import Solved
from bpcli.render.tex import BLANK, Tex
from bpcli.report.blocks import Equation, FilledRow, Formula, Heading, Math, Prose, Row, Sum, Symbol, Table
from bpcli.tutor.backward_rows import WRITTEN_TERMS
from bpcli.tutor.naming import numerator

LINE = 60  # letters that fit beside each other on a page, roughly
WIDEST_SUM = 44  # a sum over paths that is wider is written path by path


class Title(NamedTuple):
    """A heading: level 1 for the exercise, 2 for a part of it."""

    text: str
    level: int


class Paragraph(NamedTuple):
    """Words."""

    text: str
    note: bool = False


class Step(NamedTuple):
    """A numbered equation by its sides, and the lines of equations under it.

    number: None for a step without one. sides: () where there is nothing but the lines.
    """

    number: int | None
    sides: tuple[str, ...]
    under: tuple[str, ...] = ()


class Steps(NamedTuple):
    """Steps that are set below each other."""

    steps: tuple[Step, ...]


class Blanks(NamedTuple):
    """A table to fill: headings, and rows of mathematics where "" is to be filled in."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Part: TypeAlias = "Title | Paragraph | Steps | Blanks"


def derivation(solved: Solved, look: Look) -> list[Part]:
    """Everything the report says, worked out."""
    tex = Tex(solved.trace, look)
    parts: list[Part] = []
    for formulas, blocks in groupby(solved.report.blocks, lambda block: isinstance(block, Formula)):
        if formulas:
            equations = (tex.write(block.math) for block in blocks if isinstance(block, Formula))
            parts.append(Steps((Step(None, (), _packed(equations)),)))
            continue
        for block in blocks:
            if isinstance(block, Heading):
                parts.append(Title(block.text, block.level))
            elif isinstance(block, Prose):
                parts.append(Paragraph(block.text, block.note))
            elif isinstance(block, Table):
                parts += [Title(block.title, 2), Steps(tuple(_steps(block, tex)))]
    return parts


def worksheet(solved: Solved, look: Look) -> list[Part]:
    """What is given, the steps with blanks for what is to be worked out, and a table for values and gradients."""
    tex = Tex(solved.trace, look)
    parts = derivation(solved, look)
    first = next(
        index for index, block in enumerate(parts) if isinstance(block, Title) and block.text in _tables(solved)
    )
    parts = parts[:first]
    for block in solved.report.blocks:
        if isinstance(block, Table):
            forward = any(column.key == "formula" for column in block.columns)
            steps = _forward_blanks(block, tex) if forward else _backward_blanks(block, tex)
            parts += [Title(block.title, 2), Steps(tuple(steps))]
    return [*parts, Title(say("export.table"), 2), _table(solved, tex)]


def _tables(solved: Solved) -> set[str]:
    return {block.title for block in solved.report.blocks if isinstance(block, Table)}


# Worked out


def _steps(table: Table, tex: Tex) -> Iterator[Step]:
    keys = [column.key for column in table.columns]
    for rows in _grouped(table.rows):
        if len(rows) == 1:
            under = _packed(tex.write(aside) for aside in rows[0].asides)
            yield Step(rows[0].step, tuple(tex.sides(rows[0].equation)), under)
        else:
            yield from _several(rows, keys, tex)


def _grouped(rows: Sequence[Row | FilledRow]) -> Iterator[list[Row | FilledRow]]:
    """The rows of one step together: those without a number go on with the one above."""
    group: list[Row | FilledRow] = []
    for row in rows:
        if row.step is not None and group:
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _several(rows: Sequence[Row | FilledRow], keys: Sequence[str], tex: Tex) -> Iterator[Step]:
    """A gradient that came back along several paths: as one sum where that can be written, else path by path."""
    *paths, total = rows
    gradient = tex.write(total.equation.sides[0])
    rules = [path.cells[keys.index("rule")] for path in paths]
    if len(paths) <= WRITTEN_TERMS and all(len(rule) == 1 and isinstance(rule[0], Equation) for rule in rules):
        summed = _summed(paths, keys, tex)
        if all(breadth(side) < WIDEST_SUM for side in summed):
            yield Step(rows[0].step, (gradient, *summed, *tex.sides(total.equation)[1:]))
            return
    under: list[str] = []
    for path in paths:
        # What one path brings is not yet the gradient, so its line begins with the rule.
        under += (" = ".join(line) if not n else f"= {' = '.join(line)}" for n, line in enumerate(_path(path, tex)))
        under += _packed(tex.write(aside) for aside in path.asides)
    yield Step(rows[0].step, (gradient, *tex.sides(total.equation)[1:]), tuple(under))


def _path(path: Row | FilledRow, tex: Tex) -> list[tuple[str, ...]]:
    return lines_of(tex.sides(path.equation)[1:])


def _summed(paths: Sequence[Row | FilledRow], keys: Sequence[str], tex: Tex) -> list[str]:
    """The chain rule of all paths as a sum, with names and with numbers."""
    found = []
    for key in ("rule", "numbers"):
        cells = [path.cells[keys.index(key)] for path in paths]
        if any(len(cell) != 1 for cell in cells):
            continue
        sides: list[tuple[Math, ...]] = [cell[0].sides if isinstance(cell[0], Equation) else cell for cell in cells]
        if len({len(side) for side in sides}) == 1:
            found += [tex.write(Sum(tuple(terms))) for terms in zip(*sides, strict=True)]
    return found


def _packed(equations: Iterator[str]) -> tuple[str, ...]:
    """Equations side by side on as few lines as they fit."""
    lines: list[str] = []
    for equation in equations:
        if lines and breadth(lines[-1]) + breadth(equation) < LINE:
            lines[-1] += rf",\quad {equation}"
        else:
            lines.append(equation)
    return tuple(lines)


def parts_of(solved: Solved, look: Look, *, blanks: bool) -> list[Part]:
    """The parts of one exercise, worked out or to be filled in."""
    return worksheet(solved, look) if blanks else derivation(solved, look)


def left_of(steps: Sequence[Step]) -> float:
    """How wide the left sides of a block of steps are: every line of it begins behind the widest."""
    return max((breadth(step.sides[0]) for step in steps if step.sides), default=0.0)


def lines_of(sides: Sequence[str], left: float = 0.0) -> list[tuple[str, ...]]:
    """The sides of an equation in lines that fit a page; each line but the first goes on with an = sign.

    left: how wide the column of the left sides is.
    """
    if not sides:
        return []
    lines: list[list[str]] = [[sides[0]]]
    taken = max(left, breadth(sides[0]))
    for number, side in enumerate(sides[1:], start=1):
        size = breadth(side) + 2
        if number > 1 and taken + size > LINE:
            lines.append([])
            taken = left
        lines[-1].append(side)
        taken += size
    return [part for line in lines for part in _folded(line, LINE - left)]


def _folded(line: Sequence[str], room: float) -> list[tuple[str, ...]]:
    """A line whose last side is too wide for a page in several, each but the first with a sign between matrices."""
    *before, side = line
    factors = _factors(side)
    if len(factors) == 1 or breadth(side) <= room:
        return [tuple(line)]
    packed = [factors[0]]
    for factor in factors[1:]:
        if breadth(packed[-1]) + breadth(factor) > room:
            packed.append(rf"{_GOES_ON} {factor}")
        else:
            packed[-1] += f" {factor}"
    return [(*before, packed[0]), *((factor,) for factor in packed[1:])]


def _factors(side: str) -> list[str]:
    """What a product of matrices is made of, brackets kept whole; each but the first with its sign."""
    factors: list[str] = []
    for piece in _BETWEEN_MATRICES.split(side):
        if factors and factors[-1].count(r"\left") > factors[-1].count(r"\right"):
            factors[-1] += f" {piece}"
        else:
            factors.append(piece)
    return factors


def row_of(mark: str, sides: Sequence[str], *, first: bool) -> str:
    """A row of a block of steps: number, left side, and the rest from its = sign on, each in a column of its own."""
    if not first:
        return f"&&&{'' if sides[0].startswith(_GOES_ON) else '= '}{' = '.join(sides)}"
    left = f"& {mark} \\quad & {sides[0]} &" if mark else f"&& {sides[0]} &"
    return f"{left}= {' = '.join(sides[1:])}" if len(sides) > 1 else left


_GOES_ON = r"\quad"  # before a line that goes on with the side above it
_BETWEEN_MATRICES = re.compile(r"(?<=\\end\{bmatrix\}) (?=\\(?:odot|cdot) )")
_MATRIX = re.compile(r"\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}")
_FRACTION = re.compile(r"\\frac\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")


def breadth(text: str) -> float:
    """Roughly how many letters wide a formula is once it is set."""
    text = _MATRIX.sub(lambda match: max(match[1].split(r"\\"), key=len).replace("&", "m") + "mmmm", text)
    for _ in range(3):
        text = _FRACTION.sub(lambda match: max(match.groups(), key=len) + " ", text)
    text = re.sub(r"\\(?:mathrm|text|hat|bar|tilde|left|right|top|quad|,)", "", text)
    return len(re.sub(r"\\[a-zA-Z]+|[{}^_ ]", lambda match: "x" if match[0][0] == "\\" else "", text))


# To be filled in


def _forward_blanks(table: Table, tex: Tex) -> Iterator[Step]:
    for row in table.rows:
        # An unnamed node has no name before its formula.
        known = [side for side in row.equation.sides if not isinstance(side, Symbol)]
        sides = [tex.write(side) for side in row.equation.sides[: len(row.equation.sides) - len(known) + 1]]
        local = (tex.sides(aside)[0] for aside in row.asides)
        yield Step(row.step, (*sides, BLANK, BLANK), _packed(f"{side} = {BLANK}" for side in local))


def _backward_blanks(table: Table, tex: Tex) -> Iterator[Step]:
    for rows in _grouped(table.rows):
        gradient = tex.write(rows[0].equation.sides[0])
        yield Step(rows[0].step, (gradient, BLANK + BLANK, BLANK, BLANK))


def _table(solved: Solved, tex: Tex) -> Blanks:
    trace, nodes = solved.trace, solved.trace.graph.nodes
    rows = []
    for index, node in enumerate(nodes):
        if node.named:
            value = tex.value(trace.value(index)).text if node.rule is None else ""
            gradient = trace.gradient(index)
            known = tex.value(gradient).text if index == trace.graph.output and gradient is not None else ""
            rows.append((tex.name(node.name).text, value, "-" if gradient is None else known))
    partial = rf"\frac{{\partial {tex.name(numerator(trace)).text}}}{{\partial\,\cdot}}"
    return Blanks((say("tutor.column-node"), say("tutor.column-value"), partial), tuple(rows))
