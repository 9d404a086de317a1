"""What the programs of a training have in common: names, data, parameters, forward and loss as functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Any

from bpcli.core.numerals import Shape
from bpcli.core.say import say
from bpcli.exercise.steps import NamedStep, Part
from bpcli.render.program.lines import Lines
from bpcli.render.program.names import Names
from bpcli.render.program.text import comment, commented, indented, tensor
from bpcli.tutor.training.plan import Plan

MOST_SHOWN = 12  # numbers of all gradients together that are printed after each update


class Training:
    """A plan as a program sees it. `reserved` are identifiers that the program uses itself.

    target: the node of the loss. prediction: that of the prediction.
    data: the names with a value for each sample. arguments: those of `forward`.
    """

    def __init__(self, plan: Plan, reserved: Collection[str]) -> None:
        self.plan = plan
        self.task = plan.task
        self.recipe = plan.task.recipe
        self.graph = plan.task.graph
        self.names = Names(plan.exercise, reserved)
        self.code = Lines(self.graph, self.names, whole=True)
        self.target = self.graph.output
        self.data = tuple(name for name in self.task.samples[0] if name in self.graph.index)
        self.names_of_data = {name: self.names.new(f"{self.names[name]}_data") for name in self.data}

    @cached_property
    def prediction(self) -> int:
        """The node of the prediction."""
        graph = self.plan.prediction
        return self.graph.index[graph.nodes[graph.output].name]

    @cached_property
    def learnt(self) -> tuple[str, ...]:
        """The parameters that the loss depends on."""
        needed = self.code.needed(self.target)
        return tuple(name for name in self.task.start if self.graph.index[name] in needed)

    @cached_property
    def arguments(self) -> tuple[str, ...]:
        """What `forward` takes: what the model reads of the data, and of what is predicted for."""
        needed = self.code.needed(self.prediction)
        changing = {**dict.fromkeys(self.data), **dict.fromkeys(self.plan.predict)}
        return tuple(name for name in changing if name in self.graph.index and self.graph.index[name] in needed)

    @cached_property
    def read_from_within(self) -> tuple[str, ...]:
        """Steps of the model, other than the prediction, that the loss reads."""
        behind = self.code.needed(self.target, (self.prediction,))
        return tuple(self.graph.nodes[index].name for index in sorted(behind) if self._in_model(index))

    def _in_model(self, index: int) -> bool:
        number = self.graph.nodes[index].step
        step = None if number is None else self.graph.steps[number]
        return isinstance(step, NamedStep) and step.part is Part.MODEL

    # Parts of programs

    def precision(self) -> Iterator[str]:
        """The type of all numbers, where it is not PyTorch's own."""
        if self.recipe.precision.value != "float32":
            yield from ("torch.set_default_dtype(torch.float64)", "")

    def givens(self) -> Iterator[str]:
        """The data, and what stays as it is."""
        yield comment(say("pytorch.data-batch") if self.whole_batch else say("pytorch.data"))
        for name in self.data:
            values: Any = self.task.samples[0][name]
            if not self.whole_batch:
                values = tuple(sample[name] for sample in self.task.samples)
            yield f"{self.names_of_data[name]} = {tensor(values)}"
        needed = self.code.needed(self.target)
        for name, value in self.task.fixed.items():
            if self.graph.index.get(name) in needed:
                yield commented(f"{self.names[name]} = {tensor(value)}", say("pytorch.fixed", name=name))

    @property
    def whole_batch(self) -> bool:
        """Whether all samples are one array."""
        return self.recipe.batch and len(self.task.samples) == 1

    def shape(self, name: str) -> Shape:
        """The shape of a parameter."""
        return self.graph.nodes[self.graph.index[name]].shape

    @cached_property
    def predicted_for(self) -> dict[str, Any]:
        """The values of the arguments of `forward` to predict for; nothing where there is nothing to predict."""
        if not self.plan.predict:
            return {}
        return {name: self.plan.predict.get(name, self.plan.exercise.values[name]) for name in self.arguments}

    @property
    def result(self) -> Shape:
        """The shape of what is predicted."""
        graph = self.plan.prediction
        return graph.nodes[graph.output].shape


def function(
    code: Lines, head: str, target: int, known: Collection[int] = (), first: Iterable[str] = ()
) -> Iterator[str]:
    """A function that computes a node. What is known is computed by the lines that come first."""
    yield head
    yield from indented(first)
    for index, name, text in code.assignments(target, known):
        line = f"return {text}" if index == target else f"{name} = {text}"
        yield from indented([commented(line, code.caption(index))])


def read(shape: Shape) -> str:
    """How a tensor is read for printing."""
    return "tolist()" if shape else "item()"
