"""What of a graph PyTorch has ready: linear layers, and losses."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from bpcli.core.numerals import Shape
from bpcli.engine.graph import Graph
from bpcli.language.tree import Apply, Number, Slot
from bpcli.render.program.training import Training

_SQUARES = (Apply("pow", (Slot(0), Number(2))), Apply("square", (Slot(0),)))  # type: ignore[arg-type]
_MEAN, _SUM = "torch.nn.MSELoss()", 'torch.nn.MSELoss(reduction="sum")'
_LOSSES = {
    "mse": _MEAN,
    "sse": _SUM,
    "bce": "torch.nn.BCELoss()",
    "bce_with_logits": "torch.nn.BCEWithLogitsLoss()",
}


class Layer(NamedTuple):
    """A linear layer: the nodes it computes, what it computes them from, and its parameters.

    call: with {0} for the layer and {{}} for its input. turned: whether PyTorch keeps the weights transposed.
    """

    nodes: tuple[int, ...]
    source: int
    weight: int
    bias: int | None
    features: tuple[int, int]
    call: str
    turned: bool


def layers(training: Training) -> list[Layer]:
    """The linear layers of a model, in topological order."""
    found = list(_layers(training))[::-1]
    # A number times a weight is a layer where it is the only one; in w₁·x² + w₂·x nobody would write it so.
    return found if len(found) == 1 else [layer for layer in found if training.graph.nodes[layer.source].shape]


def _layers(training: Training) -> Iterator[Layer]:
    graph = training.graph
    alone = {
        graph.index[name] for name in training.learnt if len(graph.consumers[graph.index[name]]) == 1
    }  # parameters that one operation reads
    used: set[int] = set()
    model = training.code.needed(training.prediction)
    for index in sorted(model, reverse=True):
        if index not in used and (layer := _layer(graph, index, alone)):
            used.update(layer.nodes)
            yield layer


def _layer(graph: Graph, index: int, alone: set[int]) -> Layer | None:
    node = graph.nodes[index]
    if _is(graph, index, "add"):
        for product, bias in (node.inputs, node.inputs[::-1]):
            if bias in alone and len(graph.consumers[product]) == 1:
                found = _product(graph, product, alone, bias)
                if found:
                    return found._replace(nodes=(product, index))
        return None
    return _product(graph, index, alone, None)


def _is(graph: Graph, index: int, *ops: str) -> bool:
    """Whether a node is one of these operations on two nodes."""
    node = graph.nodes[index]
    return node.rule is not None and node.rule.op in ops and len(node.inputs) == 2


def _product(graph: Graph, index: int, alone: set[int], bias: int | None) -> Layer | None:
    if not _is(graph, index, "mul", "matmul"):
        return None
    node = graph.nodes[index]
    shape = None if bias is None else graph.nodes[bias].shape
    for source, weight in (node.inputs, node.inputs[::-1]):
        if weight not in alone or source in alone:
            continue
        form = _form(graph, index, source, weight)
        if form is not None and (shape is None or shape == (form[0][1],) or (shape == () and form[0][1] == 1)):
            return Layer((index,), source, weight, bias, *form)
    return None


def _form(graph: Graph, index: int, source: int, weight: int) -> tuple[tuple[int, int], str, bool] | None:
    """The features of a product as a layer, how it is called, and whether its weights are transposed."""
    given, weights = graph.nodes[source].shape, graph.nodes[weight].shape
    if weights == ():
        if given == ():
            return (1, 1), "{0}({{}}.reshape(1))[0]", False
        return ((1, 1), "{0}({{}})", False) if len(given) == 2 and given[1] == 1 else None
    if _is(graph, index, "mul") or len(weights) != 2:
        return None
    if graph.nodes[index].inputs[0] == source:
        return ((weights[0], weights[1]), "{0}({{}})", True) if len(given) == 2 else None
    columns = len(given) == 1 and weights[0] > 1
    return ((weights[1], weights[0]), "{0}({{}})", False) if columns else None


def criterion(training: Training) -> tuple[str, int] | None:
    """PyTorch's loss that is the exercise's, and the node of its target; None where it has a loss of its own."""
    graph, code = training.graph, training.code
    behind = code.needed(training.target, (training.prediction,))
    steps = [index for index in sorted(behind) if graph.nodes[index].rule is not None]
    found = _ready(graph, steps)
    if found is None:
        return None
    loss, pair = found
    source, target = pair
    fits = _shape(graph, source) == _shape(graph, target) and graph.nodes[target].rule is None
    return (loss, target) if source == training.prediction and fits else None


def _ready(graph: Graph, steps: list[int]) -> tuple[str, tuple[int, int]] | None:
    """The loss that these steps are, and what it compares."""
    first = graph.nodes[steps[0]]
    ops = [node.rule.op for node in map(graph.nodes.__getitem__, steps) if node.rule]
    if len(first.inputs) != 2:
        return None
    pair = (first.inputs[0], first.inputs[1])
    if len(steps) == 1 and ops[0] in _LOSSES:
        return _LOSSES[ops[0]], pair
    if len(steps) not in (2, 3) or ops[0] != "sub":
        return None
    square = graph.nodes[steps[1]].rule
    if square is None or square.tree not in _SQUARES or ops[2:] not in ([], ["sum"], ["mean"]):
        return None
    if any(graph.nodes[step].inputs != (before,) for before, step in pairwise(steps)):
        return None
    return (_MEAN if ops[2:] == ["mean"] else _SUM), pair


def _shape(graph: Graph, index: int) -> Shape:
    return graph.nodes[index].shape
