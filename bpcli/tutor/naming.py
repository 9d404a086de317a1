"""What the gradient is a gradient of: the output by its name, or L where the loss lies outside the exercise."""

from __future__ import annotations

from bpcli.engine.trace import Trace

OUTSIDE_LOSS = "L"


def numerator(trace: Trace) -> str:
    """`loss` in ∂loss/∂w. Where a gradient comes back into the last step, the loss is somewhere behind it: L."""
    return OUTSIDE_LOSS if trace.upstream_given else trace.graph.nodes[trace.graph.output].name
