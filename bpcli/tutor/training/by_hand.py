"""The gradient by hand beside the gradient by graph: sympy's formula for it, summed over the batch (S11)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bpcli.core.numerals import numeral
from bpcli.core.say import say
from bpcli.engine.build import build
from bpcli.engine.descent.prediction import Cost
from bpcli.engine.rule import Rule
from bpcli.engine.trace import Trace
from bpcli.engine.whole import whole_formula
from bpcli.language.tree import Phrase, Slot, replaced
from bpcli.report.blocks import (
    Block,
    Column,
    Equation,
    Formula,
    Heading,
    Math,
    Partial,
    Product,
    Prose,
    Quantity,
    Row,
    Symbol,
    Table,
    Total,
    Words,
)
from bpcli.tutor.training.trained import Trained

COST = "cost"


def by_hand(trained: Trained, trace: Trace, epochs: Sequence[int]) -> list[Block]:
    """The formulas, and a table with both gradients epoch by epoch; a sentence where there is none."""
    hand = _Hand.of(trained, trace)
    blocks: list[Block] = [Heading(say("train.by-hand"), 2)]
    if hand is None:
        return [*blocks, Prose(say("train.no-by-hand"))]
    blocks += [Formula(formula) for formula in hand.formulas()]
    rows = tuple(hand.rows(epochs))
    blocks.append(Prose(say("train.by-hand-about")))
    blocks.append(Table("", hand.columns(), rows))
    blocks.append(Prose(say("train.by-hand-agree", difference=numeral(hand.difference, 2))))
    return blocks


class _Hand:
    """The formula of the loss of one sample, and what all samples cost by it."""

    def __init__(self, trained: Trained, rule: Rule, names: tuple[str, ...]) -> None:
        self.trained = trained
        self.rule = rule
        self.names = names
        task = trained.plan.task
        self.samples = [{name: float(value) for name, value in sample.items()} for sample in task.samples]
        self.fixed = {name: float(value) for name, value in task.fixed.items() if not isinstance(value, tuple)}
        self.mean = task.recipe.mean
        self.graph = Cost(task)
        self.difference = 0.0

    @classmethod
    def of(cls, trained: Trained, trace: Trace) -> _Hand | None:
        """None where the loss is no short formula of numbers."""
        exercise, task = trained.plan.exercise, trained.plan.task
        if task.numbers.arrays or any(node.shape for node in trace.graph.nodes):
            return None
        shapes = dict.fromkeys(exercise.values, ())
        graph = build(exercise.steps, shapes, exercise.kinds, expand=not exercise.whole_formula)
        tree = whole_formula(graph)
        if tree is None:
            return None
        leaves = [index for index, node in enumerate(graph.nodes) if node.rule is None]
        slots = {leaf: Slot(at) for at, leaf in enumerate(leaves)}
        over = replaced(tree, lambda leaf: slots[leaf.index] if isinstance(leaf, Slot) else leaf)
        return cls(trained, Rule(None, over, len(leaves)), tuple(graph.nodes[leaf].name for leaf in leaves))

    def formulas(self) -> Iterator[Equation]:
        """∂cost/∂w = 1/3 · Σ 2·x·(x·w − y)."""
        fillings = (*self.names, "G", self.trained.output)
        for name in self.trained.parameters:
            term: Math = Phrase(self.rule.locals[self.names.index(name)], fillings)
            count = len(self.samples)
            if count > 1:
                term = Product((Words(f"1/{count}"), Total(term))) if self.mean else Total(term)
            yield Equation((Partial(COST, name), term))

    def columns(self) -> tuple[Column, ...]:
        """Epoch, parameters, cost, and for each parameter both gradients."""
        names = self.trained.parameters
        return (
            Column("epoch", say("train.epoch")),
            *(Column("number", name) for name in names),
            Column("number", say("train.cost")),
            *(
                Column("number", heading)
                for name in names
                for heading in (say("train.hand", name=name), say("train.graph", name=name))
            ),
        )

    def rows(self, epochs: Sequence[int]) -> Iterator[Row]:
        """A row an epoch."""
        run = self.trained.run
        for epoch in epochs:
            point = tuple(float(value) for value in run.parameters(epoch * run.task.updates))
            cost, graph = self.graph(point)
            hand = self._gradient(point)
            for ours, theirs in zip(hand, graph, strict=True):
                self.difference = max(self.difference, abs(ours - theirs) / max(1.0, abs(theirs)))
            yield self._row(epoch, point, cost, hand, graph)

    def _row(
        self, epoch: int, point: tuple[float, ...], cost: float, hand: Sequence[float], graph: Sequence[float]
    ) -> Row:
        names = self.trained.parameters
        pairs = [value for pair in zip(hand, graph, strict=True) for value in pair]
        cells = tuple((Quantity(value),) for value in (*point, cost, *pairs))
        asides: list[Math] = [
            Equation((Symbol(name), Quantity(value))) for name, value in zip(names, point, strict=True)
        ]
        for name, ours, theirs in zip(names, hand, graph, strict=True):
            asides.append(Equation((Partial(COST, name), Quantity(ours), Quantity(theirs))))
        line = Equation((Words(say("train.row-epoch", epoch=epoch, loss=say("train.cost"))), Quantity(cost)))
        return Row(None, ((Words(str(epoch)),), *cells), line, tuple(asides))

    def _gradient(self, point: Sequence[float]) -> list[float]:
        parameters = dict(zip(self.trained.parameters, point, strict=True))
        totals = [0.0] * len(parameters)
        for sample in self.samples:
            values: dict[str, Any] = {**self.fixed, **sample, **parameters}
            inputs = [values[name] for name in self.names]
            locals_ = self.rule.backward(*inputs, self.rule.forward(*inputs))
            for at, name in enumerate(parameters):
                totals[at] += locals_[self.names.index(name)]
        count = len(self.samples)
        return [total / count for total in totals] if self.mean and count > 1 else totals
