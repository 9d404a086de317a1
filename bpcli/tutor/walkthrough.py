"""A solved exercise told step by step, as the lecture writes it: all forward steps, then the backward ones.

`walkthrough(exercise, trace)` is the report behind `bpcli solve`.
"""

from __future__ import annotations

from collections.abc import Sequence

from bpcli.core.say import say
from bpcli.engine.graph import Kind
from bpcli.engine.trace import Trace, notes
from bpcli.exercise.exercise import Exercise
from bpcli.report.blocks import (
    Block,
    Column,
    Drawing,
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
from bpcli.tutor.naming import ascii_spellings, numerator
from bpcli.tutor.telling import TABLES_ONLY, Telling
from bpcli.tutor.words import word_notes


def walkthrough(exercise: Exercise, trace: Trace, telling: Telling = TABLES_ONLY) -> Report:
    """Title, givens, the forward and the backward table, the parameters' gradients, how they were checked, notes."""
    blocks: list[Block] = [*_opening(exercise, trace, telling)]
    if telling.drawn:
        blocks.append(Drawing(trace))
    blocks.append(forward_table(trace, say("tutor.forward")))
    backward = backward_table(trace, say("tutor.backward"))
    if backward.rows:
        blocks.append(backward)
    blocks += _results(trace)
    if telling.symbolic:
        blocks += closed_forms(trace)
    checked = trace.checked
    blocks.append(Prose(say("engine.checked", edges=checked.edges, directions=checked.directions)))
    blocks += [Prose(note, note=True) for note in told_notes(exercise, trace)]
    return Report(tuple(blocks), ascii_spellings(trace))


def forward_table(trace: Trace, title: str) -> Table:
    """The forward pass, a row a step."""
    return Table(title, _forward_columns(), ForwardRows(trace))


def backward_table(trace: Trace, title: str) -> Table:
    """The backward pass, a row a gradient; without rows where nothing comes back."""
    return Table(title, _backward_columns(), BackwardRows(trace))


def _opening(exercise: Exercise, trace: Trace, telling: Telling) -> list[Block]:
    title, about = exercise.title_in(telling.languages), exercise.about_in(telling.languages)
    blocks: list[Block] = [Heading(title or exercise.name)] if title or exercise.name else []
    if about:
        blocks.append(Prose(about))
    given, started = _values(exercise, trace)
    for heading, equations in (("given", given), ("started", started)):
        if equations:
            blocks += [Heading(say(f"tutor.{heading}"), 2), *map(Formula, equations)]
    return blocks


def _values(exercise: Exercise, trace: Trace) -> tuple[list[Equation], list[Equation]]:
    """What is given, and the parameters that are not."""
    nodes = trace.graph.nodes
    given: list[Equation] = []
    started: list[Equation] = []
    for index, node in enumerate(nodes):
        if node.kind is not Kind.STEP:
            equation = Equation((Symbol(node.name, node.shape), Quantity(trace.value(index))))
            (started if node.name in exercise.defaulted else given).append(equation)
    upstream = trace.gradient(trace.graph.output)
    if exercise.upstream and upstream is not None:
        given.append(Equation((Partial(numerator(trace), nodes[trace.graph.output].name), Quantity(upstream))))
    return given, started


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
    return [*exercise.notes, *word_notes(trace), *notes(trace), *layer_notes(trace)]
