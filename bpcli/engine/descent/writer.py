"""Both passes of one sample as code: `PassWriter(graph, learnt, numbers)` adds their statements where it is told.

The value of node k is the variable v{k}, the gradient that comes back to it v{k + N}, where N is how many nodes there
are. Every operation of PyTorch's is one statement, so that every one of them is rounded.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from fractions import Fraction
from typing import Any

from bpcli.core.numerals import Shape
from bpcli.engine.descent.autograd import backward_trees, forward_tree, placed, seeded
from bpcli.engine.descent.numbers import Numbers
from bpcli.engine.graph import Graph
from bpcli.engine.kernel import Compiler
from bpcli.engine.shapes import shape_of
from bpcli.language.tree import UPSTREAM, Number, Tree

ONE = Fraction(1)


class NumberWriter(Compiler):
    """Writes code over one kind of numbers."""

    def __init__(self, numbers: Numbers) -> None:
        super().__init__(numbers.arithmetic)
        self.numbers = numbers
        if numbers.rounds_each:
            from bpcli.engine.descent.rounding import cell  # noqa: PLC0415 - where it is stored into

            self.known("cell", cell)

    def constant(self, value: Fraction) -> ast.expr:
        """A number of a formula, rounded as the numbers are that it meets."""
        if self.numbers.exact:
            return super().constant(value)
        found = self.numbers.constant(float(value))
        return self.known(f"c{len(self.environment)}", found) if self.numbers.arrays else ast.Constant(found)

    def implementation(self, op: str) -> Callable[..., Any] | None:
        """The function that works an operation out."""
        return self.numbers.function(op)

    def kept(self, value: ast.expr) -> ast.expr:
        """The result of one operation, rounded."""
        if not self.numbers.rounds_each:
            return super().kept(value)
        # Stored into a place of four bytes, a number is rounded to single precision.
        self.body.append(ast.Assign([self._cell(ast.Store())], value))
        return super().kept(self._cell(ast.Load()))

    def call(self, name: str, function: Callable[..., Any], *arguments: ast.expr) -> ast.expr:
        """A call of a function that is no operation of a formula."""
        return ast.Call(self.known(name, function), list(arguments), [])

    @staticmethod
    def _cell(context: ast.expr_context) -> ast.Subscript:
        return ast.Subscript(ast.Name("cell", ast.Load()), ast.Constant(0), context)


class PassWriter(NumberWriter):
    """Writes the passes over a graph. `learnt` are the indices of the parameters: only they get gradients."""

    def __init__(self, graph: Graph, learnt: Collection[int], numbers: Numbers) -> None:
        super().__init__(numbers)
        self.graph = graph
        self.learnt = learnt
        self.used = _used(graph)
        self.moving = _moving(graph, learnt)

    def forward(self) -> ast.expr:
        """The statements of the forward pass, and the output."""
        for index in sorted(self.used):
            node = self.graph.nodes[index]
            if node.rule is not None:
                tree = forward_tree(node.rule.tree, exact=self.numbers.exact)
                self.assigned(f"v{index}", self.value(placed(tree, node.inputs, index, -2)))
        return self.variable(f"v{self.graph.output}")

    def backward(self, seed: Fraction = ONE, begun: Collection[int] = ()) -> None:
        """The statements of the backward pass; `seed` comes back to the output, to the nodes `begun` something has."""
        graph, output = self.graph, self.graph.output
        reached = {*begun, output}
        if graph.nodes[output].shape:
            self.known(self.gradient(output), self.numbers.filled(graph.nodes[output].shape, 1))
        elif seed != ONE or graph.nodes[output].rule is None:
            self.assigned(self.gradient(output), self.constant(seed))
        for index in range(output, -1, -1):
            if index in reached and index in self.moving and graph.nodes[index].rule is not None:
                self._node(index, reached, plain=index == output and seed == ONE and not graph.nodes[index].shape)

    def gradient(self, index: int) -> str:
        """The variable of what comes back to a node."""
        return f"v{index + len(self.graph.nodes)}"

    def _node(self, index: int, reached: set[int], *, plain: bool) -> None:
        node = self.graph.nodes[index]
        if node.rule is None:
            return
        for tree, source in zip(backward_trees(node.rule, exact=self.numbers.exact), node.inputs, strict=True):
            if tree is None or source not in self.moving:
                continue
            used = seeded(tree) if plain else tree
            back = self.value(placed(used, node.inputs, index, index + len(self.graph.nodes)))
            self._add(source, self._fitted(back, used, index, source), reached)

    def _fitted(self, back: ast.expr, tree: Tree, index: int, source: int) -> ast.expr:
        """What comes back in the shape of the node that it comes back to."""
        wanted = self.graph.nodes[source].shape
        if not self.numbers.arrays or self._shape(tree, index) == wanted:
            return back
        sizes = ast.Tuple([ast.Constant(size) for size in wanted], ast.Load())
        return super().kept(self.call("undone", self.numbers.undone(), back, sizes))

    def _shape(self, tree: Tree, index: int) -> Shape | None:
        nodes, node = self.graph.nodes, self.graph.nodes[index]
        shapes: dict[int, Shape] = {edge: nodes[source].shape for edge, source in enumerate(node.inputs)}
        shapes[-1] = shapes[UPSTREAM.index] = node.shape
        if tree == Number(ONE):
            return ()
        return shape_of(tree, shapes)  # type: ignore[arg-type]  # by slot

    def _add(self, source: int, back: ast.expr, reached: set[int]) -> None:
        name = self.gradient(source)
        if source in reached:
            back = self.kept(ast.BinOp(self.variable(name), ast.Add(), back))
        reached.add(source)
        self.assigned(name, back)


def _used(graph: Graph) -> set[int]:
    """The nodes that the output is worked out from, itself among them."""
    found, todo = {graph.output}, [graph.output]
    while todo:
        for source in graph.nodes[todo.pop()].inputs:
            if source not in found:
                found.add(source)
                todo.append(source)
    return found


def _moving(graph: Graph, learnt: Collection[int]) -> set[int]:
    """The nodes that depend on a parameter."""
    moving = set(learnt)
    for index, node in enumerate(graph.nodes):
        if any(source in moving for source in node.inputs):
            moving.add(index)
    return moving
