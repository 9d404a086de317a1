"""The output as one formula of the leaves, and its derivatives, where they stay short.

Only for numbers, and only up to `LARGEST` operations and names: a formula written out grows with every
fan-out, and a derivative of a large one may never end. Node by node, the passes have no such limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bpcli.core.findings import ProgramFault
from bpcli.core.numerals import numeral
from bpcli.core.say import say
from bpcli.engine.graph import Graph
from bpcli.engine.rule import Rule
from bpcli.engine.trace import Trace
from bpcli.language.tree import Phrase, Slot, Tree, replaced, subtrees, with_inputs

LARGEST = 60


@dataclass(frozen=True, slots=True)
class ClosedForm:
    """∂output/∂leaf as one formula of the leaves."""

    leaf: int
    formula: Phrase


def closed_forms(trace: Trace, leaves: Sequence[int]) -> tuple[ClosedForm, ...]:
    """The closed forms for these leaves, each checked against the gradient of the pass; () where they would be long."""
    graph = trace.graph
    tree = whole_formula(graph)
    if tree is None or trace.upstream_given:
        return ()
    inputs = [index for index, node in enumerate(graph.nodes) if node.rule is None]
    slots = {leaf: slot for slot, leaf in enumerate(inputs)}
    rule = Rule(
        None, replaced(tree, lambda leaf: Slot(slots[leaf.index]) if isinstance(leaf, Slot) else leaf), len(inputs)
    )
    values = [trace.values.doubles[leaf] for leaf in inputs]
    try:
        found = rule.backward(*values, trace.values.doubles[graph.output])
    except (ValueError, ZeroDivisionError, OverflowError):
        return ()  # in one formula a part can leave the range of numbers that node by node none does
    names = (*(graph.nodes[leaf].name for leaf in inputs), "G", graph.nodes[graph.output].name)
    forms = []
    for leaf in leaves:
        _compare(trace, leaf, found[slots[leaf]])
        if sum(1 for _ in subtrees(rule.locals[slots[leaf]])) <= LARGEST:
            forms.append(ClosedForm(leaf, Phrase(rule.locals[slots[leaf]], names)))
    return tuple(forms)


def whole_formula(graph: Graph) -> Tree | None:
    """The output written out: its slots are indices of leaves. None where it has arrays, or would be long."""
    sizes: list[int] = []
    trees: list[Tree] = []
    for index, node in enumerate(graph.nodes):
        if node.shape:
            return None
        if node.rule is None:
            sizes.append(1)
            trees.append(Slot(index))
            continue
        parts = list(subtrees(node.rule.tree))
        size = sum(sizes[node.inputs[part.index]] if isinstance(part, Slot) else 1 for part in parts)
        sizes.append(size)
        inputs = [trees[j] for j in node.inputs]
        trees.append(with_inputs(node.rule.tree, inputs) if size <= LARGEST else Slot(index))
    return trees[graph.output] if sizes[graph.output] <= LARGEST else None


def _compare(trace: Trace, leaf: int, found: float) -> None:
    gradient = trace.gradients.doubles[leaf] or 0.0
    if abs(found - gradient) > 1e-6 * max(1.0, abs(gradient)):
        names = {"name": trace.graph.nodes[trace.graph.output].name, "wrt": trace.graph.nodes[leaf].name}
        raise ProgramFault(say("engine.check-failed", **names, found=numeral(gradient), expected=numeral(found)))
