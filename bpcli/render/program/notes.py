"""The training loop as course notes write it: tensors with requires_grad, forward, loss, backward, update, zero_."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from bpcli.core.numerals import nested_shape
from bpcli.core.say import say
from bpcli.engine.descent.task import Optimizer
from bpcli.render.program.lines import Lines
from bpcli.render.program.text import call, comment, commented, indented, literal, tensor
from bpcli.render.program.training import MOST_SHOWN, Training, function, read
from bpcli.tutor.training.plan import Plan

_RESERVED = ("loss", "predict")


def script(plan: Plan) -> Iterator[str]:
    """The lines of the script, after its head."""
    yield from _Script(plan).lines()


class _Script:
    """The parts of the script."""

    def __init__(self, plan: Plan) -> None:
        self.training = Training(plan, _RESERVED)
        self.names = self.training.names
        self.recipe = plan.task.recipe
        self.learnt = [self.names[name] for name in self.training.learnt]
        self.optimized = self.recipe.fused or self.recipe.optimizer is Optimizer.ADAM
        self.predictor = "forward"
        self.new = {name: self.names.new(f"{self.names[name]}_new") for name in self.training.predicted_for}
        self.momenta = {} if self.optimized or not self.recipe.momentum else self._momenta()

    def _momenta(self) -> dict[str, str]:
        return {name: self.names.new(f"{name}_momentum") for name in self.learnt}

    def lines(self) -> Iterator[str]:
        training = self.training
        yield from training.precision()
        yield from training.givens()
        yield ""
        yield from self._parameters()
        yield from ("", "", *self._forward(), "")
        if training.target != training.prediction:
            yield from ("", *self._loss(), "")
        yield from self._optimizer()
        if training.predicted_for:
            yield from (*self._predict(), "", *self._predicted("before"))
        yield from ("", f"for epoch in range({self.recipe.epochs}):", *indented(self._epoch()))
        if training.predicted_for:
            yield from ("", *self._predicted("after"))

    def _parameters(self) -> Iterator[str]:
        for name, value in self.training.task.start.items():
            learnt = name in self.training.learnt
            text = say("pytorch.start" if learnt else "pytorch.unread", name=name)
            yield commented(f"{self.names[name]} = {tensor(value, learnt=learnt)}", text)

    def _forward(self) -> Iterator[str]:
        yield from function(self.training.code, self._head(), self.training.prediction)

    def _head(self, name: str = "forward") -> str:
        return f"def {name}({self._arguments()}):"

    def _arguments(self) -> str:
        return ", ".join(self.names[name] for name in self.training.arguments)

    def _loss(self) -> Iterator[str]:
        training = self.training
        head = f"def loss({', '.join(self.names[name] for name in training.data)}):"
        if training.read_from_within:
            yield from function(training.code, head, training.target)
            return
        first = f"{training.code.name(training.prediction)} = forward({self._arguments()})"
        yield from function(training.code, head, training.target, (training.prediction,), (first,))

    def _optimizer(self) -> Iterator[str]:
        rate = repr(float(self.recipe.lr))
        listed = ", ".join(self.learnt)
        if self.recipe.optimizer is Optimizer.ADAM:
            yield from ("", f"optimizer = torch.optim.Adam([{listed}], lr={rate})")
        elif self.recipe.fused:
            momentum = f", momentum={float(self.recipe.momentum)!r}" if self.recipe.momentum else ""
            yield from ("", f"optimizer = torch.optim.SGD([{listed}], lr={rate}{momentum})")
        for name, momentum in self.momenta.items():
            yield commented(f"{momentum} = torch.zeros_like({name})", say("pytorch.momentum"))

    def _predict(self) -> Iterator[str]:
        """A function of its own for the prediction, where its inputs have other shapes and make another formula."""
        graph = self.training.plan.prediction
        code = Lines(graph, self.names, whole=True)
        lines = list(function(code, self._head("predict"), graph.output))
        if lines[1:] != list(self._forward())[1:]:
            self.predictor = "predict"
            yield from ("", "", *lines, "")

    def _predicted(self, when: str) -> Iterator[str]:
        training = self.training
        given = training.predicted_for
        texts = [f'"predict ({when} training)"', *(literal(value) for value in given.values())]
        values = [tensor(value) for value in given.values()]
        if any(map(nested_shape, given.values())):  # arrays are written once, and by name
            values = [self.new[name] for name in given]
            if when == "before":
                yield from (f"{self.new[name]} = {tensor(value)}" for name, value in given.items())
            texts = texts[:1]
        yield f"print({', '.join(texts)}, {self.predictor}({', '.join(values)}).{read(training.result)})"

    def _epoch(self) -> Iterator[str]:
        training = self.training
        data = list(training.names_of_data.values())
        if training.whole_batch:
            yield from self._update(self._cost(training.names_of_data))
        else:
            names = [self.names[name] for name in training.data]
            over = data[0] if len(data) == 1 else f"zip({', '.join(data)})"
            head = f"for {', '.join(names)} in {over}:"
            if self.recipe.batch:
                yield from self._batch(head, self._cost({}))
            else:
                yield from (head, *indented(self._update(self._cost({}))))
        yield 'print("progress:", epoch, loss_value.item())'

    def _cost(self, called: Mapping[str, str]) -> str:
        """The call that gives the loss; `called` are the names that are read by another text."""
        training = self.training
        function, names = ("loss", training.data)
        if training.target == training.prediction:
            function, names = ("forward", training.arguments)
        return f"{function}({', '.join(called.get(name, self.names[name]) for name in names)})"

    def _batch(self, head: str, call: str) -> Iterator[str]:
        yield "cost = 0"
        yield from (head, *indented([commented(f"cost = cost + {call}", say("pytorch.summed"))]))
        if self.recipe.mean:
            yield commented(f"cost = cost / {len(self.training.task.samples)}", say("pytorch.averaged"))
        yield from self._update("cost")

    def _update(self, call: str) -> Iterator[str]:
        yield commented(f"loss_value = {call}", say("pytorch.builds"))
        yield commented("loss_value.backward()", say("pytorch.adds"))
        yield from self._gradients()
        if self.optimized:
            yield commented("optimizer.step()", say("pytorch.step"))
        for name in () if self.optimized else self.learnt:
            yield from self._moved(name)
        if not self.recipe.zero_grad:
            yield comment(say("pytorch.not-zeroed"))
        elif self.optimized:
            yield commented("optimizer.zero_grad()", say("pytorch.zero"))
        else:
            zeroed = [f"{name}.grad.data.zero_()" for name in self.learnt]
            yield from (commented(zeroed[0], say("pytorch.zero")), *zeroed[1:])

    def _moved(self, name: str) -> Iterator[str]:
        rate, momentum = repr(float(self.recipe.lr)), self.momenta.get(name)
        if momentum:
            yield f"{momentum} = {float(self.recipe.momentum)!r} * {momentum} + {name}.grad.data"
        code = f"{name}.data = {name}.data - {rate} * {momentum or f'{name}.grad.data'}"
        yield commented(code, say("pytorch.update")) if name == self.learnt[0] else code

    def _gradients(self) -> Iterator[str]:
        """The gradients as the notes print them: the sample, then every gradient."""
        training = self.training
        shapes = [training.shape(name) for name in training.learnt]
        if sum(map(math.prod, shapes)) > MOST_SHOWN:
            return
        texts = []
        if not self.recipe.batch:
            graph = training.graph
            texts += [f"{self.names[name]}.{read(graph.nodes[graph.index[name]].shape)}" for name in training.data]
        for name, shape in zip(self.learnt, shapes, strict=True):
            texts += [f'"{name}:"'] if len(shapes) > 1 else []
            texts.append(f"{name}.grad.{read(shape)}")
        yield call("print", ['"\\tgrad:"', *texts])
