"""Stacks of layers: that linear ones collapse into one, and how much work a fully connected stack is.

A layer is a matrix product with a parameter. Between two layers of an input there is either nothing but
sums (then W₂(W₁X + b₁) + b₂ = (W₂W₁)X + (W₂b₁ + b₂)), or something that keeps them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from bpcli.core.numerals import value_text
from bpcli.core.say import say
from bpcli.engine.graph import Graph, Kind, Node
from bpcli.engine.trace import Trace
from bpcli.language.tree import Apply, Number, Slot
from bpcli.ops.shapes import as_matrix
from bpcli.ops.signs import SIGNS
from bpcli.ops.table import OPERATIONS

_SUMS = ("add", "sub", "neg")
_PRODUCTS = ("matmul", "mul", "hadamard")
_SHOWN = 12  # entries of a collapsed matrix that a sentence can carry


# W and b of an affine map of the input; W is the number 0 where nothing depends on the input, None is no such map.
_Map: TypeAlias = "tuple[Any, Any] | None"


@dataclass(frozen=True, slots=True)
class Layer:
    """A matrix product of a parameter, or its transpose, with something that depends on the input: outputs × inputs."""

    node: int
    outputs: int
    inputs: int


def layer_notes(trace: Trace) -> tuple[str, ...]:
    """The notes for the deepest stack of the graph; () where there are fewer than two layers."""
    if not any(node.shape for node in trace.graph.nodes):
        return ()
    for source, node in enumerate(trace.graph.nodes):
        if node.kind is Kind.INPUT and len(stack := layers(trace.graph, source)) > 1:
            return (*_collapse_notes(trace, source, stack), *_work_notes(stack))
    return ()


def layers(graph: Graph, source: int) -> tuple[Layer, ...]:
    """The layers between an input and the prediction, in order; () where they do not form one chain."""
    found: list[Layer] = []
    # How many layers lead up to a node; None where it does not depend on the input.
    depth: list[int | None] = [None] * len(graph.nodes)
    depth[source] = 0
    for index, node in enumerate(graph.nodes):
        before = [layers for j in node.inputs if (layers := depth[j]) is not None]
        if before:
            depth[index] = max(before)
            if _op(node) == "matmul" and depth[node.inputs[1]] is not None and _is_weights(graph, node.inputs[0]):
                depth[index] = max(before) + 1
                found.append(Layer(index, *as_matrix(graph.nodes[node.inputs[0]].shape)))
    chained = all(depth[layer.node] == number for number, layer in enumerate(found, 1))
    return tuple(found) if chained else ()


def _is_weights(graph: Graph, index: int) -> bool:
    node = graph.nodes[index]
    if _op(node) == "transpose":
        node = graph.nodes[node.inputs[0]]
    return node.kind is Kind.PARAMETER


def _dependents(graph: Graph, source: int) -> set[int]:
    found = {source}
    for index, node in enumerate(graph.nodes):
        if not found.isdisjoint(node.inputs):
            found.add(index)
    return found


def _ancestors(graph: Graph, node: int) -> set[int]:
    found, todo = {node}, [node]
    while todo:
        for source in graph.nodes[todo.pop()].inputs:
            if source not in found:
                found.add(source)
                todo.append(source)
    return found


def _op(node: Node) -> str | None:
    return node.rule.tree.op if node.rule is not None and isinstance(node.rule.tree, Apply) else None


def _collapse_notes(trace: Trace, source: int, stack: Sequence[Layer]) -> Iterator[str]:
    graph = trace.graph
    between = sorted(_dependents(graph, stack[0].node) & _ancestors(graph, stack[-1].node))
    depends = _dependents(graph, source)
    apart = [_op(graph.nodes[n]) or "" for n in between if not _is_linear(graph.nodes[n], depends)]
    names = {"input": graph.nodes[source].name, "output": graph.nodes[_prediction(graph, stack)].name}
    if apart:
        signs = (OPERATIONS[op].names[0] if OPERATIONS[op].names else SIGNS[op].unicode.strip() for op in apart)
        shown = ", ".join(dict.fromkeys(signs))
        yield say("tutor.no-collapse", functions=shown, **names)
        return
    weights, bias, value = _collapsed(trace, source, _prediction(graph, stack))
    if value is not None and getattr(weights, "size", 0) <= _SHOWN:
        texts = {"weights": value_text(weights), "bias": value_text(bias), "value": value_text(value)}
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
    maps: dict[int, _Map] = {source: (np.eye(size, dtype=int), np.zeros(size, dtype=int))}
    for index in range(source + 1, prediction + 1):
        node = graph.nodes[index]
        if index in depends and node.rule is not None:
            maps[index] = _affine(trace, node, maps)
    weights, bias = maps[prediction] or (None, None)
    if weights is None:
        return None, None, None
    value = trace.value(prediction)
    again = np.tensordot(weights, np.asarray(trace.value(source)), 1) + bias
    agrees = np.allclose(np.asarray(again, dtype=float), np.asarray(value, dtype=float))
    return weights, bias, value if agrees else None


def _is_linear(node: Node, depends: set[int]) -> bool:
    """Whether a node is linear in those of its inputs that depend on the input of the stack."""
    moving = [j in depends for j in node.inputs]
    op = _op(node)
    if op in _PRODUCTS:
        return moving.count(True) < 2
    if op == "div":
        return isinstance(node.rule.tree.args[-1], Number) or not moving[-1]  # type: ignore[union-attr]
    return op in (*_SUMS, "transpose", "sum", "mean")


def _affine(trace: Trace, node: Node, maps: dict[int, _Map]) -> _Map:
    """The affine map of a sum, a multiple or a matrix product, from those of its inputs; None for anything else."""
    parts: list[_Map] = []
    for argument in node.rule.tree.args if node.rule is not None and isinstance(node.rule.tree, Apply) else ():
        if isinstance(argument, Slot):
            source = node.inputs[argument.index]
            parts.append(maps.get(source, (0, trace.value(source))))
        else:
            parts.append((0, argument.value) if isinstance(argument, Number) else None)
    first, second = (parts[0], parts[-1]) if parts else (None, None)
    return None if first is None or second is None else _combined(_op(node), first, second)


def _combined(op: str | None, one: tuple[Any, Any], other: tuple[Any, Any]) -> _Map:
    (first, first_bias), (second, second_bias) = one, other
    match op:
        case "matmul" if isinstance(first, int):
            return first_bias @ second, first_bias @ second_bias
        case "mul" if isinstance(first, int):
            return first_bias * second, first_bias * second_bias
        case "mul" if isinstance(second, int):
            return first * second_bias, first_bias * second_bias
        case "div" if isinstance(second, int) and not getattr(second_bias, "ndim", 0):
            return first / second_bias, first_bias / second_bias
        case "neg":
            return -first, -first_bias
        case "add":
            return first + second, first_bias + second_bias
        case "sub":
            return first - second, first_bias - second_bias
    return None


def _work_notes(stack: Sequence[Layer]) -> Iterator[str]:
    """How many weights there are, and what their gradients cost one way and the other."""
    shapes = [(layer.outputs, layer.inputs) for layer in stack]
    counts = [rows * columns for rows, columns in shapes]
    sizes = "–".join(map(str, (shapes[0][1], *(rows for rows, _ in shapes))))
    onward, paths = 1, 0
    for rows, columns in reversed(shapes):
        # Behind a weight of this layer the signal fans out through all layers after it.
        paths += rows * columns * onward
        onward *= rows
    texts = {"sizes": sizes, "counts": " + ".join(map(str, counts)), "total": sum(counts)}
    yield say("tutor.stack", **texts, work=2 * sum(counts), paths=f"{paths:,}")
