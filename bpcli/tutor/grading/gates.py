"""Where a formula changes its form: the kinks of relu, abs and max, and where σ and its like stop changing.

Points at which formulas are compared must lie on both sides of every kink and off it, and where nothing is
saturated: an answer that ignores a relu is right on one side of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bpcli.engine.arithmetic import Arithmetic
from bpcli.engine.graph import Graph
from bpcli.engine.kernel import compiled_one
from bpcli.language.tree import Apply, Number, Slot, Tree, subtrees
from bpcli.ops.operation import Family
from bpcli.ops.table import OPERATIONS

# The largest argument, by size, at which a function still changes noticeably.
_SATURATED = {
    **dict.fromkeys(("sigmoid", "softplus", "bce_with_logits", "softmax", "log_softmax"), 8.0),
    **dict.fromkeys(("cross_entropy", "class_entropy"), 8.0),
    **dict.fromkeys(("tanh", "sinh", "cosh"), 4.0),
    "exp": 12.0,
}
_HIDING = frozenset({"sqrt", "asin", "acos", "atan", "acosh"})
_NEAR = 1e-3  # nearer to a kink than this is on it


def kinks(tree: Tree) -> tuple[Tree, ...]:
    """What changes its sign at the kinks of a formula: z of relu(z), a − b of max(a, b); each once."""
    found = [_switch(node) for node in subtrees(tree) if isinstance(node, Apply)]
    return tuple(dict.fromkeys(tree for tree in found if tree is not None))


def hides_signs(tree: Tree) -> bool:
    """Whether a formula may hide a sign or a whole turn: the root of a square, the arcus of a sine.

    Where that happens cannot be read off it, as in √(1 − sin²x) for cos x.
    """
    return any(isinstance(node, Apply) and _hides(node) for node in subtrees(tree))


def _hides(node: Apply) -> bool:
    if node.op != "pow":
        return node.op in _HIDING
    exponent = node.args[1]
    if isinstance(exponent, Apply) and exponent.op == "neg":
        exponent = exponent.args[0]
    return not (isinstance(exponent, Number) and exponent.value.denominator == 1)


def _switch(node: Apply) -> Tree | None:
    row = OPERATIONS[node.op]
    if not row.kink or row.family is not Family.ENTRYWISE:
        return None
    return Apply("sub", node.args) if len(node.args) == 2 else node.args[0]


class Gates:
    """The kinks and the saturating functions of a graph in which each node is one operation."""

    def __init__(self, graph: Graph) -> None:
        nodes = [(index, node.rule.tree) for index, node in enumerate(graph.nodes) if node.rule is not None]
        trees = [(index, tree) for index, tree in nodes if isinstance(tree, Apply)]
        self.graph = graph
        self.hides_signs = any(_hides(tree) for _, tree in trees)
        self._kinks = [(index, switch) for index, tree in trees if (switch := _switch(tree)) is not None]
        self._saturating = [
            (index, tree.args[0], _SATURATED[tree.op]) for index, tree in trees if tree.op in _SATURATED
        ]

    def sides(self, values: Sequence[Any], near: float = _NEAR) -> tuple[int, ...] | None:
        """On which side of each kink the values lie, entry by entry; None where they lie too near to one.

        0 is an argument that is 0: one relu behind another.
        """
        found: list[int] = []
        for index, tree in self._kinks:
            for entry in self._entries(index, tree, values):
                if 0 < abs(entry) < near:
                    return None
                found.append((entry > 0) - (entry < 0))
        return tuple(found)

    def is_saturated(self, values: Sequence[Any]) -> bool:
        """Whether some σ, tanh or softmax hardly changes any more."""
        return any(
            abs(entry) > largest
            for index, tree, largest in self._saturating
            for entry in self._entries(index, tree, values)
        )

    def _entries(self, index: int, tree: Tree, values: Sequence[Any]) -> Sequence[float]:
        inputs = [values[source] for source in self.graph.nodes[index].inputs]
        if isinstance(tree, Apply) and tree.op == "sub":
            value = _argument(tree.args[0], inputs) - _argument(tree.args[1], inputs)
        else:
            value = _argument(tree, inputs)
        return value.ravel().tolist() if getattr(value, "ndim", 0) else (float(value),)


def _argument(tree: Tree, inputs: Sequence[Any]) -> Any:
    if isinstance(tree, Slot):
        return inputs[tree.index]
    return float(tree.value) if isinstance(tree, Number) else compiled_one(tree, 0, Arithmetic.DOUBLE)()
