"""What is to be trained, and how: plain data, made from an exercise by the tutor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from bpcli.core.numerals import Shape
from bpcli.engine.descent.numbers import Numbers, Precision
from bpcli.engine.graph import Graph


class Optimizer(StrEnum):
    """How a gradient becomes an update."""

    SGD = "sgd"
    ADAM = "adam"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to descend.

    batch: all samples before each update, instead of one; mean: their losses averaged instead of summed.
    fused: whether `p − lr·g` is rounded once, as PyTorch's optimizer does, or twice, as it stands in the notes.
    """

    lr: Fraction
    epochs: int
    batch: bool = False
    mean: bool = True
    optimizer: Optimizer = Optimizer.SGD
    momentum: Fraction = Fraction(0)
    fused: bool = False
    zero_grad: bool = True
    precision: Precision = Precision.SINGLE


@dataclass(frozen=True, slots=True)
class Task:
    """A graph and what goes into it; values are fractions and nested tuples of them.

    graph: of one sample, every operation a node. samples: for each the values of the names that differ between samples.
    fixed: the values of the other names. start: where the parameters start, in the order they are shown.
    """

    graph: Graph
    samples: tuple[Mapping[str, Any], ...]
    fixed: Mapping[str, Any]
    start: Mapping[str, Any]
    recipe: Recipe

    @property
    def numbers(self) -> Numbers:
        """What it is computed with."""
        return Numbers(self.recipe.precision, any(node.shape for node in self.graph.nodes))

    @property
    def updates(self) -> int:
        """How many updates an epoch has."""
        return 1 if self.recipe.batch else len(self.samples)

    @property
    def learnt(self) -> tuple[int, ...]:
        """The nodes of the parameters."""
        return tuple(self.graph.index[name] for name in self.start)

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The shapes of the parameters."""
        return tuple(self.graph.nodes[index].shape for index in self.learnt)
