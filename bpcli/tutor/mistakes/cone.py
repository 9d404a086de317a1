"""The part of a graph that a gradient comes back through, from what is differentiated to the node asked about.

Mistakes are looked for in the graph of single operations, also where the exercise shows a step as one node. A
`Ground` has both and knows which step every operation belongs to; `ground.cone(aim)` is what lies
between the two ends of a question, structure only, so that one cone serves every choice of the givens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bpcli.engine.graph import Edge, Graph
from bpcli.engine.trace import Trace
from bpcli.language.tree import Apply
from bpcli.tutor.aims import Aim, Wanted

# In a large graph mistakes are looked for at so many edges nearest to the node asked about.
MOST_EDGES = 240


@dataclass(frozen=True, slots=True)
class Bundle:
    """All edges by which a node is read inside one step: one edge where the step is shown as one node."""

    source: int
    step: int
    edges: tuple[Edge, ...]


class Sums(NamedTuple):
    """Sums of more than two summands, which are several additions: `a + b + c` is one of three.

    counts: for each addition how many summands the whole sum has; parts: the additions that are no whole sum.
    """

    counts: Mapping[int, int]
    parts: frozenset[int]


@dataclass(frozen=True)
class Cone:
    """The nodes from `node`, which the gradient is taken with respect to, up to `root`, in topological order.

    total: whether the gradient is that of the graph's output, and not one along a single edge.
    edges: those between two of the nodes, at which mistakes are looked for; the nearest to `node` first.
    bundles: those edges by step, where a step reads a node more than once or reads it deep inside its formula.
    forks: for each node with several paths to the root its paths, by edge and, where that differs, by step.
    """

    graph: Graph
    sums: Sums
    root: int
    node: int
    total: bool
    nodes: tuple[int, ...]
    edges: tuple[Edge, ...]
    bundles: tuple[Bundle, ...]
    forks: tuple[tuple[int, tuple[tuple[Edge, ...], ...]], ...]

    @cached_property
    def inside(self) -> frozenset[int]:
        """The nodes, to look them up."""
        return frozenset(self.nodes)

    @cached_property
    def ops(self) -> frozenset[str]:
        """The operations that its edges lead into."""
        rules = (self.graph.nodes[edge.consumer].rule for edge in self.edges)
        return frozenset(rule.tree.op for rule in rules if rule is not None and isinstance(rule.tree, Apply))

    @cached_property
    def scalar(self) -> bool:
        """Whether there are no arrays in it."""
        return not any(self.graph.nodes[node].shape for node in self.nodes)

    def source(self, edge: Edge) -> int:
        """The node that an edge leads out of."""
        return self.graph.nodes[edge.consumer].inputs[edge.edge]


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
        node = self.at(aim.node)
        nodes = self._between(node, root, total=total)
        if not nodes:
            return None
        inside = set(nodes)
        edges = tuple(edge for source in nodes for edge in self._edges_out(source, inside, root, total=total))
        near = edges[:MOST_EDGES]
        forks = tuple(self._forks(near))
        return Cone(self.graph, self._sums, root, node, total, nodes, near, tuple(self._bundles(near)), forks)

    def _between(self, node: int, root: int, *, total: bool) -> tuple[int, ...]:
        above, todo = {node}, [node]
        while todo:
            for edge in self._ahead(todo.pop(), root, total=total):
                if edge.consumer not in above:
                    above.add(edge.consumer)
                    todo.append(edge.consumer)
        reaches = {root} & above
        for index in sorted(above, reverse=True):
            if any(edge.consumer in reaches for edge in self._ahead(index, root, total=total)):
                reaches.add(index)
        return tuple(sorted(reaches)) if node in reaches else ()

    def _ahead(self, node: int, root: int, *, total: bool) -> Iterable[Edge]:
        """The edges out of a node that a gradient comes back through; of a local gradient only those in its step."""
        if node == root:
            return ()
        edges = self.graph.consumers[node]
        return [edge for edge in edges if (total or self.owners[edge.consumer] == root) and carries(self.graph, edge)]

    def _edges_out(self, node: int, inside: set[int], root: int, *, total: bool) -> Iterable[Edge]:
        return [edge for edge in self._ahead(node, root, total=total) if edge.consumer in inside]

    def _by_step(self, edges: Iterable[Edge]) -> dict[tuple[int, int], list[Edge]]:
        """Edges that lead out of shown nodes, by that node and the step they lead into."""
        found: dict[tuple[int, int], list[Edge]] = {}
        for edge in edges:
            source = self.graph.nodes[edge.consumer].inputs[edge.edge]
            if self.owners[source] == source:
                found.setdefault((source, self.owners[edge.consumer]), []).append(edge)
        return found

    def _bundles(self, edges: Iterable[Edge]) -> Iterable[Bundle]:
        for (source, step), found in self._by_step(edges).items():
            if len(found) > 1 or found[0].consumer != step:
                yield Bundle(source, step, tuple(found))

    def _forks(self, edges: Iterable[Edge]) -> Iterable[tuple[int, tuple[tuple[Edge, ...], ...]]]:
        out: dict[int, list[Edge]] = {}
        for edge in edges:
            out.setdefault(self.graph.nodes[edge.consumer].inputs[edge.edge], []).append(edge)
        for source, found in out.items():
            if len(found) == 1:
                continue
            single = tuple((edge,) for edge in found)
            steps = tuple(tuple(group) for group in self._by_step(found).values())
            yield source, single
            if 1 < len(steps) < len(single):
                yield source, steps


def carries(graph: Graph, edge: Edge) -> bool:
    """Whether a gradient can flow back through an edge: not into the number of a class."""
    rule = graph.nodes[edge.consumer].rule
    return rule is not None and (rule.shapes is None or rule.pulls[edge.edge] is not None)
