"""The graph as text in DOT, the language of Graphviz, with values and gradients in the nodes."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from bpcli.core.visible import visible
from bpcli.engine.graph import Kind
from bpcli.engine.trace import Trace
from bpcli.render.captions import BLANK, Label, NodeCaption, Showing, captions
from bpcli.render.look import Look
from bpcli.render.mathematics import Scribe
from bpcli.report.blocks import Partial
from bpcli.tutor.naming import ascii_spellings, numerator

GREEN, RED, BLUE = "#116329", "#b3121d", "#0550ae"
_SHAPES = {
    Kind.INPUT: 'style="rounded"',
    Kind.PARAMETER: 'style="rounded" penwidth="2.6"',
    Kind.TARGET: 'style="rounded,dashed"',
    Kind.STEP: "",
}


def picture(trace: Trace, look: Look, showing: Showing, title: str | None = None) -> str:
    """The graph as DOT text; every edge is there, both of x·x too."""
    scribe = Scribe(look, ascii_spellings(trace))
    told = captions(trace, scribe, showing)
    lines = ["digraph {", "  rankdir=LR", '  node [shape=box fontname="DejaVu Sans,sans-serif"]']
    lines += ['  edge [fontname="DejaVu Sans,sans-serif" fontsize=11]']
    if title:
        lines += [f"  label={_quoted(look.text(title))}", "  labelloc=t"]
    for index, caption in enumerate(told.nodes):
        partial = scribe.write(Partial(numerator(trace), trace.graph.nodes[index].name))
        label = "<br/>".join(_node(caption, partial))
        shape = f" {_SHAPES[caption.kind]}" if _SHAPES[caption.kind] else ""
        lines.append(f"  n{index} [label=<{label}>{shape}]")
    for consumer, node in enumerate(trace.graph.nodes):
        for number, source in enumerate(node.inputs):
            edge = told.edges[consumer, number]  # type: ignore[index]  # an edge is a pair
            label = "<br/>".join((*_written(edge.local, BLUE), *_written(edge.back, RED)))
            lines.append(f"  n{source} -> n{consumer}{f' [label=<{label}>]' if label else ''}")
    return "\n".join([*lines, "}", ""])


def _node(caption: NodeCaption, partial: str) -> Iterator[str]:
    name = _safe(f"{caption.name} [{caption.shape}]" if caption.shape else caption.name)
    yield f"<b>{name}</b>" if caption.kind is Kind.PARAMETER else name
    if caption.about:
        yield f'<font point-size="11">{_safe(caption.about)}</font>'
    yield from _written(caption.value, GREEN)
    yield from _written(caption.gradient, RED, f"{partial} = ")


def _written(label: Label | None, colour: str, before: str = "") -> Iterator[str]:
    if label is not None:
        text = f"{label.lead} {BLANK}".strip() if label.blank else label.text
        yield f'<font color="{colour}">{_safe(before + text)}</font>'


def _safe(text: str) -> str:
    return escape(visible(text))


def _quoted(text: str) -> str:
    text = visible(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
