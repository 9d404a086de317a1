"""The questions of an exercise in the order of the lecture's notes: those its author asks, or all there are.

Without `ask:` these are, for every named step in turn, its value and its local gradients, then the gradients of
the output: steps by their distance from it, then the parameters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bpcli.engine.graph import Kind
from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.keys import FORMS
from bpcli.tutor.aims import Aim, NotNeighbours, Wanted, aim
from bpcli.tutor.backward_rows import backward_order

NUMBER, FORMULA = FORMS


class Item(NamedTuple):
    """One question: what it aims at, and whether a number or a formula is asked for."""

    aim: Aim
    form: str = NUMBER


def questions(exercise: Exercise, trace: Trace) -> tuple[Item, ...]:
    """What the exercise asks. An `ask` between two nodes that are no neighbours is left out: `check` reports it."""
    if not exercise.asks:
        return tuple(map(Item, _all(trace)))
    return tuple(_stated(exercise, trace))


def _stated(exercise: Exercise, trace: Trace) -> Iterator[Item]:
    for ask in exercise.asks:
        try:
            yield Item(aim(trace, ask.question), ask.form)
        except (NotNeighbours, KeyError):
            continue


def _all(trace: Trace) -> Iterator[Aim]:
    nodes = trace.graph.nodes
    for index, node in enumerate(nodes):
        if node.kind is Kind.STEP and node.named:
            yield Aim(Wanted.VALUE, index)
            yield from _locals(trace, index)
    for index in backward_order(trace):
        if nodes[index].named and nodes[index].kind in (Kind.STEP, Kind.PARAMETER):
            yield Aim(Wanted.TOTAL, index)


def _locals(trace: Trace, consumer: int) -> Iterator[Aim]:
    """One for each named neighbour; where the consumer is the output, its local gradient is the total one."""
    nodes = trace.graph.nodes
    if nodes[consumer].shape or (consumer == trace.graph.output and not trace.upstream_given):
        return
    for source in dict.fromkeys(nodes[consumer].inputs):
        if nodes[source].named and not nodes[source].shape:
            yield Aim(Wanted.LOCAL, source, consumer)
