"""What went wrong in a training, in whole sentences: gradients that pile up, a learning rate that is too large."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from bpcli.core.numerals import Number, numeral
from bpcli.core.say import say
from bpcli.engine.descent.curvature import critical_rate
from bpcli.engine.descent.descent import Ended, Run, Update, descend
from bpcli.engine.descent.task import Task
from bpcli.tutor.training.rows import sample_text
from bpcli.tutor.training.trained import Trained

_TRIES = 12
_MOST_TRIED = 200_000  # updates of all trials of smaller learning rates together
_DIGITS = 4


def notes(trained: Trained) -> tuple[str, ...]:
    """The sentences, the end of the run first."""
    return (*_end(trained), *_accumulation(trained))


def went_wrong(trained: Trained) -> bool:
    """Whether the run diverged, or ran into a value that does not exist."""
    return trained.run.ended in (Ended.INFINITE, Ended.UNDEFINED)


def _end(trained: Trained) -> Iterator[str]:
    run, output = trained.run, trained.output
    epoch = len(run) // run.task.updates
    if run.ended is Ended.INTERRUPTED:
        yield say("train.interrupted", epoch=epoch)
    elif run.ended is Ended.UNDEFINED:
        yield say("train.undefined", epoch=epoch)
    elif run.ended is Ended.INFINITE:
        yield say("train.diverged", output=output, dtype=run.task.recipe.precision.value, epoch=epoch)
    elif _grew(run):
        losses = run.losses()
        yield say("train.growing", output=output, first=numeral(losses[0]), last=numeral(losses[-1]))
    else:
        return
    if run.ended is not Ended.INTERRUPTED:
        yield from _better_rate(trained)


def _grew(run: Run) -> bool:
    """Whether the loss at the end is far above that of the beginning."""
    losses = run.losses()
    return len(losses) > 1 and losses[-1] > 2 * losses[0]


def _better_rate(trained: Trained) -> Iterator[str]:
    """The learning rate that would not have diverged: known exactly, or found by trying smaller ones."""
    task, output = trained.run.task, trained.output
    if not task.recipe.zero_grad:
        return  # that the gradients pile up is said instead
    limit = critical_rate(task)
    if limit is not None and math.isfinite(limit):
        lr = numeral(task.recipe.lr)
        if task.recipe.lr > limit:
            yield say("train.rate-exact", output=output, rate=_rounded_down(limit), lr=lr)
        return
    rate, loss = _tried(task)
    if loss is None:
        yield say("train.rate-none", rate=numeral(rate))
    else:
        yield say("train.rate-tried", output=output, rate=numeral(rate), last=numeral(loss, _DIGITS))


def _rounded_down(rate: float) -> str:
    """A rate that is safe to use as it is written."""
    scale = 10 ** (5 - math.floor(math.log10(rate)))
    return numeral(math.floor(rate * scale) / scale)


def _tried(task: Task) -> tuple[Fraction, float | None]:
    """Half the rate, and half again, until the loss shrinks; the rate and the loss it ends with."""
    rate = task.recipe.lr
    epochs = min(task.recipe.epochs, max(1, _MOST_TRIED // (_TRIES * task.updates)))
    for _ in range(_TRIES):
        rate /= 2
        run = descend(replace(task, recipe=replace(task.recipe, lr=rate, epochs=epochs)))
        losses = run.losses()
        if run.ended is Ended.DONE and len(losses) and losses[-1] <= losses[0]:
            return rate, losses[-1]
    return rate, None


def _accumulation(trained: Trained) -> Iterator[str]:
    """Where accumulated gradients began to count, and where one first pointed the wrong way."""
    run = trained.run
    if run.task.recipe.zero_grad or len(run) < 2 or run.task.shapes[0]:
        return
    first, second = run.update(0), run.update(1)
    buffer, before = _buffer(second), _buffer(first)
    yield say(
        "train.piled",
        epoch=second.epoch,
        sample=sample_text(trained, second),
        buffer=numeral(buffer),
        own=numeral(buffer - before),
        before=numeral(before),
    )
    yield from _wrong_way(trained)
    if run.ended is Ended.DONE:
        zeroed = descend(replace(run.task, recipe=replace(run.task.recipe, zero_grad=True)))
        if zeroed.ended is Ended.DONE:
            ends = {"zeroed": numeral(zeroed.losses()[-1], _DIGITS), "last": numeral(run.losses()[-1], _DIGITS)}
            yield say("train.accumulated-loss", output=trained.output, **ends)


def _wrong_way(trained: Trained) -> Iterator[str]:
    run, before = trained.run, 0.0
    for number in range(len(run)):
        update = run.update(number)
        buffer = float(_buffer(update))
        own = buffer - before
        if own * buffer < 0:
            where = {"epoch": update.epoch, "sample": sample_text(trained, update)}
            numbers = {"own": numeral(own), "buffer": numeral(buffer)}
            yield say("train.wrong-way", name=trained.parameters[0], **where, **numbers)
            return
        before = buffer


def _buffer(update: Update) -> Number:
    """The `.grad` of the first parameter."""
    value = update.gradients[0]
    return value if isinstance(value, Fraction) else float(value)
