"""The part of a graph that a gradient comes back through, from what is differentiated to the node asked about.

A `Cone` is what lies between the two ends of a question, a `Region` all that leads into one root; `ground.Ground` finds
them. They are structure only, so that one serves every choice of the givens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bpcli.engine.graph import Edge, Graph
from bpcli.language.tree import Apply

# In a large graph mistakes are looked for at so many edges nearest to the node asked about.
MOST_EDGES = 240


class Bundle(NamedTuple):
    """All edges by which a node is read inside one step: one edge where the step is shown as one node."""

    source: int
    step: int
    edges: tuple[Edge, ...]


class Fork(NamedTuple):
    """A node with several paths to the root: the paths, by edge or, where that differs, by step."""

    source: int
    paths: tuple[tuple[Edge, ...], ...]


class Sums(NamedTuple):
    """Sums of more than two summands, which are several additions: `a + b + c` is one of three.

    counts: for each addition how many summands the whole sum has; parts: the additions that are no whole sum.
    """

    counts: Mapping[int, int]
    parts: frozenset[int]

    def summands(self, node: int, source: int) -> int | None:
        """How many summands the sum has in which one node adds another; None where that is a part, and no summand."""
        return None if source in self.parts else self.counts.get(node)


@dataclass(frozen=True)
class Region:
    """All nodes that a gradient of `root` comes back to.

    total: whether that is the gradient of the graph's output, and not one inside a single step.
    owners: for each node of the graph the node of the step that it is a part of.
    out: for each node, in topological order, the edges by which the gradient comes back to it.
    """

    graph: Graph
    sums: Sums
    owners: list[int]
    root: int
    total: bool
    out: dict[int, tuple[Edge, ...]]

    @property
    def edges(self) -> tuple[Edge, ...]:
        """All edges, those nearest to the leaves first."""
        return tuple(edge for edges in self.out.values() for edge in edges)

    @cached_property
    def bundles(self) -> tuple[Bundle, ...]:
        """The edges by step, where a step reads a node more than once or reads it deep inside its formula."""
        return tuple(bundle for source in self.out for bundle in self.bundles_of(source))

    @cached_property
    def forks(self) -> tuple[Fork, ...]:
        """Where paths meet."""
        return tuple(fork for source in self.out for fork in self.forks_of(source))

    @cached_property
    def ops(self) -> frozenset[str]:
        """The operations that the edges lead into."""
        return ops_of(self.graph, self.edges)

    def read_by(self, step: int) -> Sequence[int]:
        """The shown nodes that a step reads."""
        return self._read.get(step, ())

    @cached_property
    def _read(self) -> dict[int, list[int]]:
        found: dict[int, dict[int, None]] = {}
        for index, node in enumerate(self.graph.nodes):
            for source in node.inputs:
                if self.owners[source] == source:
                    found.setdefault(self.owners[index], {})[source] = None
        return {step: list(read) for step, read in found.items()}

    def bundles_of(self, source: int) -> Iterator[Bundle]:
        """The bundles of edges out of one node."""
        for step, edges in self._by_step(source).items():
            if len(edges) > 1 or edges[0].consumer != step:
                yield Bundle(source, step, tuple(edges))

    def forks_of(self, source: int) -> Iterator[Fork]:
        """The paths that meet in one node, if there are several."""
        edges = self.out[source]
        if len(edges) < 2:
            return
        yield Fork(source, tuple((edge,) for edge in edges))
        steps = self._by_step(source)
        if 1 < len(steps) < len(edges):
            yield Fork(source, tuple(map(tuple, steps.values())))

    def _by_step(self, source: int) -> dict[int, list[Edge]]:
        """The edges out of a shown node, by the step they lead into."""
        found: dict[int, list[Edge]] = {}
        if self.owners[source] == source:
            for edge in self.out[source]:
                found.setdefault(self.owners[edge.consumer], []).append(edge)
        return found


@dataclass(frozen=True)
class Cone:
    """What of a region lies between its root and `node`, which the gradient is taken with respect to.

    nodes: in topological order, both ends among them.
    """

    region: Region
    node: int
    nodes: tuple[int, ...]

    @property
    def graph(self) -> Graph:
        """The graph of single operations."""
        return self.region.graph

    @property
    def root(self) -> int:
        """What is differentiated."""
        return self.region.root

    @property
    def total(self) -> bool:
        """Whether that is the graph's output."""
        return self.region.total

    @cached_property
    def inside(self) -> frozenset[int]:
        """The nodes, to look them up."""
        return frozenset(self.nodes)

    @cached_property
    def _near(self) -> tuple[int, ...]:
        """The nodes at whose edges mistakes are looked for: the nearest ones in a large graph."""
        found: list[int] = []
        count = 0
        for node in self.nodes:
            count += len(self.region.out[node])
            if found and count > MOST_EDGES:
                break
            found.append(node)
        return tuple(found)

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """The edges at which mistakes are looked for, the nearest to `node` first."""
        return tuple(edge for node in self._near for edge in self.region.out[node])

    @cached_property
    def bundles(self) -> tuple[Bundle, ...]:
        """Those edges by step, where a step reads a node more than once or reads it deep inside its formula."""
        return tuple(bundle for node in self._near for bundle in self.region.bundles_of(node))

    @cached_property
    def forks(self) -> tuple[Fork, ...]:
        """Where paths meet."""
        return tuple(fork for node in self._near for fork in self.region.forks_of(node))

    @cached_property
    def ops(self) -> frozenset[str]:
        """The operations that its edges lead into."""
        return ops_of(self.graph, self.edges)

    @cached_property
    def scalar(self) -> bool:
        """Whether numbers lead to numbers all through it, and no step of it reads an array from elsewhere."""
        nodes = [self.graph.nodes[node] for node in self.nodes]
        reads = any(node.rule is not None and node.rule.shapes is not None for node in nodes[1:])
        return not reads and not any(node.shape for node in nodes)


def ops_of(graph: Graph, edges: Iterable[Edge]) -> frozenset[str]:
    """The operations that edges lead into."""
    rules = (graph.nodes[edge.consumer].rule for edge in edges)
    return frozenset(rule.tree.op for rule in rules if rule is not None and isinstance(rule.tree, Apply))


def carries(graph: Graph, edge: Edge) -> bool:
    """Whether a gradient can flow back through an edge: not into the number of a class."""
    rule = graph.nodes[edge.consumer].rule
    return rule is not None and (rule.shapes is None or rule.pulls[edge.edge] is not None)
