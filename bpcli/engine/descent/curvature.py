"""The learning rate at which a descent begins to diverge, exactly, where the loss is quadratic in the parameters.

Then one epoch maps the distance to the minimum linearly, by a product of I − lr·H, one factor an update, with H the
Hessian of that update's loss. It settles while every eigenvalue of the map stays within the unit circle.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from bpcli.core.findings import Faults
from bpcli.engine.descent.task import Optimizer, Task
from bpcli.engine.graph import Graph, Node
from bpcli.engine.trace import passes
from bpcli.language.tree import Apply, Leaf, Number, Slot, Tree, fold

_MOST_PARAMETERS = 64
_BISECTIONS = 60
_LEAP = 1.02  # how far apart the rates are that are tried in turn
_NEVER = math.inf

_LARGEST_OF = ("add", "sub", "sum", "mean", "transpose", "neg")
_PRODUCTS = ("mul", "hadamard", "matmul", "inner")
_SQUARES = ("mse", "sse")


def is_quadratic(graph: Graph, learnt: Sequence[int]) -> bool:
    """Whether the output is a polynomial of degree 2 or less in the parameters, as its operations tell."""
    degrees: list[float] = []
    for index, node in enumerate(graph.nodes):
        degrees.append(1 if index in learnt else _degree_of(node, degrees))
    return degrees[graph.output] <= 2


def _degree_of(node: Node, degrees: Sequence[float]) -> float:
    if node.rule is None:
        return 0
    return _degree(node.rule.tree, [degrees[source] for source in node.inputs])


def _degree(tree: Tree, inputs: Sequence[float]) -> float:
    def leaf(node: Leaf) -> float:
        return inputs[node.index] if isinstance(node, Slot) else 0

    def apply(node: Apply, args: tuple[float, ...]) -> float:
        if max(args) == 0:
            return 0
        if node.op in _LARGEST_OF:
            return max(args)
        if node.op in _PRODUCTS:
            return sum(args)
        if node.op in _SQUARES:
            return 2 * max(args)
        if node.op == "square":
            return 2 * args[0]
        return _quotient_or_power(node, args)

    return fold(tree, leaf, apply)


def _quotient_or_power(node: Apply, args: tuple[float, ...]) -> float:
    if node.op == "div" and args[1] == 0:
        return args[0]
    exponent = node.args[1] if node.op == "pow" else None
    if isinstance(exponent, Number) and exponent.value.denominator == 1 and exponent.value > 0:
        return args[0] * int(exponent.value)
    return _NEVER


def critical_rate(task: Task) -> float | None:
    """The learning rate from which on the task diverges; None where that is not known exactly.

    Infinity where every rate settles: the loss does not depend on the parameters.
    """
    recipe, sizes = task.recipe, [math.prod(shape) for shape in task.shapes]
    if recipe.optimizer is Optimizer.ADAM or not recipe.zero_grad or sum(sizes) > _MOST_PARAMETERS:
        return None
    if not is_quadratic(task.graph, task.learnt):
        return None
    try:
        hessians = list(_hessians(task))
    except Faults:
        return None
    return _smallest_rate(hessians, float(recipe.momentum), mean=recipe.mean, batch=recipe.batch)


def _smallest_rate(hessians: list[Any], momentum: float, *, mean: bool, batch: bool) -> float | None:
    import numpy as np  # noqa: PLC0415 - heavy, and only a run that diverged needs it

    if batch:
        hessians = [sum(hessians) / (len(hessians) if mean else 1)]
    values, vectors = np.linalg.eigh(sum(hessians))
    largest = float(max(values, default=0.0))
    if largest <= 0 or min(values) < -1e-9 * largest:
        return _NEVER if not np.any(np.abs(values) > 0) else None
    # Along the other directions nothing ever moves.
    basis = vectors[:, values > 1e-12 * largest]
    reduced = [basis.T @ hessian @ basis for hessian in hessians]
    return _first_crossing(lambda rate: _radius(reduced, rate, momentum), 1e-3 / largest)


def _first_crossing(radius: Callable[[float], float], start: float) -> float | None:
    """The smallest rate at which the radius reaches 1."""
    low, high = start, start * _LEAP
    if radius(low) >= 1:
        return None
    while radius(high) < 1:
        low, high = high, high * _LEAP
        if high > start * 1e6:
            return None
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if radius(middle) < 1 else (low, middle)
    return low


def _radius(hessians: Sequence[Any], rate: float, momentum: float) -> float:
    """The spectral radius of what an epoch does to the parameters and what is left of their last update."""
    import numpy as np  # noqa: PLC0415

    size = len(hessians[0])
    one = np.eye(size)
    epoch = np.eye(2 * size)
    for hessian in hessians:
        step = np.block([[one - rate * hessian, -rate * momentum * one], [hessian, momentum * one]])
        epoch = step @ epoch
    return float(max(abs(np.linalg.eigvals(epoch))))


def _hessians(task: Task) -> Iterator[Any]:
    """The Hessian of each sample's loss: differences of gradients, which are exact because these are linear."""
    import numpy as np  # noqa: PLC0415

    names = list(task.start)
    for sample in task.samples:
        base = _gradient(task, sample, None)
        columns = [_gradient(task, sample, (name, at)) for name in names for at in range(_size(task, name))]
        yield np.array([[float(a - b) for a, b in zip(column, base, strict=True)] for column in columns])


def _size(task: Task, name: str) -> int:
    return math.prod(task.graph.nodes[task.graph.index[name]].shape)


def _gradient(task: Task, sample: Mapping[str, Any], moved: tuple[str, int] | None) -> list[Any]:
    """All gradients of a sample where the parameters are 0, or 1 in one entry."""
    graph = task.graph
    point = {name: _unit(graph.nodes[graph.index[name]].shape, moved, name) for name in task.start}
    trace = passes(graph, {**task.fixed, **sample, **point})
    found: list[Any] = []
    for index in task.learnt:
        gradient, shape = trace.gradient(index), graph.nodes[index].shape
        if gradient is None:
            found += [Fraction(0)] * math.prod(shape)
        else:
            found += list(gradient.flat) if not isinstance(gradient, Fraction | float) else [gradient]
    return found


def _unit(shape: tuple[int, ...], moved: tuple[str, int] | None, name: str) -> Any:
    """Nested tuples of zeros with a 1 at the moved entry."""
    entries: list[Any] = [Fraction(0)] * math.prod(shape)
    if moved is not None and moved[0] == name:
        entries[moved[1]] = Fraction(1)
    for size in reversed(shape):
        entries = [tuple(entries[start : start + size]) for start in range(0, len(entries), size)]
    return entries[0]
