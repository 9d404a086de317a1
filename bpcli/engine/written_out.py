"""What can be known of a structure before its numbers: what leads where, and the derivatives written out.

A `Plan` is made once for all graphs of one structure (`plan_of`): a thousand exercises with ten structures have ten.
It says which nodes a node is felt in, whether moving every node is affordable, and gives ∂output/∂node as sympy
derives it from one formula of the output.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

from bpcli.core.numerals import Shape
from bpcli.engine import derivatives
from bpcli.engine.arithmetic import Arithmetic
from bpcli.engine.graph import Graph
from bpcli.engine.kernel import compiled_one
from bpcli.engine.textbook import formula_of
from bpcli.language.tree import Apply, Leaf, Slot, Tree, fold, replaced, slots, subtrees, with_inputs
from bpcli.ops.operation import Family
from bpcli.ops.table import OPERATIONS

LARGEST_FORMULA = 100  # operations and names of the output as one formula, σ and the like spelled out
# How long the derivatives may come out before they are shortened, one and all of them: sympy takes some 30 ms then.
LARGEST_DERIVATIVE = 200
LARGEST_IN_ALL = 600
LARGEST_GRAPH = 200
LARGEST_WORK = 5_000  # entries worked out when every node is moved to one side, of 2 to 7 µs each

_Part: TypeAlias = "tuple[Tree | None, tuple[int, ...], Shape]"


class Derivative:
    """The derivative of a formula over slots by one of them, derived by sympy when it is first asked for.

    nodes: the node of each slot.
    """

    def __init__(self, formula: Tree, slot: int, nodes: tuple[int, ...]) -> None:
        self.formula = formula
        self.slot = slot
        self.nodes = nodes

    @cached_property
    def double(self) -> Callable[..., Any]:
        """Its value, for doubles."""
        return _kernels(self.formula, self.slot, len(self.nodes), Arithmetic.DOUBLE)

    @cached_property
    def precise(self) -> Callable[..., Any]:
        """Its value, for the numbers of `bpcli.ops.precise`."""
        return _kernels(self.formula, self.slot, len(self.nodes), Arithmetic.PRECISE)


class Plan:
    """What is known of a structure.

    felt: for each node the nodes between it and the output that change when it does, in topological order, the output
        last; () where the output does not depend on it.
    """

    def __init__(self, parts: tuple[_Part, ...], output: int) -> None:
        self.parts = parts
        self.output = output
        self.felt = _felt(parts, output)

    @cached_property
    def movable(self) -> bool:
        """Whether moving one node after the other costs little."""
        sizes = [_work(self.parts, index) for index in range(len(self.parts))]
        return sum(sizes[index] for felt in self.felt for index in felt) <= LARGEST_WORK

    @cached_property
    def derivatives(self) -> dict[int, Derivative]:
        """∂output/∂node for the nodes where it is short; leaves come first, as together they may not be long either."""
        found, room = {}, LARGEST_IN_ALL
        nodes = [index for index, felt in enumerate(self.felt) if felt and not self.has_arrays(index)]
        for node in sorted(nodes, key=lambda index: self.parts[index][0] is not None):
            formula = self._formula(node)
            if formula is None or (length := _derived_length(formula, node)) > min(room, LARGEST_DERIVATIVE):
                continue
            room -= length
            used = slots(formula)
            found[node] = Derivative(_numbered(formula, used), used.index(node), used)
        return found

    def has_arrays(self, node: int) -> bool:
        """Whether there are arrays between a node and the output."""
        parts = self.parts
        return bool(parts[node][2]) or any(
            parts[index][2] or any(parts[source][2] for source in parts[index][1]) for index in self.felt[node]
        )

    def _formula(self, node: int) -> Tree | None:
        """The output over the node and nodes that do not depend on it, by index; None where it would be long."""
        trees: dict[int, Tree] = {node: Slot(node)}
        sizes = {node: 1}
        for index in self.felt[node]:
            tree, inputs, _ = self.parts[index]
            if tree is None or _spelled_length(tree) > LARGEST_FORMULA:
                return None
            spelled = _spelled(tree)
            size = sum(sizes.get(inputs[part.index], 1) if isinstance(part, Slot) else 1 for part in subtrees(spelled))
            if size > LARGEST_FORMULA:
                return None
            sizes[index] = size
            trees[index] = with_inputs(spelled, [trees.get(source, Slot(source)) for source in inputs])
        return trees[self.output]


def plan_of(graph: Graph) -> Plan | None:
    """The plan for the structure of a graph; None for a large one, for which it would take long to make."""
    if len(graph.nodes) > LARGEST_GRAPH:
        return None
    parts = tuple([(None if node.rule is None else node.rule.tree, node.inputs, node.shape) for node in graph.nodes])
    return _plan(parts, graph.output)


@lru_cache(maxsize=256)
def _plan(parts: tuple[_Part, ...], output: int) -> Plan:
    return Plan(parts, output)


@lru_cache(maxsize=4096)
def _derived(formula: Tree, slot: int) -> Tree:
    return derivatives.derivative(formula, slot)


@lru_cache(maxsize=4096)
def _kernels(formula: Tree, slot: int, inputs: int, arithmetic: Arithmetic) -> Callable[..., Any]:
    return compiled_one(_derived(formula, slot), inputs, arithmetic)


def _felt(parts: tuple[_Part, ...], output: int) -> tuple[tuple[int, ...], ...]:
    # Sets of nodes as the bits of a whole number.
    after = [0] * len(parts)
    for index in range(output, -1, -1):
        if index == output or after[index]:
            for source in parts[index][1]:
                after[source] |= after[index] | 1 << index
    return tuple(tuple(index for index in range(len(parts)) if nodes >> index & 1) for nodes in after)


def _work(parts: tuple[_Part, ...], index: int) -> int:
    """About how many numbers are worked out for a node."""
    tree, inputs, shape = parts[index]
    sizes = [math.prod(parts[source][2]) for source in inputs]
    if isinstance(tree, Apply) and tree.op == "matmul":
        return sizes[0] * math.prod(shape[1:])
    return max([math.prod(shape), *sizes])


@lru_cache(maxsize=1024)
def _spelled(tree: Tree) -> Tree:
    """The tree with what the rows of the table give a formula for written out: σ as 1/(1 + e^−a), relu as max(a, 0)."""
    return fold(tree, lambda leaf: leaf, _spelled_out)


def _spelled_out(node: Apply, args: tuple[Tree, ...]) -> Tree:
    row = OPERATIONS[node.op]
    if row.formula is None or row.family is Family.ARRAY:
        return Apply(node.op, args, node.options)
    return with_inputs(_spelled(_meaning(node.op, node.options)), args)


@lru_cache(maxsize=1024)
def _spelled_length(tree: Tree) -> int:
    """How long that will be, before it is written: |x| as max(x, −x) doubles x, and ||x|| doubles that."""

    def apply(node: Apply, args: tuple[int, ...]) -> int:
        row = OPERATIONS[node.op]
        if row.formula is None or row.family is Family.ARRAY:
            return 1 + sum(args)
        meaning = _spelled(_meaning(node.op, node.options))
        return sum(args[part.index] if isinstance(part, Slot) else 1 for part in subtrees(meaning))

    return fold(tree, lambda _: 1, apply)


@lru_cache(maxsize=256)
def _meaning(op: str, options: tuple[tuple[str, Fraction], ...]) -> Tree:
    return formula_of(op, dict(options))


def _numbered(formula: Tree, nodes: tuple[int, ...]) -> Tree:
    place = {node: Slot(number) for number, node in enumerate(nodes)}
    return replaced(formula, lambda leaf: place[leaf.index] if isinstance(leaf, Slot) else leaf)


def _derived_length(formula: Tree, node: int) -> int:
    """About how long the derivative will be: each operation on the way to the node is written down once more."""

    def leaf(tree: Leaf) -> tuple[int, int]:
        return 1, int(tree == Slot(node))

    def apply(tree: Apply, args: tuple[tuple[int, int], ...]) -> tuple[int, int]:  # noqa: ARG001
        size = 1 + sum(length for length, _ in args)
        return size, sum(derived + size for _, derived in args if derived)

    return fold(formula, leaf, apply)[1]
