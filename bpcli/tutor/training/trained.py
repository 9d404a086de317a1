"""A plan carried out: `train(plan)` gives everything there is to tell about a training."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from bpcli.core.numerals import Value
from bpcli.engine.descent.descent import Run, descend
from bpcli.engine.descent.numbers import Numbers, Precision
from bpcli.engine.descent.prediction import predictor
from bpcli.tutor.training.plan import Plan


@dataclass(frozen=True)
class Trained:
    """A plan and what came of it."""

    plan: Plan
    run: Run

    @cached_property
    def before(self) -> Value | None:
        """What the model predicted before the training; None where nothing is to be predicted."""
        return self._predicted(0)

    @cached_property
    def after(self) -> Value | None:
        """What it predicts with what it has learnt."""
        return self._predicted(len(self.run))

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters."""
        return tuple(self.plan.task.start)

    @property
    def output(self) -> str:
        """The name of the loss."""
        graph = self.plan.task.graph
        return graph.nodes[graph.output].name

    @property
    def predicted(self) -> str:
        """The name of the prediction."""
        graph = self.plan.prediction
        return graph.nodes[graph.output].name

    def sample(self, number: int) -> int | None:
        """The sample that an update is about; None where it is about the whole batch."""
        return None if self.plan.task.recipe.batch else number

    def _predicted(self, updates: int) -> Value | None:
        if not self.plan.predict:
            return None
        graph, task = self.plan.prediction, self.plan.task
        arrays = any(node.shape for node in (*graph.nodes, *task.graph.nodes))
        exact = task.recipe.precision is Precision.EXACT
        numbers = Numbers(Precision.DOUBLE if exact else task.recipe.precision, arrays)
        fixed = {**self.plan.exercise.values, **self.plan.predict}
        function = predictor(graph, self.parameters, fixed, numbers)
        return _shown(function, self.run.parameters(updates), numbers)


def _shown(function: Callable[..., Value], parameters: Sequence[Value], numbers: Numbers) -> Value | None:
    held = [numbers.kind(value) if numbers.arrays else float(value) for value in parameters]
    try:
        value = function(*held)
    except (ZeroDivisionError, ValueError, OverflowError):
        return None
    return value if getattr(value, "ndim", 0) else float(value)


def train(plan: Plan, told: Callable[[int], object] = lambda _: None) -> Trained:
    """Train. `told` hears now and then how many epochs are done."""
    return Trained(plan, descend(plan.task, told))
