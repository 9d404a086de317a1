"""What is known so far in a quiz: `known(problem, session)` as a line, `graph_so_far(…)` as a trace with blanks."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from bpcli.core.say import say
from bpcli.engine.trace import Trace
from bpcli.report.blocks import Equation, Listing, Math, Partial, Quantity, Symbol, Words
from bpcli.tutor.aims import Aim, Wanted, truth
from bpcli.tutor.asking import FORMULA
from bpcli.tutor.grading.problem import Problem
from bpcli.tutor.naming import numerator
from bpcli.tutor.quiz.session import Entry, Session

BLANK = "?"


def known(problem: Problem, session: Session) -> Listing:
    """What is given, and what has been answered so far; in an exam the learner's own answers, right or wrong."""
    trace = problem.trace
    items: list[Math] = []
    for index, node in enumerate(trace.graph.nodes):
        if node.rule is None:
            items.append(Equation((Symbol(node.name), Quantity(trace.value(index)))))
    seed = trace.gradient(trace.graph.output)
    if trace.upstream_given and seed is not None:
        items.append(Equation((asked(trace, Aim(Wanted.TOTAL, trace.graph.output)), Quantity(seed))))
    current = session.current
    for place, entry in enumerate(session.entries):
        if place != current and _shows(session, entry):
            items.append(Equation((asked(trace, entry.item.aim), _answer(trace, session, entry))))
    return Listing(say("quiz.known"), tuple(items))


def asked(trace: Trace, aim: Aim) -> Math:
    """What is asked, as mathematics: `ŷ`, `∂loss/∂w`."""
    nodes = trace.graph.nodes
    if aim.wanted is Wanted.VALUE:
        return Symbol(nodes[aim.node].name)
    of = numerator(trace) if aim.consumer is None else nodes[aim.consumer].name
    return Partial(of, nodes[aim.node].name)


def graph_so_far(problem: Problem, session: Session) -> Trace:
    """The graph to be drawn: a `?` for every value and gradient that has not been found yet."""
    trace = problem.trace
    found = {entry.item.aim for entry in session.entries if not session.exam and entry.is_known}
    return SoFar(
        trace.graph, trace.values, trace.gradients, trace.checked, trace.upstream_given, known_aims=frozenset(found)
    )


class SoFar(Trace):
    """A trace that tells only what has been found."""

    def __init__(self, *parts: Any, known_aims: frozenset[Aim]) -> None:
        super().__init__(*parts)
        object.__setattr__(self, "known_aims", known_aims)

    known_aims: frozenset[Aim]

    def value(self, node: int) -> Any:
        """A value; the `?` is a mark that stands for one."""
        shown = self.graph.nodes[node].rule is None or self.knows(Aim(Wanted.VALUE, node))
        return super().value(node) if shown else BLANK

    def knows(self, aim: Aim) -> bool:
        """Whether the answer to a question has been found."""
        return aim in self.known_aims

    def gradient(self, node: int) -> Any:
        """A gradient, or a `?`."""
        given = node == self.graph.output and self.upstream_given
        return super().gradient(node) if given or self.knows(Aim(Wanted.TOTAL, node)) else BLANK


def _shows(session: Session, entry: Entry) -> bool:
    return entry.typed is not None if session.exam else entry.is_known


def _answer(trace: Trace, session: Session, entry: Entry) -> Math:
    if entry.typed is not None and (session.exam or entry.item.form == FORMULA) and not entry.revealed:
        return Words(entry.typed.strip())
    value = truth(trace, entry.item.aim)
    return Quantity(Fraction(0) if value is None else value)
