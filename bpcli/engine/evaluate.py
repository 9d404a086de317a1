"""A formula over the names of a graph, worked out with the values of a trace."""

from __future__ import annotations

from typing import Any

from bpcli.engine.arithmetic import Arithmetic
from bpcli.engine.kernel import compiled_one
from bpcli.engine.shapes import ShapeFault, settled
from bpcli.engine.trace import Trace
from bpcli.language.tree import Tree, names, over_slots


def evaluate(trace: Trace, tree: Tree) -> Any:
    """The value in doubles, a float or an array; None where there is none: a pole, an overflow, shapes at odds."""
    index = trace.graph.index
    used = names(tree)
    shapes = [trace.graph.nodes[index[name]].shape for name in used]
    try:
        ready, _ = settled(over_slots(tree, used), shapes)
        arithmetic = Arithmetic.ARRAY if any(shapes) else Arithmetic.DOUBLE
        value = compiled_one(ready, len(used), arithmetic)(*(trace.values.doubles[index[name]] for name in used))
    except (ShapeFault, ValueError, ZeroDivisionError, OverflowError):
        return None
    return value if getattr(value, "ndim", 0) else float(value)
