"""From an exercise to what is trained: `plan(exercise, Wishes(lr=...))` puts both together, and what to predict.

An exercise without `train:` is trained on its own givens, as one sample, once a learning rate is wished for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NamedTuple

from bpcli.core.findings import Faults, Finding
from bpcli.core.numerals import Shape, nested_shape
from bpcli.core.say import say
from bpcli.engine.build import build
from bpcli.engine.descent.numbers import Precision
from bpcli.engine.descent.task import Optimizer, Recipe, Task
from bpcli.engine.graph import Graph
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.given import Given
from bpcli.exercise.training import Training
from bpcli.language.tree import names

EPOCHS = 100  # where nothing says how many
_NUMBER: tuple[Shape, ...] = ((), (1,), (1, 1))


class Wishes(NamedTuple):
    """What the command line asks for instead of what the exercise says; None where it asks for nothing."""

    lr: Fraction | None = None
    epochs: int | None = None
    per: str | None = None
    reduction: str | None = None
    optimizer: str | None = None
    momentum: Fraction | None = None
    update: str | None = None
    zero_grad: bool | None = None
    dtype: str | None = None


class NoTraining(Exception):
    """There is nothing to train, or nothing says how; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is trained.

    exercise: with the first sample and the starting values for its givens.
    task: for the engine. data: all samples of each name. predict: what to predict before and after, maybe nothing.
    """

    exercise: Exercise
    task: Task
    data: Mapping[str, tuple[Given, ...]]
    predict: Mapping[str, Given]

    @property
    def prediction(self) -> Graph:
        """The graph of the model alone, for the inputs to predict for."""
        values = {**self.exercise.values, **self.predict}
        steps = self.exercise.model
        read = {name for step in steps for name in names(step.tree)}
        shapes = {name: nested_shape(value) for name, value in values.items() if name in read}
        return build(steps, shapes, self.exercise.kinds, expand=True)


def plan(exercise: Exercise, wishes: Wishes, settings: Mapping[str, Given]) -> Plan:
    """What is trained.

    settings: where parameters start, and other values of names without data, as the command line gives them.
    Raises NoTraining where that cannot be, Faults where shapes do not fit.
    """
    if exercise.upstream:
        raise NoTraining(say("train.no-loss", name=exercise.upstream[0]))
    if not exercise.parameters:
        raise NoTraining(say("train.no-parameters"))
    training = _training(exercise, wishes)
    unknown = [name for name in settings if name in training.data]
    if unknown:
        raise NoTraining(say("train.data-decides", name=unknown[0]))
    values = {**exercise.values, **training.start, **settings}
    task, first = _task(exercise, training, values)
    _possible(task)
    shown = replace(exercise, givens={**values, **first}, defaulted=(), sampled=())
    return Plan(shown, task, training.data, training.predict)


def _possible(task: Task) -> None:
    """Fractions need operations that keep them. Raises NoTraining."""
    if task.recipe.precision is not Precision.EXACT:
        return
    if task.recipe.optimizer is Optimizer.ADAM:
        raise NoTraining(say("train.adam-exact"))
    if not all(node.rule is None or node.rule.rational for node in task.graph.nodes):
        raise NoTraining(say("train.not-rational"))


def _training(exercise: Exercise, wishes: Wishes) -> Training:
    """The training of the exercise with what is wished for."""
    asked = {name: value for name, value in wishes._asdict().items() if value is not None}
    if exercise.train is not None:
        return replace(exercise.train, **asked)
    if wishes.lr is None:
        raise NoTraining(say("train.no-training"))
    plain = Training({}, wishes.lr, EPOCHS, {}, {}, "sample", "mean", "sgd", Fraction(0), "notes", True, "float32")
    return replace(plain, **asked)


def _task(exercise: Exercise, training: Training, values: Mapping[str, Given]) -> tuple[Task, dict[str, Given]]:
    """The task, and the values of its first sample."""
    whole: dict[str, Given] | None = dict(training.data) if training.per == "batch" and training.data else None
    if whole and (graph := _batch_graph(exercise, {**values, **whole})) is not None:
        return _made(exercise, training, graph, (whole,), values), whole
    count = training.samples if training.data else 1
    samples = tuple({name: data[number] for name, data in training.data.items()} for number in range(count))
    graph = _graph(exercise, {**values, **samples[0]})
    return _made(exercise, training, graph, samples, values), samples[0]


def _made(
    exercise: Exercise, training: Training, graph: Graph, samples: tuple[dict[str, Any], ...], values: Mapping[str, Any]
) -> Task:
    start = {name: values[name] for name in exercise.parameters if name in graph.index}
    fixed = {name: value for name, value in values.items() if name not in start and name not in samples[0]}
    recipe = Recipe(
        lr=training.lr,
        epochs=training.epochs,
        batch=training.per == "batch",
        mean=training.reduction == "mean",
        optimizer=Optimizer(training.optimizer),
        momentum=training.momentum,
        fused=training.update == "torch",
        zero_grad=training.zero_grad,
        precision=Precision(training.dtype),
    )
    return Task(graph, samples, fixed, start, recipe)


def _batch_graph(exercise: Exercise, values: Mapping[str, Given]) -> Graph | None:
    """The graph of the whole batch as arrays, where the exercise is written for such; None where it is for a sample."""
    train = exercise.train
    names_of_data = train.data if train else {}
    if any(nested_shape(exercise.values[name]) != nested_shape(values[name]) for name in names_of_data):
        return None
    try:
        return _graph(exercise, values)
    except Faults:
        return None


def _graph(exercise: Exercise, values: Mapping[str, Given]) -> Graph:
    shapes = {name: nested_shape(value) for name, value in values.items()}
    graph = build(exercise.steps, shapes, exercise.kinds, expand=True)
    output = graph.nodes[graph.output]
    if output.shape not in _NUMBER:
        place = graph.steps[output.step or 0].excerpt.place
        shape = "×".join(map(str, output.shape))
        message = say("train.loss-shape", name=output.name, shape=shape)
        raise Faults(Finding("BP215", message, place, help=say("engine.output-shape-help")))
    return graph
