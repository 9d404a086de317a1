"""Nodes of a graph as lines of Python: `z1 = w1 * x ** 2  # node z₁ = w₁·x²`.

`Lines(graph, names)` writes each node as an expression over the names of other nodes. With `whole` an unnamed node
stands inside the formula that it is a part of, as the author wrote it; else it has a name and a line of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from bpcli.core.numerals import Shape
from bpcli.core.say import say
from bpcli.engine.build import LARGEST_WHOLE
from bpcli.engine.graph import Graph
from bpcli.engine.rule import Rule
from bpcli.language.printer import UNICODE, template, write
from bpcli.language.tree import Slot
from bpcli.ops.signs import ATOM
from bpcli.render.program.names import Names
from bpcli.render.program.operations import Piece, spelled, tensor


class Call(NamedTuple):
    """What a node is computed by instead of its formula: `self.linear({})` of another node.

    nodes: all that it computes, the node the last of them.
    """

    text: str
    source: int
    nodes: tuple[int, ...]


class Lines:
    """The expressions of a graph's nodes.

    called: the texts by which some nodes are read. calls: what computes some nodes instead of their formulas.
    """

    def __init__(
        self,
        graph: Graph,
        names: Names,
        called: Mapping[int, str] = {},
        calls: Mapping[int, Call] = {},
        *,
        whole: bool,
    ) -> None:
        self.graph = graph
        self._names = names
        self._whole = whole
        self._called = dict(called)
        self._calls = calls
        self._pieces: dict[int, Piece] = {}
        steps = (index for index, node in enumerate(graph.nodes) if node.rule is not None)
        self.numbers = {index: number for number, index in enumerate(steps, 1)}  # in the forward table
        for index in self.numbers:  # in topological order, so that nothing recurses
            self.piece(index)

    def name(self, index: int) -> str:
        """The identifier of a node, or the text that stands for it."""
        if index not in self._called:
            node = self.graph.nodes[index]
            self._called[index] = (
                self._names[node.name] if node.named else self._names.new(f"step_{self.numbers[index]}")
            )
        return self._called[index]

    def piece(self, index: int) -> Piece:
        """What computes a node."""
        if index not in self._pieces:
            call = self._calls.get(index)
            inputs = [self._read(source) for source in self._inputs(index)]
            self._pieces[index] = Piece(call.text.format(inputs[0].text)) if call else self.over(index, inputs)
        return self._pieces[index]

    def over(self, index: int, inputs: list[Piece]) -> Piece:
        """What computes a node, from other texts for its inputs."""
        rule, shapes = self._rule(index)
        piece = spelled(rule.tree, inputs, shapes)
        if isinstance(rule.tree, Slot):
            return Piece(f"{piece.within(ATOM)}.clone()")  # a node of its own, with a gradient of its own
        return tensor(piece)

    def inside(self, index: int) -> bool:
        """Whether a node is written inside the formula that reads it."""
        node = self.graph.nodes[index]
        if node.named or not self._whole or index in self._called:
            return False
        return self.piece(index).size <= LARGEST_WHOLE

    def assignments(self, target: int, known: Collection[int]) -> Iterator[tuple[int, str, str]]:
        """The nodes that the target is computed from, itself the last, with their names and expressions.

        Nothing is written of what is known already, nor of leaves.
        """
        needed = self.needed(target, known)
        for index, node in enumerate(self.graph.nodes):
            if index in needed and node.rule is not None and (index == target or not self.inside(index)):
                yield index, self.name(index), self.piece(index).text

    def needed(self, target: int, known: Collection[int] = ()) -> frozenset[int]:
        """The nodes that a node is computed from, and itself; nothing behind what is known."""
        found: set[int] = set()
        todo = [target]
        while todo:
            index = todo.pop()
            if index not in found and index not in known:
                found.add(index)
                todo.extend(self._inputs(index))
        return frozenset(found)

    def caption(self, index: int) -> str:
        """Which node a line builds."""
        nodes = self._calls[index].nodes if index in self._calls else (index,)
        named = [node for node in nodes if self.graph.nodes[node].named]
        if len(named) > 1:
            formulas = ", ".join(f"{self.graph.nodes[node].name} = {self.formula(node)}" for node in named)
            return say("pytorch.nodes", formulas=formulas)
        return say("pytorch.node", name=self.graph.nodes[index].name, formula=self.formula(index))

    def formula(self, index: int) -> str:
        """The formula of a node: as it is written in the exercise, or the single operation."""
        node = self.graph.nodes[index]
        if node.named and node.step is not None:
            return write(self.graph.steps[node.step].tree, UNICODE)
        rule, _ = self._rule(index)
        return template(rule.tree, UNICODE).fill([self.graph.nodes[source].name for source in node.inputs])

    def _inputs(self, index: int) -> tuple[int, ...]:
        return (self._calls[index].source,) if index in self._calls else self.graph.nodes[index].inputs

    def _read(self, index: int) -> Piece:
        return self.piece(index) if self.inside(index) else Piece(self.name(index))

    def _rule(self, index: int) -> tuple[Rule, tuple[Shape, ...]]:
        node = self.graph.nodes[index]
        if node.rule is None:
            raise ValueError(f"{node.name} is a leaf")
        return node.rule, tuple(self.graph.nodes[source].shape for source in node.inputs)
