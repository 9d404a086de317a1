"""The graph in which mistakes are looked for, with the steps that the exercise shows.

It is that of the single operations, also where the exercise shows a step as one node. A `Ground` has both and knows
which step every operation belongs to; `ground.cone(aim)` is what lies between the two ends of a question,
`ground.region(root, total=…)` all that leads into one root.
"""

from __future__ import annotations

from functools import cached_property

from bpcli.engine.graph import Edge, Graph
from bpcli.engine.shapes import total_size
from bpcli.engine.trace import Trace
from bpcli.tutor.aims import Aim, Wanted
from bpcli.tutor.mistakes.cone import Cone, Region, Sums, carries


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
