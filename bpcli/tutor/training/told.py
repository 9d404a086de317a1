"""A training as a report: the first sample in full, the setting, predictions, the table, the curve, what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from bpcli.core import limits
from bpcli.core.numerals import Value, numeral, value_text
from bpcli.core.say import say
from bpcli.engine.descent.numbers import Precision
from bpcli.engine.descent.task import Optimizer
from bpcli.engine.trace import Trace
from bpcli.language.tree import Apply, Phrase, Slot
from bpcli.report.blocks import (
    Block,
    Equation,
    Formula,
    Heading,
    Prose,
    Quantity,
    Report,
    Series,
    Symbol,
    Table,
)
from bpcli.tutor.naming import ascii_spellings
from bpcli.tutor.telling import Telling
from bpcli.tutor.training import blame
from bpcli.tutor.training.by_hand import by_hand
from bpcli.tutor.training.rows import Rows
from bpcli.tutor.training.trained import Trained
from bpcli.tutor.walkthrough import walkthrough

UPDATE = Apply("sub", (Slot(0), Apply("mul", (Slot(1), Slot(2)))))


def told(
    trained: Trained, trace: Trace, telling: Telling, shown: Sequence[int] | None = None, *, hand: bool = False
) -> Report:
    """Everything about a training.

    trace: of the first sample. shown: the epochs whose updates are shown, None for a line for every epoch.
    hand: whether the gradient by hand stands beside the graph's.
    """
    first = walkthrough(trained.plan.exercise, trace, telling)
    epochs = [epoch for epoch in (shown or range(trained.run.epochs)) if epoch < trained.run.epochs]
    blocks: list[Block] = [*first.blocks, *_setting(trained), *_first_update(trained)]
    blocks += _prediction(trained, "before", trained.before)
    blocks += _progress(trained, epochs, each=shown is not None)
    if hand:
        blocks += by_hand(trained, trace, epochs)
    blocks += _learnt(trained)
    blocks += _prediction(trained, "after", trained.after)
    blocks += [Prose(note, note=True) for note in blame.notes(trained)]
    return Report(tuple(blocks), ascii_spellings(trace))


def _setting(trained: Trained) -> list[Block]:
    recipe = trained.plan.task.recipe
    momentum = numeral(recipe.momentum)
    optimizer = say("train.adam") if recipe.optimizer is Optimizer.ADAM else say("train.sgd")
    if recipe.momentum and recipe.optimizer is Optimizer.SGD:
        optimizer = say("train.sgd-momentum", momentum=momentum)
    setting = say(
        "train.recipe",
        samples=_samples(trained),
        epochs=f"{recipe.epochs:,}",
        lr=numeral(recipe.lr),
        optimizer=optimizer,
        dtype=recipe.precision.value,
    )
    zeroed = say("train.zeroed") if recipe.zero_grad else say("train.not-zeroed")
    return [Heading(say("train.heading"), 2), Prose(setting), *map(Prose, _rounding(trained)), Prose(zeroed)]


def _samples(trained: Trained) -> str:
    task, data = trained.plan.task, trained.plan.data
    count = len(task.samples)
    if task.recipe.batch and data and count == 1:
        return say("train.batch-array", samples=len(next(iter(data.values()))))
    if count == 1:
        return say("train.one-sample")
    if task.recipe.batch:
        return say("train.batch-mean", samples=count) if task.recipe.mean else say("train.batch-sum", samples=count)
    return say("train.each-sample", samples=count)


def _rounding(trained: Trained) -> list[str]:
    """How an update rounds, where it does."""
    recipe, run = trained.plan.task.recipe, trained.run
    said = []
    if recipe.momentum and recipe.optimizer is Optimizer.SGD:
        said.append(say("train.rounding-momentum", momentum=numeral(recipe.momentum)))
    if recipe.precision is Precision.EXACT:
        if len(run.exact) == len(run):
            return [*said, say("train.exact-throughout")]
        return [*said, say("train.exact", count=len(run.exact), digits=limits.NUMBER_DIGITS)]
    if recipe.optimizer is Optimizer.ADAM:
        return [say("train.rounding-adam")]
    return [*said, say("train.rounding-torch") if recipe.fused else say("train.rounding-notes")]


def _first_update(trained: Trained) -> list[Block]:
    """`w = w − lr·∂loss/∂w = 1 − 0.01·(−2) = 1.02`, for numbers and plain gradient descent."""
    run, recipe = trained.run, trained.plan.task.recipe
    if not len(run) or recipe.optimizer is Optimizer.ADAM or recipe.momentum or any(run.task.shapes):
        return []
    update = run.update(0)
    blocks: list[Block] = [Heading(say("train.first-update"), 2)]
    for name, before, gradient, after in zip(
        trained.parameters, run.start, update.gradients, update.parameters, strict=True
    ):
        names = Phrase(UPDATE, (name, "lr", f"∂{trained.output}/∂{name}"))
        numbers = Phrase(UPDATE, (before, recipe.lr, gradient))
        blocks.append(Formula(Equation((Symbol(name), names, numbers, Quantity(after)))))
    return blocks


def _prediction(trained: Trained, when: str, value: Value | None) -> list[Block]:
    if value is None:
        return []
    inputs = ", ".join(f"{name} = {_written(given)}" for name, given in trained.plan.predict.items())
    heading = say("train.before", inputs=inputs) if when == "before" else say("train.after", inputs=inputs)
    return [Heading(heading, 2), Formula(Equation((Symbol(trained.predicted), Quantity(value))), strong=True)]


def _written(given: object) -> str:
    """A given as text: nested tuples as lists."""
    if isinstance(given, tuple):
        return f"[{', '.join(map(_written, given))}]"
    return value_text(given if isinstance(given, Fraction) else Fraction(str(given)))


def _progress(trained: Trained, epochs: Sequence[int], *, each: bool) -> list[Block]:
    if not epochs:
        return []
    rows = Rows(trained)
    columns, lines = rows.updates(epochs) if each else rows.epochs(epochs)
    losses = trained.run.losses()
    curve = Series(_curve_title(trained, log=min(losses, default=0.0) > 0), say("train.epoch"), losses)
    return [Table(say("train.progress"), columns, lines), *([curve] if len(losses) > 1 else [])]


def _learnt(trained: Trained) -> list[Block]:
    values = trained.run.parameters(len(trained.run))
    shapes = trained.run.task.shapes
    lines: list[Block] = [
        Formula(Equation((Symbol(name, shape), Quantity(value))), strong=True)
        for name, shape, value in zip(trained.parameters, shapes, values, strict=True)
    ]
    return [Heading(say("train.learnt"), 2), *lines]


def _curve_title(trained: Trained, *, log: bool) -> str:
    return say("train.curve-log", output=trained.output) if log else say("train.curve", output=trained.output)
