"""The graph on rails with each node's value and gradient, for places too narrow for the tape.

◆      w     1  −8
│ ○    x     2  −4
├─╯
×      ŷ     2  −4
"""

from __future__ import annotations

from bpcli.core.say import say
from bpcli.engine.graph import Kind
from bpcli.engine.trace import Trace
from bpcli.render import rails
from bpcli.render.cells import lead, pad, width
from bpcli.render.circuit import UNREACHED
from bpcli.render.look import Look, finish
from bpcli.render.mathematics import Scribe
from bpcli.render.paint import Role, paint
from bpcli.render.signs import mark_of
from bpcli.tutor.naming import ascii_spellings, numerator


def rail_list(trace: Trace, look: Look) -> tuple[str, int] | None:
    """The lines and how many columns they take; None where there are more rails than can be followed."""
    scribe, pen = Scribe(look, ascii_spellings(trace)), rails.Pen.of(look)
    stops = list(rails.lay(trace.graph, rails.order(trace.graph)))
    if len(stops) < len(trace.graph.nodes):
        return None
    rows: list[tuple[str, str, str, str, bool]] = [_heading(trace, scribe)]
    for stop in stops:
        node = trace.graph.nodes[stop.node]
        if len(stop.merged) > 1:
            rows.append((rails.merging(stop, pen), "", "", "", False))
        gradient = trace.gradient(stop.node)
        told = look.pick(*UNREACHED) if gradient is None else scribe.value(gradient)
        mark, bold = rails.standing(stop, mark_of(node, scribe), pen), node.kind is Kind.PARAMETER
        rows.append((mark, scribe.name(node.name), scribe.value(trace.value(stop.node)), told, bold))
        if len(stop.parted) > 1:
            rows.append((rails.parting(stop, pen), "", "", "", False))
    sizes = [max(map(width, column)) for column in zip(*(row[:4] for row in rows), strict=True)]
    lines = [_line(row, sizes, look, heading=row is rows[0]) for row in rows]
    return finish(lines, look), 1 + sum(sizes) + 6


def _heading(trace: Trace, scribe: Scribe) -> tuple[str, str, str, str, bool]:
    top, look = numerator(trace), scribe.look
    partial = look.pick(f"∂{top}/∂·", f"d{scribe.name(top)}/d.")
    return (*(look.text(say(f"render.{key}")) for key in ("graph", "node", "value")), partial, False)  # type: ignore[return-value]


def _line(row: tuple[str, str, str, str, bool], sizes: list[int], look: Look, *, heading: bool) -> str:
    drawn, name, value, gradient, bold = row
    cells = (
        pad(drawn, sizes[0]),
        paint(pad(name, sizes[1]), Role.PARAMETER if bold else None, look),
        paint(lead(value, sizes[2]), None if heading else Role.VALUE, look),
        paint(lead(gradient, sizes[3]), None if heading else Role.GRADIENT, look),
    )
    return " " + "  ".join(cells)
