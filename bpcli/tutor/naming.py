"""What the gradient is a gradient of: the output by its name, or L where the loss lies outside the exercise."""

from __future__ import annotations

import re

from bpcli.engine.trace import Trace
from bpcli.language.names import ascii_name
from bpcli.language.printer import ASCII, template

OUTSIDE_LOSS = "L"
_REPEAT = re.compile(r"#\d+$")


def ascii_spellings(trace: Trace) -> dict[str, str]:
    """How the nodes without a name of their own are written in ASCII: `W1@X`, where their name says `W₁·X`."""
    nodes = trace.graph.nodes
    texts = [ascii_name(node.name) for node in nodes]
    found = {}
    for index, node in enumerate(nodes):
        if node.rule is not None and not node.named:
            text = template(node.rule.tree, ASCII).fill([texts[source] for source in node.inputs])
            repeat = _REPEAT.search(node.name)
            found[node.name] = texts[index] = text + (repeat[0] if repeat else "")
    return found


def numerator(trace: Trace) -> str:
    """`loss` in ∂loss/∂w. Where a gradient comes back into the last step, the loss is somewhere behind it: L."""
    return OUTSIDE_LOSS if trace.upstream_given else trace.graph.nodes[trace.graph.output].name
