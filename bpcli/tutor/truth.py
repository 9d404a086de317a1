"""The answer to a question such as `loss`, `dloss/dw` or `dŷ/dw`, read from a trace."""

from __future__ import annotations

from bpcli.core.numerals import Value
from bpcli.engine.trace import Trace
from bpcli.language.questions import Asked, Question
from bpcli.tutor.naming import OUTSIDE_LOSS

# Other names of the output, where no node is called so.
OUTPUT_NAMES = (OUTSIDE_LOSS, "loss")


class NotNeighbours(Exception):
    """A gradient was asked between two nodes that no edge connects: it is neither total nor local."""


def truth(trace: Trace, question: Question) -> Value | None:
    """The value or gradient that is asked for; None for the gradient of a node the output does not depend on.

    Raises NotNeighbours, and KeyError for a name the graph does not have.
    """
    index = trace.graph.index
    if question.kind is Asked.VALUE:
        name = question.of or ""
        return trace.value(index[name] if name in index else _output(trace, name))
    source = index[question.wrt or question.wrt_text]
    if _is_total(trace, question.of):
        return trace.gradient(source)
    return _local(trace, index[question.of or ""], source)


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


def _local(trace: Trace, consumer: int, source: int) -> Value:
    """The sum over the edges between two neighbours: x·x has two."""
    inputs = trace.graph.nodes[consumer].inputs
    edges = [edge for edge in trace.edges_into(consumer) if inputs[edge.edge] == source]
    values = [trace.local_value(edge) for edge in edges]
    if not edges or any(value is None for value in values):
        raise NotNeighbours
    total: Value = sum(value for value in values if value is not None)
    return total
