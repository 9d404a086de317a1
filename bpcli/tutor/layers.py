"""Stacks of layers: that linear ones collapse into one, and how much work a fully connected stack is.

A layer is a matrix product with a parameter. Between two layers of an input there is either nothing but
sums (then W₂(W₁X + b₁) + b₂ = (W₂W₁)X + (W₂b₁ + b₂)), or something that keeps them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bpcli.core.numerals import numeral
from bpcli.core.say import say
from bpcli.engine.graph import Graph, Kind, Node
from bpcli.engine.trace import Trace
from bpcli.language.tree import Apply
from bpcli.ops.table import OPERATIONS

_SUMS = ("add", "sub", "neg")
_SHOWN = 12  # entries of a collapsed matrix that a sentence can carry


@dataclass(frozen=True, slots=True)
class Layer:
    """A matrix product of a parameter with something that depends on the input."""

    node: int
    weights: int


def layer_notes(trace: Trace) -> tuple[str, ...]:
    """The notes for the deepest stack of the graph; () where there are fewer than two layers."""
    if not any(node.shape for node in trace.graph.nodes):
        return ()
    for source, node in enumerate(trace.graph.nodes):
        if node.kind is Kind.INPUT and len(stack := layers(trace.graph, source)) > 1:
            return tuple([*_collapse_notes(trace, source, stack), *_work_notes(trace.graph, stack)])
    return ()


def layers(graph: Graph, source: int) -> tuple[Layer, ...]:
    """The layers between an input and the prediction, in order; () where they do not form one chain."""
    depends = _dependents(graph, source)
    found = []
    for index, node in enumerate(graph.nodes):
        if _op(node) == "matmul" and node.inputs[1] in depends and graph.nodes[node.inputs[0]].kind is Kind.PARAMETER:
            found.append(Layer(index, node.inputs[0]))
    chained = all(b.node in _dependents(graph, a.node) for a, b in zip(found, found[1:], strict=False))
    return tuple(found) if chained else ()


def _dependents(graph: Graph, source: int) -> set[int]:
    found = {source}
    for index, node in enumerate(graph.nodes):
        if not found.isdisjoint(node.inputs):
            found.add(index)
    return found


def _op(node: Node) -> str | None:
    return node.rule.tree.op if node.rule is not None and isinstance(node.rule.tree, Apply) else None


def _collapse_notes(trace: Trace, source: int, stack: Sequence[Layer]) -> Iterator[str]:
    graph = trace.graph
    between = [n for n in sorted(_dependents(graph, stack[0].node)) if stack[-1].node in _dependents(graph, n)]
    apart = list(dict.fromkeys(op for n in between if (op := _op(graph.nodes[n])) not in (*_SUMS, "matmul")))
    names = {"input": graph.nodes[source].name, "output": graph.nodes[_prediction(graph, stack)].name}
    if apart:
        shown = ", ".join(OPERATIONS[op].names[0] if op and OPERATIONS[op].names else str(op) for op in apart)
        yield say("tutor.no-collapse", functions=shown, **names)
        return
    weights, bias, value = _collapsed(trace, source, _prediction(graph, stack))
    if value is not None and weights.size <= _SHOWN:
        texts = {"weights": _text(weights), "bias": _text(bias), "value": _text(value)}
        yield say("tutor.collapse", count=len(stack), **texts, **names)


def _prediction(graph: Graph, stack: Sequence[Layer]) -> int:
    """The last node behind the last layer that is reached by sums with parameters alone."""
    last = stack[-1].node
    for index in range(last + 1, len(graph.nodes)):
        node = graph.nodes[index]
        others = [graph.nodes[j] for j in node.inputs if j != last]
        if last in node.inputs and _op(node) in _SUMS and all(other.kind is Kind.PARAMETER for other in others):
            last = index
    return last


def _collapsed(trace: Trace, source: int, prediction: int) -> tuple[Any, Any, Any]:
    """W, b and W·X + b for the affine map from the input to the prediction; the value is None where it differs."""
    import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

    graph = trace.graph
    depends = _dependents(graph, source)
    size = graph.nodes[source].shape[0]
    maps: dict[int, tuple[Any, Any]] = {source: (np.eye(size, dtype=int), np.zeros(size, dtype=int))}
    for index in range(source + 1, prediction + 1):
        node = graph.nodes[index]
        if index in depends and node.rule is not None:
            maps[index] = _affine(trace, node, maps)
    weights, bias = maps[prediction]
    value = trace.value(prediction)
    again = np.tensordot(weights, np.asarray(trace.value(source)), 1) + bias
    agrees = np.allclose(np.asarray(again, dtype=float), np.asarray(value, dtype=float))
    return weights, bias, value if agrees else None


def _affine(trace: Trace, node: Node, maps: dict[int, tuple[Any, Any]]) -> tuple[Any, Any]:
    """The affine map of a matrix product or a sum, from those of its inputs."""
    parts = [maps.get(j, (0, trace.value(j))) for j in node.inputs]
    if _op(node) == "matmul":
        matrix = trace.value(node.inputs[0])
        return matrix @ parts[1][0], matrix @ parts[1][1]
    if _op(node) == "neg":
        return -parts[0][0], -parts[0][1]
    sign = -1 if _op(node) == "sub" else 1
    return parts[0][0] + sign * parts[1][0], parts[0][1] + sign * parts[1][1]


def _work_notes(graph: Graph, stack: Sequence[Layer]) -> Iterator[str]:
    """How many weights there are, and what their gradients cost one way and the other."""
    shapes = [graph.nodes[layer.weights].shape for layer in stack]
    if any(len(shape) != 2 for shape in shapes):
        return
    counts = [rows * columns for rows, columns in shapes]
    sizes = "–".join(map(str, (shapes[0][1], *(rows for rows, _ in shapes))))
    onward, paths = 1, 0
    for rows, columns in reversed(shapes):
        # Behind a weight of this layer the signal fans out through all layers after it.
        paths += rows * columns * onward
        onward *= rows
    texts = {"sizes": sizes, "counts": " + ".join(map(str, counts)), "total": sum(counts)}
    yield say("tutor.stack", **texts, work=2 * sum(counts), paths=paths)


def _text(array: Any) -> str:
    if getattr(array, "ndim", 0) == 0:
        return numeral(array)
    return "[" + ", ".join(_text(row) for row in array) + "]"
