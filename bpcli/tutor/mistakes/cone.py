"""The part of a graph that a gradient comes back through, from what is differentiated to the node asked about.

Mistakes are looked for in the graph of single operations, also where the exercise shows a step as one node. A
`Ground` has both and knows which step every operation belongs to; `ground.cone(aim)` is what lies
between the two ends of a question, `ground.region(root, total=…)` all that leads into one root. They are structure
only, so that one serves every choice of the givens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bpcli.engine.graph import Edge, Graph
from bpcli.engine.shapes import total_size
from bpcli.engine.trace import Trace
from bpcli.language.tree import Apply
from bpcli.tutor.aims import Aim, Wanted

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


class Ground:
    """A graph of single operations, with the steps that the exercise shows.

    owners: for each node the node of the step that it is a part of; itself, where it is shown.
    """

    def __init__(self, trace: Trace, expanded: Graph) -> None:
        self.trace = trace
        self.graph = expanded
        shown = trace.graph.index
        self.owners = list(range(len(expanded.nodes)))
        for index in range(len(expanded.nodes) - 1, -1, -1):
            if expanded.nodes[index].name not in shown:
                self.owners[index] = self.owners[expanded.consumers[index][0].consumer]
        self._regions: dict[tuple[int, bool], Region] = {}

    @cached_property
    def numbers(self) -> int:
        """How many numbers there are in it, each entry of an array counted."""
        return sum(total_size(node.shape) for node in self.graph.nodes)

    @cached_property
    def _sums(self) -> Sums:
        nodes, consumers = self.graph.nodes, self.graph.consumers
        adds = [index for index, node in enumerate(nodes) if node.rule is not None and node.rule.op == "add"]
        counts = dict.fromkeys(adds, 0)
        whole: dict[int, int] = {}  # the additions that are parts, and those they are a part of
        for index in adds:
            counts[index] = sum(counts[source] if source in whole else 1 for source in nodes[index].inputs)
            if not nodes[index].named and consumers[index][0].consumer in counts:
                whole[index] = consumers[index][0].consumer
        for index in reversed(adds):
            if index in whole:
                counts[index] = counts[whole[index]]
        return Sums(counts, frozenset(whole))

    def at(self, node: int) -> int:
        """The index here of a node of the trace."""
        return self.graph.index[self.trace.graph.nodes[node].name]

    def shown(self, node: int) -> int | None:
        """The index in the trace of a node here, or of the step that it is a part of."""
        return self.trace.graph.index.get(self.graph.nodes[self.owners[node]].name)

    def meet(self, one: int, other: int) -> bool:
        """Whether one step reads both nodes."""
        steps = [{self.owners[edge.consumer] for edge in self.graph.consumers[node]} for node in (one, other)]
        return not steps[0].isdisjoint(steps[1])

    def cone(self, aim: Aim) -> Cone | None:
        """What lies between the ends of a question for a gradient; None where nothing connects them."""
        total = aim.wanted is Wanted.TOTAL or aim.consumer is None
        root = self.graph.output if total or aim.consumer is None else self.at(aim.consumer)
        region, node = self.region(root, total=total), self.at(aim.node)
        if node not in region.out:
            return None
        above, todo = {node}, [node]
        while todo:
            for edge in region.out[todo.pop()]:
                if edge.consumer not in above:
                    above.add(edge.consumer)
                    todo.append(edge.consumer)
        return Cone(region, node, tuple(sorted(above)))

    def region(self, root: int, *, total: bool) -> Region:
        """All that leads into a root; of a local gradient only what lies in its step."""
        key = root, total
        if key not in self._regions:
            out = self._out(root, total=total)
            self._regions[key] = Region(self.graph, self._sums, self.owners, root, total, out)
        return self._regions[key]

    def _out(self, root: int, *, total: bool) -> dict[int, tuple[Edge, ...]]:
        nodes, consumers = self.graph.nodes, self.graph.consumers
        inside, below, todo = {root}, {root}, [root]
        while todo:
            for source in nodes[todo.pop()].inputs:
                if source not in below:
                    below.add(source)
                    if total or self.owners[source] == root:
                        inside.add(source)
                        todo.append(source)
        found: dict[int, tuple[Edge, ...]] = {root: ()}
        for node in sorted(below - {root}, reverse=True):
            edges = [edge for edge in consumers[node] if edge.consumer in inside and edge.consumer in found]
            kept = tuple(edge for edge in edges if carries(self.graph, edge))
            if kept:
                found[node] = kept
        return {node: found[node] for node in reversed(found)}


def ops_of(graph: Graph, edges: Iterable[Edge]) -> frozenset[str]:
    """The operations that edges lead into."""
    rules = (graph.nodes[edge.consumer].rule for edge in edges)
    return frozenset(rule.tree.op for rule in rules if rule is not None and isinstance(rule.tree, Apply))


def carries(graph: Graph, edge: Edge) -> bool:
    """Whether a gradient can flow back through an edge: not into the number of a class."""
    rule = graph.nodes[edge.consumer].rule
    return rule is not None and (rule.shapes is None or rule.pulls[edge.edge] is not None)
