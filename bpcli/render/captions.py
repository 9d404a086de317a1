"""What is written at the nodes and the edges of a picture, the same in every picture's format.

`captions(trace, scribe, showing)` has one caption for each node and one for each edge.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from bpcli.core.numerals import Shape, Value
from bpcli.core.say import say
from bpcli.engine.graph import Edge, Kind
from bpcli.engine.trace import Trace
from bpcli.render.circuit import UNREACHED
from bpcli.render.mathematics import SMALL_ARRAY, Scribe
from bpcli.render.signs import sign_of
from bpcli.report.blocks import Partial, Quantity
from bpcli.tutor.naming import numerator

BLANK = "____"  # what a text has where something is to be filled in
SHORT = 14  # characters; the longer name of an unnamed node, which is its formula, gives way to its sign


class Showing(NamedTuple):
    """What a picture has besides nodes, edges and values. `blank` leaves out what a reader is to work out."""

    gradients: bool = True
    locals: bool = False
    blank: bool = False


class Label(NamedTuple):
    """A text; of a small matrix also its rows.

    Where it is to be filled in, `lead` still stands before the blank, and `shape` says how large that is.
    """

    text: str
    rows: tuple[tuple[str, ...], ...] = ()
    blank: bool = False
    lead: str = ""
    shape: Shape = ()


class NodeCaption(NamedTuple):
    """Of a node: its name, the formula that computes it or what it is, its shape, value and gradient.

    parted: whether its gradient is a sum over several edges.
    """

    name: str
    kind: Kind
    about: str
    shape: str
    value: Label
    gradient: Label | None
    parted: bool


class EdgeCaption(NamedTuple):
    """Of an edge: its local gradient, and what comes back through it where its source has other edges too."""

    local: Label | None
    back: Label | None


class Captions(NamedTuple):
    """The captions of all nodes and edges; `top` is what the gradients are gradients of."""

    nodes: tuple[NodeCaption, ...]
    edges: Mapping[Edge, EdgeCaption]
    top: str


def captions(trace: Trace, scribe: Scribe, showing: Showing) -> Captions:
    """Everything that is written in a picture of a trace."""
    maker = _Maker(trace, scribe, showing)
    indices = range(len(trace.graph.nodes))
    edges = {edge: maker.edge(index, edge) for index in indices for edge in trace.graph.consumers[index]}
    return Captions(tuple(map(maker.node, indices)), edges, scribe.name(numerator(trace)))


class _Maker:
    def __init__(self, trace: Trace, scribe: Scribe, showing: Showing) -> None:
        self.trace = trace
        self.scribe = scribe
        self.showing = showing

    def node(self, index: int) -> NodeCaption:
        trace, node = self.trace, self.trace.graph.nodes[index]
        about = self._formula(index) if node.named else ""
        shape = self.scribe.shape(node.shape) if node.shape else ""
        value = self._label(trace.value(index), blank=node.rule is not None)
        parted = len(trace.edges_back(index)) > 1
        name = self.scribe.name(node.name)
        if not node.named and len(name) > SHORT:
            name = sign_of(node, self.scribe) or name
        return NodeCaption(name, node.kind, about, shape, value, self._gradient(index), parted)

    def edge(self, source: int, edge: Edge) -> EdgeCaption:
        trace, showing = self.trace, self.showing
        back = None
        if showing.gradients and len(trace.edges_back(source)) > 1 and trace.gradient(edge.consumer) is not None:
            back = self._label(trace.path(source, edge).product, blank=True) if trace.differentiable(edge) else None
        local = self._local(source, edge) if showing.locals and trace.differentiable(edge) else None
        return EdgeCaption(local, back)

    def _formula(self, index: int) -> str:
        """What computes a node, or what a leaf is; a long formula of formulas gives way to its sign."""
        node = self.trace.graph.nodes[index]
        if node.rule is None:
            return say(f"render.{node.kind.value}")
        formula = self.scribe.write(self.trace.formula(index))
        if all(self.trace.graph.nodes[source].named for source in node.inputs):
            return formula
        return formula if len(formula) <= 2 * SHORT else sign_of(node, self.scribe) or formula

    def _gradient(self, index: int) -> Label | None:
        if not self.showing.gradients:
            return None
        gradient = self.trace.gradient(index)
        if gradient is None:
            return Label(self.scribe.look.pick(*UNREACHED))
        # The gradient that everything begins with is given.
        return self._label(gradient, blank=index != self.trace.graph.output)

    def _local(self, source: int, edge: Edge) -> Label:
        """`∂r/∂ŷ = 1`; `∂loss/∂r = 2·r = −4`; on arrays the rule that brings the gradient back."""
        trace, nodes = self.trace, self.trace.graph.nodes
        value = trace.local_value(edge)
        if value is None:
            rule = self.scribe.phrase(trace.local_formula(edge))
            return Label("", blank=True) if self.showing.blank else Label(rule)
        # Between formulas a partial derivative is long, and the wire says where it belongs.
        ends = (nodes[edge.consumer], nodes[source])
        partial = (self.scribe.write(Partial(ends[0].name, ends[1].name)),) if all(end.named for end in ends) else ()
        if self.showing.blank:
            return Label("", blank=True, lead=f"{partial[0]} =" if partial else "")
        formula = self.scribe.phrase(trace.local_formula(edge)) if trace.is_formula(edge) else ""
        shown = (formula,) if formula and (partial or len(formula) <= SHORT) else ()
        return Label(" = ".join((*partial, *shown, self.scribe.value(value))))

    def _label(self, value: Value, *, blank: bool) -> Label:
        if blank and self.showing.blank:
            return Label("", blank=True, shape=getattr(value, "shape", ()))
        text = self.scribe.write(Quantity(value))
        if getattr(value, "ndim", 0) == 2 and (value.size <= SMALL_ARRAY or self.scribe.look.values):  # type: ignore[union-attr]
            rows = tuple(tuple(map(self.scribe.value, row)) for row in value.tolist())  # type: ignore[union-attr]
            return Label(text, rows)
        return Label(text)
