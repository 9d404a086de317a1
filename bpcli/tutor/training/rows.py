"""The rows of a training's table: one an epoch, or, where epochs are chosen, one an update."""

from __future__ import annotations

from collections.abc import Sequence

from bpcli.core.numerals import Value, numeral
from bpcli.core.say import say
from bpcli.engine.descent.descent import Update
from bpcli.report.blocks import Column, Equation, Math, Partial, Quantity, Row, Symbol, Words
from bpcli.tutor.training.trained import Trained

_MOST_NUMBERS = 4  # parameters that get columns of their own
_MOST_COLUMNS = 3  # gradients of an epoch that stand side by side
_CIRCLED = "①②③"


def sample_text(trained: Trained, update: Update) -> str:
    """How an update is called: by its sample's numbers, as the notes print them, or by its number."""
    sample = trained.sample(update.number)
    if sample is None:
        return say("train.step-batch")
    data = trained.plan.task.samples[sample]
    if data and not any(isinstance(value, tuple) for value in data.values()):
        return ", ".join(f"{name} = {numeral(value)}" for name, value in data.items())
    return say("train.row-sample", sample=sample + 1)


class Rows:
    """The table of a training."""

    def __init__(self, trained: Trained) -> None:
        self.trained = trained
        self.names = trained.parameters
        self.small = len(self.names) <= _MOST_NUMBERS and not any(trained.plan.task.shapes)

    def epochs(self, epochs: Sequence[int]) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
        """One row an epoch: gradients (of every sample, where these are few), the loss, the parameters."""
        aside = len(self.names) * self.trained.plan.task.updates
        several = self.small and self.trained.plan.task.updates > 1 and aside <= _MOST_COLUMNS
        columns = (Column("epoch", say("train.epoch")), *self._gradient_columns(several=several), *self._last_columns())
        return columns, tuple(self._epoch(epoch, several=several) for epoch in epochs)

    def updates(self, epochs: Sequence[int]) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
        """One row an update, every number of it."""
        columns = (
            Column("epoch", say("train.epoch")),
            Column("sample", say("train.sample")),
            *self._gradient_columns(several=False),
            *self._last_columns(),
        )
        rows = (self._update(update) for epoch in epochs for update in self.trained.run.epoch(epoch))
        return columns, tuple(rows)

    def _gradient_columns(self, *, several: bool) -> list[Column]:
        if not self.small:
            return [Column("number", say("train.largest"))]
        output = self.trained.output
        marks = _CIRCLED[: self.trained.plan.task.updates] if several else ("",)
        return [Column("number", f"∂{output}/∂{name} {mark}".rstrip()) for name in self.names for mark in marks]

    def _last_columns(self) -> list[Column]:
        parameters = [Column("number", name) for name in self.names] if self.small else []
        return [Column("value", self.trained.output), *parameters]

    def _epoch(self, epoch: int, *, several: bool) -> Row:
        updates = self.trained.run.epoch(epoch)
        last = updates[-1]
        told = list(updates) if several else [last]
        gradients = [update.gradients[at] for at in range(len(self.names)) for update in told]
        missing = self.trained.plan.task.updates - len(updates) if several else 0
        words = say("train.row-epoch", epoch=epoch, loss=self.trained.output)
        return self._row(((Words(str(epoch)),),), words, last, [*gradients, *[None] * missing])

    def _update(self, update: Update) -> Row:
        sample = sample_text(self.trained, update)
        first: tuple[tuple[Math, ...], ...] = ((Words(str(update.epoch)),), (Words(sample),))
        words = say("train.row-update", epoch=update.epoch, sample=sample, loss=self.trained.output)
        return self._row(first, words, update, list(update.gradients))

    def _row(
        self, first: tuple[tuple[Math, ...], ...], words: str, update: Update, gradients: Sequence[Value | None]
    ) -> Row:
        loss = Quantity(update.loss)
        line = Equation((Words(words), loss))
        if not self.small:
            largest = Quantity(max(map(_largest, update.gradients)))
            return Row(None, (*first, (largest,), (loss,)), line, (Equation((Words(say("train.largest")), largest)),))
        cells = tuple(((Quantity(value),) if value is not None else ()) for value in gradients)
        learnt = tuple((Quantity(value),) for value in update.parameters)
        return Row(None, (*first, *cells, (loss,), *learnt), line, tuple(self._asides(update)))

    def _asides(self, update: Update) -> list[Math]:
        partials: list[Math] = [
            Equation((Partial(self.trained.output, name), Quantity(value)))
            for name, value in zip(self.names, update.gradients, strict=True)
        ]
        values = zip(self.names, update.parameters, strict=True)
        return [*partials, *(Equation((Symbol(name), Quantity(value))) for name, value in values)]


def _largest(value: Value) -> float:
    return float(max(map(abs, value.flat))) if hasattr(value, "flat") else abs(float(value))
