"""A solved exercise told step by step, as the lecture writes it: all forward steps, then the backward ones.

`walkthrough(exercise, trace)` is the report behind `bpcli solve`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bpcli.core.say import say
from bpcli.engine.graph import Kind
from bpcli.engine.trace import Trace, notes
from bpcli.exercise.exercise import Exercise
from bpcli.report.blocks import (
    Block,
    Column,
    Equation,
    Formula,
    Heading,
    Math,
    Partial,
    Prose,
    Quantity,
    Report,
    Symbol,
    Table,
)
from bpcli.tutor.backward_rows import BackwardRows
from bpcli.tutor.closed_form import closed_forms
from bpcli.tutor.forward_rows import ForwardRows
from bpcli.tutor.layers import layer_notes
from bpcli.tutor.naming import numerator


@dataclass(frozen=True, slots=True)
class Telling:
    """How much is told: closed forms of the gradients too, and in which languages the reader likes titles."""

    symbolic: bool = False
    languages: tuple[str, ...] = ()


def walkthrough(exercise: Exercise, trace: Trace, telling: Telling = Telling()) -> Report:
    """Title, givens, the forward and the backward table, the parameters' gradients, how they were checked, notes."""
    blocks: list[Block] = [*_opening(exercise, trace, telling)]
    blocks.append(Table(say("tutor.forward"), _forward_columns(), ForwardRows(trace)))
    backward = BackwardRows(trace)
    if backward:
        blocks.append(Table(say("tutor.backward"), _backward_columns(), backward))
    blocks += _results(trace)
    if telling.symbolic:
        blocks += closed_forms(trace)
    checked = trace.checked
    blocks.append(Prose(say("engine.checked", edges=checked.edges, directions=checked.directions)))
    blocks += [Prose(note, note=True) for note in told_notes(exercise, trace)]
    return Report(tuple(blocks))


def _opening(exercise: Exercise, trace: Trace, telling: Telling) -> list[Block]:
    title, about = exercise.title_in(telling.languages), exercise.about_in(telling.languages)
    blocks: list[Block] = [Heading(title or exercise.name or " ".join(exercise.source.text.split()))]
    if about:
        blocks.append(Prose(about))
    blocks.append(Heading(say("tutor.given"), 2))
    blocks += [Formula(equation) for equation in _givens(exercise, trace)]
    return blocks


def _givens(exercise: Exercise, trace: Trace) -> list[Equation]:
    graph = trace.graph
    leaves = [index for index, node in enumerate(graph.nodes) if node.kind is not Kind.STEP]
    found = [Equation((Symbol(graph.nodes[i].name, graph.nodes[i].shape), Quantity(trace.value(i)))) for i in leaves]
    upstream = trace.gradient(graph.output)
    if exercise.upstream and upstream is not None:
        found.append(Equation((Partial(numerator(trace), graph.nodes[graph.output].name), Quantity(upstream))))
    return found


def _forward_columns() -> tuple[Column, ...]:
    return (
        Column("step", say("tutor.column-step")),
        Column("node", say("tutor.column-node")),
        Column("formula", say("tutor.column-formula")),
        Column("numbers", say("tutor.column-numbers"), under="formula"),
        Column("value", say("tutor.column-value")),
        Column("locals", say("tutor.column-locals")),
    )


def _backward_columns() -> tuple[Column, ...]:
    return (
        Column("step", say("tutor.column-step")),
        Column("gradient", say("tutor.column-gradient")),
        Column("rule", say("tutor.column-rule")),
        Column("numbers", say("tutor.column-numbers"), under="rule"),
        Column("value", say("tutor.column-value")),
    )


def _results(trace: Trace) -> list[Block]:
    """One line a parameter: its gradient, or that the output does not depend on it."""
    top = numerator(trace)
    found: list[Block] = []
    for index, node in enumerate(trace.graph.nodes):
        if node.kind is Kind.PARAMETER:
            gradient = trace.gradient(index)
            partial: Math = Partial(top, node.name)
            if gradient is None:
                found.append(
                    Prose(say("tutor.not-reached", name=node.name, output=trace.graph.nodes[trace.graph.output].name))
                )
            else:
                found.append(Formula(Equation((partial, Quantity(gradient))), strong=True))
    return found


def told_notes(exercise: Exercise, trace: Trace) -> Sequence[str]:
    """What stands under the tables: defaults and conventions used, and what the lecture says of such a graph."""
    arrays = any(node.rule is not None and node.rule.shapes is not None for node in trace.graph.nodes)
    upstream = [say("tutor.note-upstream")] if arrays else []
    return [*exercise.notes, *upstream, *notes(trace), *layer_notes(trace)]
