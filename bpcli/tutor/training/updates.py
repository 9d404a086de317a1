"""A training walked through update by update: forward, backward, update, zero. `step_reports(trained)` has one each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from bpcli.core.numerals import Value
from bpcli.core.say import say
from bpcli.engine.descent.descent import Update
from bpcli.engine.descent.task import Optimizer
from bpcli.engine.graph import Graph
from bpcli.engine.trace import passes
from bpcli.language.tree import Phrase
from bpcli.report.blocks import Block, Equation, Formula, Heading, Math, Prose, Quantity, Report, Symbol
from bpcli.tutor.naming import ascii_spellings
from bpcli.tutor.solution import graph_of, is_expanded
from bpcli.tutor.training.rows import sample_text
from bpcli.tutor.training.told import UPDATE
from bpcli.tutor.training.trained import Trained
from bpcli.tutor.walkthrough import backward_table, forward_table


def step_reports(trained: Trained) -> Iterator[Report]:
    """A report for each update, made when it is asked for."""
    exercise = trained.plan.exercise
    graph = graph_of(exercise, expand=is_expanded(exercise, None))
    for number in range(len(trained.run)):
        yield _report(trained, graph, number)


def _report(trained: Trained, graph: Graph, number: int) -> Report:
    run, task = trained.run, trained.plan.task
    update = run.update(number)
    parameters = dict(zip(trained.parameters, map(_given, run.parameters(number)), strict=True))
    samples = task.samples if task.recipe.batch else (task.samples[update.number],)
    blocks: list[Block] = []
    spellings: dict[str, str] = {}
    for at, sample in enumerate(samples):
        values: Mapping[str, Any] = {**trained.plan.exercise.values, **sample, **parameters}
        trace = passes(graph, values)
        spellings = ascii_spellings(trace)
        heading = say("train.step-forward", epoch=update.epoch, sample=_called(trained, update, at, len(samples)))
        blocks.append(forward_table(trace, heading))
        backward = backward_table(trace, say("train.step-backward"))
        blocks += [backward] if backward.rows else []
    return Report((*blocks, *_moved(trained, number, update)), spellings)


def _called(trained: Trained, update: Update, at: int, count: int) -> str:
    return say("train.row-sample", sample=at + 1) if count > 1 else sample_text(trained, update)


def _moved(trained: Trained, number: int, update: Update) -> list[Block]:
    """The gradients as they stand in `.grad`, the new parameters, and what becomes of the gradients."""
    before = trained.run.parameters(number)
    blocks: list[Block] = [Heading(say("train.step-update"), 2)]
    for name, old, gradient, new in zip(trained.parameters, before, update.gradients, update.parameters, strict=True):
        blocks.append(Formula(Equation((Symbol(f"{name}.grad"), Quantity(gradient)))))
        sides = (Symbol(name), *_difference(trained, old, gradient), Quantity(new))
        blocks.append(Formula(Equation(sides), strong=True))
    zeroed = trained.plan.task.recipe.zero_grad
    names = ", ".join(trained.parameters)
    blocks.append(Heading(say("train.step-zero") if zeroed else say("train.step-kept"), 2))
    blocks.append(Prose(say("train.step-zero-line", names=names) if zeroed else say("train.step-kept-line")))
    return blocks


def _difference(trained: Trained, before: Value, gradient: Value) -> tuple[Math, ...]:
    """`1 − 0.01·(−2)`, where the update is that."""
    recipe = trained.plan.task.recipe
    if recipe.optimizer is Optimizer.ADAM or recipe.momentum:
        return ()
    return (Phrase(UPDATE, (before, recipe.lr, gradient)),)


def _given(value: Value) -> Any:
    """A value as a given: a fraction, or nested tuples of them."""
    if isinstance(value, Fraction | float | int):
        return Fraction(value)
    return _nested(value.tolist())


def _nested(entries: Any) -> Any:
    return tuple(map(_nested, entries)) if isinstance(entries, list) else Fraction(entries)
