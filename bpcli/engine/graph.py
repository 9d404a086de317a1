"""The computational graph: nodes in topological order, edges by index.

There are no values and no gradients in it: one graph serves any number of traces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from bpcli.core.numerals import Shape
from bpcli.engine.rule import Rule
from bpcli.language.parser import Step


class Kind(StrEnum):
    """What a node is to the exercise."""

    INPUT = "input"
    PARAMETER = "parameter"
    TARGET = "target"
    STEP = "step"


class Node(NamedTuple):
    """A value of the exercise, or one that is computed on the way.

    name: as it is shown; that of an unnamed node is its formula, with `#2` behind a repeat.
    rule: what computes it; None for a leaf.
    inputs: the index of the input of each edge: both edges of x·x are there.
    shape: () a number, (n,) a column, (m, n) a matrix.
    step: the index of the step of the text that it comes from; None for a leaf.
    named: false for a node in the middle of a formula.
    """

    name: str
    kind: Kind
    rule: Rule | None
    inputs: tuple[int, ...]
    shape: Shape
    step: int | None
    named: bool


class Edge(NamedTuple):
    """The edge number `edge` into the node `consumer`."""

    consumer: int
    edge: int


@dataclass(frozen=True)
class Graph:
    """Nodes in topological order, the index of the output among them, and the steps they were made from.

    taken_apart: the steps that were meant to be one node and became several, because their formula is too long.
    """

    nodes: tuple[Node, ...]
    output: int
    steps: tuple[Step, ...]
    taken_apart: tuple[str, ...] = ()

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The index of each node by its name."""
        return {node.name: index for index, node in enumerate(self.nodes)}

    @cached_property
    def consumers(self) -> tuple[tuple[Edge, ...], ...]:
        """For each node the edges that lead out of it, in topological order of their consumers."""
        found: list[list[Edge]] = [[] for _ in self.nodes]
        for consumer, node in enumerate(self.nodes):
            for edge, source in enumerate(node.inputs):
                found[source].append(Edge(consumer, edge))
        return tuple(map(tuple, found))
