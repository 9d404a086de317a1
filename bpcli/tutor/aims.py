"""What a question aims at in a graph, and the answer to it, read from a trace.

`aim(graph, question)` settles what `loss`, `dloss/dw` or `dŷ/dw` means: the value of a node, the total
gradient of the output, or the local gradient along an edge. `truth(trace, aim)` is the right answer.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from bpcli.core.numerals import Value
from bpcli.engine.graph import Edge
from bpcli.engine.trace import Trace
from bpcli.language.questions import Asked, Question
from bpcli.tutor.naming import OUTSIDE_LOSS, numerator

# Other names of the output, where no node is called so.
OUTPUT_NAMES = (OUTSIDE_LOSS, "loss")


class NotNeighbours(Exception):
    """A gradient was asked between two nodes that no edge connects: it is neither total nor local."""


class Wanted(StrEnum):
    """The kinds of answers: a node's value, the gradient of the output, the gradient of a neighbour."""

    VALUE = "value"
    TOTAL = "total"
    LOCAL = "local"


class Aim(NamedTuple):
    """What is asked for.

    node: the index of the node whose value it is, or that the gradient is taken with respect to.
    consumer: of a local gradient, the index of the node that is differentiated.
    """

    wanted: Wanted
    node: int
    consumer: int | None = None


def aim(trace: Trace, question: Question) -> Aim:
    """What a question aims at. Raises NotNeighbours, and KeyError for a name the graph does not have."""
    index = trace.graph.index
    if question.kind is Asked.VALUE:
        name = question.of or ""
        return Aim(Wanted.VALUE, index[name] if name in index else _output(trace, name))
    source = index[question.wrt or question.wrt_text]
    if _is_total(trace, question.of):
        return Aim(Wanted.TOTAL, source)
    consumer = index[question.of or ""]
    found = Aim(Wanted.LOCAL, source, consumer)
    if not edges_of(trace, found) or trace.graph.nodes[consumer].shape or trace.graph.nodes[source].shape:
        raise NotNeighbours
    return found


def truth(trace: Trace, aim: Aim) -> Value | None:
    """The right answer; None for the gradient of a node the output does not depend on."""
    if aim.wanted is Wanted.VALUE:
        return trace.value(aim.node)
    if aim.wanted is Wanted.TOTAL:
        return trace.gradient(aim.node)
    values = [trace.local_value(edge) for edge in edges_of(trace, aim)]
    if not values or any(value is None for value in values):
        raise NotNeighbours
    total: Value = sum(value for value in values if value is not None)
    return total


def edges_of(trace: Trace, aim: Aim) -> tuple[Edge, ...]:
    """The edges that a local gradient is the sum over: x·x has two."""
    if aim.consumer is None:
        return ()
    inputs = trace.graph.nodes[aim.consumer].inputs
    return tuple(edge for edge in trace.edges_into(aim.consumer) if inputs[edge.edge] == aim.node)


def asked_name(trace: Trace, aim: Aim) -> str:
    """What is asked, as it is typed: `ŷ`, `dloss/dw`, `dŷ/dw`."""
    name = trace.graph.nodes[aim.node].name
    if aim.wanted is Wanted.VALUE:
        return name
    of = numerator(trace) if aim.consumer is None else trace.graph.nodes[aim.consumer].name
    return f"d{of}/d{name}"


def as_shown(asked: str) -> str:
    """The name of a question as it is shown among results: `∂loss/∂w` for `dloss/dw`."""
    of, slash, name = asked.partition("/d")
    return f"∂{of.removeprefix('d')}/∂{name}" if slash and asked.startswith("d") else asked


def _is_total(trace: Trace, of: str | None) -> bool:
    """L, loss and the output's own name mean the output; with a gradient given from outside only L does."""
    index = trace.graph.index
    if of is None or (of in OUTPUT_NAMES and of not in index):
        return True
    return index.get(of) == trace.graph.output and not trace.upstream_given


def _output(trace: Trace, name: str) -> int:
    if name not in OUTPUT_NAMES:
        raise KeyError(name)
    return trace.graph.output
