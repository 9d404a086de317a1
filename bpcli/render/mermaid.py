"""The graph as a Mermaid flowchart, which GitHub draws where it stands in a ```mermaid block."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from bpcli.core.visible import visible
from bpcli.engine.graph import Kind
from bpcli.engine.trace import Trace
from bpcli.render.captions import BLANK, Label, NodeCaption, Showing, captions
from bpcli.render.look import Look
from bpcli.render.mathematics import Scribe
from bpcli.report.blocks import Partial
from bpcli.tutor.naming import ascii_spellings, numerator

# A parameter's border is thick, a target's dashed; both say in their second line what they are.
_SHAPES = {Kind.STEP: ("[", "]"), Kind.PARAMETER: ("([", "])"), Kind.INPUT: ("([", "])"), Kind.TARGET: ("([", "])")}
_CLASSES = (
    "  classDef parameter font-weight:bold,stroke-width:3px",
    "  classDef target stroke-dasharray:5 3",
)
# What means something in a label or begins an entity; signs of Markdown are written as entities too.
_SPECIAL = re.compile(r"[\"#<>&`*\\~$|{}]")


def picture(trace: Trace, look: Look, showing: Showing, title: str | None = None) -> str:
    """The graph as Mermaid text; every edge is there, both of x·x too."""
    scribe = Scribe(look, ascii_spellings(trace))
    told = captions(trace, scribe, showing)
    lines = ["---", f"title: {json.dumps(look.text(title), ensure_ascii=look.ascii)}", "---"] if title else []
    lines.append("flowchart LR")
    for index, caption in enumerate(told.nodes):
        partial = scribe.write(Partial(numerator(trace), trace.graph.nodes[index].name))
        label = "<br/>".join(_node(caption, partial))
        opened, closed = _SHAPES[caption.kind]
        marked = f":::{caption.kind.value}" if caption.kind in (Kind.PARAMETER, Kind.TARGET) else ""
        lines.append(f'  n{index}{opened}"{label}"{closed}{marked}')
    for consumer, node in enumerate(trace.graph.nodes):
        for number, source in enumerate(node.inputs):
            edge = told.edges[consumer, number]  # type: ignore[index]  # an edge is a pair
            label = "<br/>".join((*_written(edge.local), *_written(edge.back)))
            lines.append(f"  n{source} -->{f'|{chr(34)}{label}{chr(34)}|' if label else ''} n{consumer}")
    return "\n".join([*lines, *_CLASSES, ""])


def _node(caption: NodeCaption, partial: str) -> Iterator[str]:
    yield _safe(f"{caption.name} [{caption.shape}]" if caption.shape else caption.name)
    if caption.about:
        yield _safe(caption.about)
    yield from _written(caption.value)
    yield from _written(caption.gradient, f"{partial} = ")


def _written(label: Label | None, before: str = "") -> Iterator[str]:
    if label is not None:
        text = f"{label.lead} {BLANK}".strip() if label.blank else label.text
        yield _safe(before + text)


def _safe(text: str) -> str:
    """A text inside the quotes of a label."""
    return _SPECIAL.sub(lambda match: f"#{ord(match[0])};", visible(text))
