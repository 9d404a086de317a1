"""Three independent answers to what each gradient of a small exercise is, which must agree.

`oracles(trace)` holds the backward pass against the derivative of the whole formula as sympy finds it, and against
finite differences at 60 digits, to nine digits. The report says for each gradient which were used, and why one was
not; where two disagree the program contradicts itself: ProgramFault. What the report leaves out of a large graph was
checked when the trace was made (`bpcli.engine.check`): each edge, and the pass along directions.

For numbers, both oracles; for arrays, differences along one direction of each. At a kink a gradient is a convention,
and neither is used. A structure costs sympy some 10 to 30 ms once, then an exercise of ten nodes about 1 ms.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from bpcli.core.findings import ProgramFault
from bpcli.core.numerals import numeral
from bpcli.core.say import say
from bpcli.engine import differences
from bpcli.engine.differences import along, size_along
from bpcli.engine.precise import NO_VALUE, precise_gradients, precise_number, precise_values
from bpcli.engine.trace import Trace
from bpcli.engine.written_out import Plan, plan_of

_RELATIVE = 1e-9
_ROUNDING = 1e-12  # of the terms of a sum in doubles
_SMALLEST = 1e-290  # below, doubles lose their digits
_DIGITS = 12  # shown of two numbers that may differ in the ninth


class Oracle(StrEnum):
    """Who says what a gradient is; `engine.oracle-…` says it in words."""

    REVERSE = "reverse"
    FORMULA = "formula"
    DIFFERENCES = "differences"


class Unused(StrEnum):
    """Why an oracle was not asked; `engine.unused-…` says it in words."""

    LONG = "long"  # the derivative of the whole formula
    ARRAYS = "arrays"  # no whole formula of numbers
    LARGE = "large"  # to move every node takes long
    KINK = "kink"
    UNDEFINED = "undefined"  # no value beside the point, or not as one formula
    UNSETTLED = "unsettled"  # differences that do not come to rest


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One gradient: who agreed on it, and who was not asked.

    node: the index of the node; its gradient is ∂output/∂node.
    rounded: the backward pass agrees to fewer than nine digits, because rounding to doubles took the others.
    """

    node: int
    used: tuple[Oracle, ...]
    unused: tuple[tuple[Oracle, Unused], ...]
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class OracleReport:
    """All gradients that the output depends on but its own, in the graph's order."""

    gradients: tuple[Confirmed, ...]

    def confirmed_by(self, oracle: Oracle) -> int:
        """How many gradients an oracle was asked about."""
        return sum(oracle in gradient.used for gradient in self.gradients)


def oracles(trace: Trace) -> OracleReport:
    """Ask every oracle that can be asked about every gradient; ProgramFault where two disagree.

    The trace must be one that was checked, as `trace()` makes it: its check is what knows the kinks.
    """
    nodes = [
        i for i, gradient in enumerate(trace.gradients.doubles) if gradient is not None and i != trace.graph.output
    ]
    plan = plan_of(trace.graph)
    if plan is None:
        unused = ((Oracle.FORMULA, Unused.LARGE), (Oracle.DIFFERENCES, Unused.LARGE))
        return OracleReport(tuple([Confirmed(node, (Oracle.REVERSE,), unused) for node in nodes]))
    case = _Case(trace, plan)
    return OracleReport(tuple([case.confirmed(node) for node in nodes]))


class _Case:
    """A trace with what the oracles need to know of it."""

    def __init__(self, trace: Trace, plan: Plan) -> None:
        self.trace = trace
        self.graph = trace.graph
        self.plan = plan
        self.kinks = set(trace.checked.kinks)
        self.leaves = {i: trace.values.exact[i] for i, node in enumerate(self.graph.nodes) if node.rule is None}
        self.seed = trace.gradients.doubles[self.graph.output]

    def confirmed(self, node: int) -> Confirmed:
        """Ask the oracles about one gradient."""
        used, unused, rounded = [Oracle.REVERSE], [], False
        for oracle, ask in ((Oracle.FORMULA, self._formula), (Oracle.DIFFERENCES, self._differences)):
            answer = Unused.KINK if not self.kinks.isdisjoint(self.plan.felt[node]) else ask(node)
            if isinstance(answer, Unused):
                unused.append((oracle, answer))
            else:
                used.append(oracle)
                rounded = rounded or answer
        return Confirmed(node, tuple(used), tuple(unused), rounded)

    @cached_property
    def values(self) -> list[Any] | None:
        """The forward pass at 60 digits; None where it has no value there."""
        try:
            return precise_values(self.graph, self.leaves)
        except NO_VALUE:
            return None

    @cached_property
    def precise_seed(self) -> Any:
        """What comes back to the output, at 60 digits."""
        return precise_number(self.seed)

    def _formula(self, node: int) -> bool | Unused:
        """Whether the gradient was rounded, once sympy's derivative agrees with it."""
        derivative = self.plan.derivatives.get(node)
        if derivative is None:
            return Unused.ARRAYS if self.plan.has_arrays(node) else Unused.LONG
        gradient, doubles = self.trace.gradients.doubles[node], self.trace.values.doubles
        try:
            found = derivative.double(*[doubles[source] for source in derivative.nodes]) * self.seed
        except NO_VALUE:
            found = float("nan")
        if abs(found - gradient) <= _RELATIVE * abs(gradient):
            return False
        return self._again(node, Oracle.FORMULA)

    def _differences(self, node: int) -> bool | Unused:
        """Whether the gradient was rounded, once differences agree with it."""
        if not self.plan.movable:
            return Unused.LARGE
        if self.values is None:
            return Unused.UNDEFINED
        felt, gradient = self.plan.felt[node], precise_number(self.trace.gradients.doubles[node])
        move = differences.movement(self.values[node], self.graph.nodes[node].shape, node)
        try:
            change = differences.difference(self.graph, self.values, node, felt, move, differences.STEP)
        except NO_VALUE:
            return Unused.UNDEFINED
        found, expected = along(gradient, move), along(self.precise_seed, change)
        if abs(found - expected) <= _RELATIVE * size_along(gradient, move) + differences.FLAT:
            return False
        return self._again(node, Oracle.DIFFERENCES)

    def _again(self, node: int, oracle: Oracle) -> bool | Unused:
        """The same with digits enough to tell a wrong gradient from a rounded one."""
        try:
            with differences.deeply():
                values, seed = precise_values(self.graph, self.leaves), precise_number(self.seed)
                ask = self._by_formula if oracle is Oracle.FORMULA else self._by_differences
                truth = ask(node, values, seed)
                if truth is None:
                    return Unused.UNSETTLED
                move, expected = truth
                gradient = precise_gradients(self.graph, values, seed)[node]
                return self._compared(node, oracle, move, expected, gradient)
        except NO_VALUE:
            return Unused.UNDEFINED

    def _by_formula(self, node: int, values: list[Any], seed: Any) -> tuple[Any, Any] | None:
        derivative = self.plan.derivatives[node]
        return precise_number(1), derivative.precise(*[values[source] for source in derivative.nodes]) * seed

    def _by_differences(self, node: int, values: list[Any], seed: Any) -> tuple[Any, Any] | None:
        for relative in (True, False):
            move = differences.movement(values[node], self.graph.nodes[node].shape, node, relative=relative)
            found = differences.settled(self.graph, values, node, self.plan.felt[node], seed, move)
            if found is not None:
                return move, found
        return None

    def _compared(self, node: int, oracle: Oracle, move: Any, expected: Any, gradient: Any) -> bool:
        """Whether the trace's gradient is a rounded one; ProgramFault where it, or the pass itself, is wrong."""
        found, right = along(precise_number(self.trace.gradients.doubles[node]), move), along(gradient, move)
        close = _RELATIVE * size_along(gradient, move) + differences.SETTLED
        if abs(right - expected) > close:
            raise self._fault(node, oracle, found, expected)
        if abs(found - right) <= close:
            return False
        if not self._adds_up(node):
            raise self._fault(node, oracle, found, right)
        return True

    def _adds_up(self, node: int) -> bool:
        """Whether the trace's gradient is the sum over its paths: what is wrong in the products is then rounding.

        That the local gradients are right but for rounding the trace's own check has seen.
        """
        paths = [self.trace.path(node, edge) for edge in self.trace.edges_back(node)]
        products = [precise_number(path.product) for path in paths]
        error = abs(precise_number(self.trace.gradients.doubles[node]) - sum(products))
        slack = _ROUNDING * sum(map(abs, products)) + _SMALLEST
        return bool((error <= slack).all()) if getattr(error, "ndim", 0) else bool(error <= slack)

    def _fault(self, node: int, oracle: Oracle, found: Any, expected: Any) -> ProgramFault:
        names = {"name": self.graph.nodes[self.graph.output].name, "wrt": self.graph.nodes[node].name}
        numbers = {"found": numeral(float(found), _DIGITS), "expected": numeral(float(expected), _DIGITS)}
        if oracle is Oracle.FORMULA:
            return ProgramFault(say("engine.formula-failed", **names, **numbers))
        if self.graph.nodes[node].shape:
            return ProgramFault(say("engine.direction-failed", **names, **numbers))
        return ProgramFault(say("engine.differences-failed", **names, **numbers))
