"""A report as text for a terminal or a pipe: `render(report, Look(width=72, color=True))`.

The look decides: a width gives tables that fit it, no width gives plain text, full and stable, for programs
and files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bpcli.core.say import say
from bpcli.render.cells import flow, width, wrap
from bpcli.render.circuit import circuit
from bpcli.render.diagnostics import diagnostic, headline
from bpcli.render.look import Look, finish
from bpcli.render.mathematics import Scribe
from bpcli.render.paint import Role
from bpcli.render.tables import HELD, grid_lines, table_lines
from bpcli.report.blocks import (
    Bars,
    Block,
    Drawing,
    Findings,
    Formula,
    Grid,
    Heading,
    Listing,
    Prose,
    Report,
    Score,
    Series,
    Table,
)


def render(report: Report, look: Look) -> str:
    """The report as text; blocks stand apart by a blank line, formulas and notes among themselves do not."""
    return "".join(lines(report, look))


def lines(report: Report, look: Look) -> Iterator[str]:
    """The same line by line, each with its end, as they are written."""
    scribe = Scribe(look, report.spellings)
    before: Block | None = None
    for block in report.blocks:
        apart = before is not None and not _belong_together(before, block)
        for line in _WRITERS[type(block)](block, scribe):
            if apart:
                yield "\n"
                apart = False
            before = block
            yield finish((line,), look)


def _belong_together(before: Block, block: Block) -> bool:
    if isinstance(before, Heading):
        return before.level > 1
    if isinstance(before, Prose) and isinstance(block, Prose):
        return before.note and block.note
    return isinstance(before, Formula) and isinstance(block, Formula)


def _heading(heading: Heading, scribe: Scribe) -> list[str]:
    role = Role.TITLE if heading.level == 1 else Role.HEADING
    return wrap(scribe.look.text(heading.text), scribe.look, role=role)


def _prose(prose: Prose, scribe: Scribe) -> list[str]:
    text = scribe.look.text(prose.text)
    return wrap(say("render.note", text=text) if prose.note else text, scribe.look, 2 if prose.note else 0)


def _formula(formula: Formula, scribe: Scribe) -> list[str]:
    role = Role.PARAMETER if formula.strong else None
    return flow([("  ", None), (scribe.write(formula.math), role)], scribe.look, 4)


def _table(table: Table, scribe: Scribe) -> Iterator[str]:
    if table.title:
        yield from wrap(scribe.look.text(table.title), scribe.look, role=Role.HEADING)
    yield from table_lines(table, scribe)


def _drawing(drawing: Drawing, scribe: Scribe) -> list[str]:
    """The circuit, where a person looks at a terminal that has room for it."""
    picture = circuit(drawing.trace, scribe.look) if scribe.look.columns is not None else None
    return picture.splitlines() if picture else []


def _findings(findings: Findings, scribe: Scribe) -> Iterator[str]:
    for number, finding in enumerate(findings.findings):
        if findings.brief:
            yield headline(finding, scribe.look)
            continue
        yield from ["", *diagnostic(finding, scribe.look)] if number else diagnostic(finding, scribe.look)


def _series(series: Series, scribe: Scribe) -> Iterator[str]:
    """The curve under its title, where a person looks at a terminal."""
    from bpcli.render.curve import curve_lines  # noqa: PLC0415 - few reports have one

    if drawn := curve_lines(series, scribe.look):
        yield from wrap(scribe.look.text(series.title), scribe.look, role=Role.HEADING)
        yield from drawn


def _score(score: Score, scribe: Scribe) -> Iterator[str]:
    from bpcli.render.scores import score_lines  # noqa: PLC0415 - few reports have one

    yield from score_lines(score, scribe.look)


def _listing(listing: Listing, scribe: Scribe) -> list[str]:
    """Items that a line may end between, not within."""
    look = scribe.look
    items = [scribe.write(item).replace(" ", HELD) for item in listing.items]
    label = look.text(listing.label)
    gap = "" if width(label[-1:]) == 2 else " "  # the colon of Chinese has its blank in itself
    lines = wrap(f"{label}{gap}{', '.join(items)}", look, 2)
    return [line.replace(HELD, " ") for line in lines]


def _bars(bars: Bars, scribe: Scribe) -> Iterator[str]:
    from bpcli.render.bars import bar_lines  # noqa: PLC0415 - few reports have any

    yield from bar_lines(bars, scribe.look)


_WRITERS: dict[type, Callable[[Any, Scribe], Iterable[str]]] = {
    Heading: _heading,
    Prose: _prose,
    Formula: _formula,
    Table: _table,
    Drawing: _drawing,
    Findings: _findings,
    Grid: grid_lines,
    Series: _series,
    Score: _score,
    Listing: _listing,
    Bars: _bars,
}
