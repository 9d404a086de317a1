"""The training loop with what PyTorch has ready: nn.Module, nn.Linear where a layer is one, a loss, an optimizer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from bpcli.core.numerals import nested_shape
from bpcli.core.say import say
from bpcli.engine.descent.task import Optimizer
from bpcli.render.program.layers import Layer, criterion, layers
from bpcli.render.program.lines import Call, Lines
from bpcli.render.program.style import NoProgram
from bpcli.render.program.text import call, comment, commented, indented, literal, tensor
from bpcli.render.program.training import MOST_SHOWN, Training, function, read
from bpcli.tutor.training.plan import Plan

# What nn.Module itself has, and a parameter must not replace.
MODULE_ATTRIBUTES = (
    "T_destination", "add_module", "apply", "bfloat16", "buffers", "call_super_init", "children", "compile", "cpu",
    "cuda", "double", "dump_patches", "eval", "extra_repr", "float", "forward", "get_buffer", "get_extra_state",
    "get_parameter", "get_submodule", "half", "ipu", "load_state_dict", "modules", "mtia", "named_buffers",
    "named_children", "named_modules", "named_parameters", "parameters", "register_backward_hook", "register_buffer",
    "register_forward_hook", "register_forward_pre_hook", "register_full_backward_hook",
    "register_full_backward_pre_hook", "register_load_state_dict_post_hook", "register_load_state_dict_pre_hook",
    "register_module", "register_parameter", "register_state_dict_post_hook", "register_state_dict_pre_hook",
    "requires_grad_", "set_extra_state", "set_submodule", "share_memory", "state_dict", "to", "to_empty", "train",
    "training", "type", "xpu", "zero_grad",
)  # fmt: skip
_RESERVED = (*MODULE_ATTRIBUTES, "loss", "y_pred")


def script(plan: Plan) -> Iterator[str]:
    """The lines of the script, after its head. Raises NoProgram."""
    return _Script(plan).lines()


class _Script:
    """The parts of the script."""

    def __init__(self, plan: Plan) -> None:
        self.training = training = Training(plan, _RESERVED)
        if training.read_from_within and training.target != training.prediction:
            raise NoProgram(say("pytorch.no-module", name=training.read_from_within[0]))
        self.recipe = plan.task.recipe
        self.names = training.names
        self.graph = training.graph
        found = layers(training)
        self.layers = {
            self.names.new("linear" if len(found) == 1 else f"linear{number}"): layer
            for number, layer in enumerate(found, 1)
        }
        inside = {index for layer in found for index in (layer.weight, layer.bias)}
        self.others = [name for name in training.learnt if self.graph.index[name] not in inside]
        self.given = {name: self._fitting(name, value) for name, value in training.predicted_for.items()}
        self.new = {name: self.names.new(f"{self.names[name]}_new") for name in self.given}

    def _fitting(self, name: str, value: Any) -> Any:
        """What is to be predicted for, as the module takes it: a number as a batch of one. Raises NoProgram."""
        shape, found = self.training.shape(name), nested_shape(value)
        if found == shape or (len(found) == len(shape) == 2 and found[1] == shape[1]):
            return value
        if found == () and shape[1:] == (1,):
            return ((value,),)
        raise NoProgram(say("pytorch.no-module-shape", name=name))

    def lines(self) -> Iterator[str]:
        yield from self.training.precision()
        yield from self.training.givens()
        yield from ("", "", *self._class(), "", "")
        yield from ("model = Model()", *self._start(), "")
        yield from self._criterion()
        yield from self._optimizer()
        if self.given:
            yield from ("", *self._predicted("before"))
        yield from ("", f"for epoch in range({self.recipe.epochs}):", *indented(self._epoch()))
        if self.given:
            yield from ("", *self._predicted("after"))

    def _class(self) -> Iterator[str]:
        training = self.training
        begin = ["super().__init__()"]
        for name, layer in self.layers.items():
            features = ", ".join(map(str, layer.features))
            bias = "" if layer.bias is not None else ", bias=False"
            names = [self.graph.nodes[index].name for index in (layer.weight, layer.bias) if index is not None]
            code = f"self.{name} = torch.nn.Linear({features}{bias})"
            begin.append(commented(code, say("pytorch.parameters", names=", ".join(names))))
        for name in self.others:
            value = tensor(training.task.start[name])
            code = f"self.{self.names[name]} = torch.nn.Parameter({value})"
            begin.append(commented(code, say("pytorch.start", name=name)))
        yield "class Model(torch.nn.Module):"
        yield from indented(["def __init__(self):", *indented(begin), ""])
        head = f"def forward({', '.join(['self', *(self.names[name] for name in training.arguments)])}):"
        yield from indented(function(self._code("self"), head, training.prediction))

    def _code(self, owner: str) -> Lines:
        """The expressions, where the parameters belong to `self` or to `model`."""
        called = {self.graph.index[name]: f"{owner}.{self.names[name]}" for name in self.others}
        calls = {
            layer.nodes[-1]: Call(layer.call.format(f"{owner}.{name}"), layer.source, layer.nodes)
            for name, layer in self.layers.items()
        }
        return Lines(self.graph, self.names, called, calls, whole=True)

    def _start(self) -> Iterator[str]:
        if not self.layers:
            return
        yield commented("with torch.no_grad():", say("pytorch.begin"))
        for name, layer in self.layers.items():
            yield from indented(self._copied(name, layer))

    def _copied(self, name: str, layer: Layer) -> Iterator[str]:
        start = self.training.task.start
        weight: Any = start[self.graph.nodes[layer.weight].name]
        rows = weight if isinstance(weight, tuple) else ((weight,),)
        turned = ".T" if layer.turned else ""
        yield f"model.{name}.weight.copy_({tensor(rows)}{turned})"
        if layer.bias is not None:
            bias: Any = start[self.graph.nodes[layer.bias].name]
            yield f"model.{name}.bias.copy_({tensor(bias if isinstance(bias, tuple) else (bias,))})"

    def _criterion(self) -> Iterator[str]:
        training = self.training
        if training.target == training.prediction:
            return
        ready = criterion(training)
        if ready:
            formula = training.code.formula(training.target)
            yield commented(f"criterion = {ready[0]}", say("pytorch.criterion", formula=formula))
            return
        arguments = ", ".join((training.code.name(training.prediction), *self._targets()))
        head = f"def criterion({arguments}):"
        yield from ("", *function(self._code("model"), head, training.target, (training.prediction,)), "", "")

    def _targets(self) -> Sequence[str]:
        """The names of the data that the loss is computed from, besides the prediction."""
        training = self.training
        ready = criterion(training)
        if ready:
            return [training.code.name(ready[1])]
        behind = training.code.needed(training.target, (training.prediction,))
        return [self.names[name] for name in training.data if self.graph.index[name] in behind]

    def _optimizer(self) -> Iterator[str]:
        rate, momentum = float(self.recipe.lr), ""
        if self.recipe.optimizer is Optimizer.ADAM:
            yield f"optimizer = torch.optim.Adam(model.parameters(), lr={rate!r})"
            return
        if self.recipe.momentum:
            momentum = f", momentum={float(self.recipe.momentum)!r}"
        if not self.recipe.fused:
            yield comment(say("pytorch.once"))
        yield f"optimizer = torch.optim.SGD(model.parameters(), lr={rate!r}{momentum})"

    def _predicted(self, when: str) -> Iterator[str]:
        texts, values = [], []
        for name, value in self.given.items():
            given = self.training.predicted_for[name]
            texts += [] if nested_shape(given) else [literal(given)]
            values.append(self.new[name] if nested_shape(value) else tensor(value))
            if nested_shape(value) and when == "before":
                yield f"{self.new[name]} = {tensor(value)}"
        shown = ", ".join([f'"predict ({when} training)"', *texts])
        yield f"print({shown}, model({', '.join(values)}).{read(self.training.result)})"

    def _epoch(self) -> Iterator[str]:
        training = self.training
        data = list(training.names_of_data.values())
        called = training.names_of_data if training.whole_batch else {}
        prediction = f"model({', '.join(called.get(name, self.names[name]) for name in training.arguments)})"
        names = {self.names[name]: text for name, text in called.items()}
        targets = [names.get(text, text) for text in self._targets()] if training.target != training.prediction else []
        over = data[0] if len(data) == 1 else f"zip({', '.join(data)})"
        head = f"for {', '.join(self.names[name] for name in training.data)} in {over}:"
        if training.whole_batch:
            yield from (*self._cost(prediction, targets), *self._update())
        elif self.recipe.batch:
            cost = [*self._cost(prediction, targets), commented("cost = cost + loss", say("pytorch.summed"))]
            yield from ("cost = 0", head, *indented(cost))
            mean = self.recipe.mean
            yield (
                commented(f"loss = cost / {len(training.task.samples)}", say("pytorch.averaged"))
                if mean
                else "loss = cost"
            )
            yield from self._update()
        else:
            yield from (head, *indented([*self._cost(prediction, targets), *self._update()]))
        yield 'print("progress:", epoch, loss.item())'

    def _cost(self, prediction: str, targets: Sequence[str]) -> Iterator[str]:
        if self.training.target == self.training.prediction:
            yield commented(f"loss = {prediction}", say("pytorch.builds"))
            return
        yield commented(f"y_pred = {prediction}", say("pytorch.builds"))
        yield f"loss = criterion({', '.join(['y_pred', *targets])})"

    def _update(self) -> Iterator[str]:
        if self.recipe.zero_grad:
            yield commented("optimizer.zero_grad()", say("pytorch.zero-first"))
        else:
            yield comment(say("pytorch.not-zeroed"))
        yield commented("loss.backward()", say("pytorch.adds"))
        learnt = self.training.learnt
        if sum(math.prod(self.training.shape(name)) for name in learnt) <= MOST_SHOWN:
            yield call("print", ['"\\tgrad:"', *self._gradients()])
        yield commented("optimizer.step()", say("pytorch.step"))

    def _gradients(self) -> Iterator[str]:
        """The sample, then every gradient in the shape that the exercise gives it."""
        training = self.training
        if not self.recipe.batch:
            yield from (f"{self.names[name]}.{read(training.shape(name))}" for name in training.data)
        kept = {}
        for attribute, layer in self.layers.items():
            turned = ".T" if layer.turned else ""
            kept[layer.weight] = f"model.{attribute}.weight.grad{turned}"
            if layer.bias is not None:
                kept[layer.bias] = f"model.{attribute}.bias.grad"
        for name in training.learnt:
            index = self.graph.index[name]
            gradient = kept[index] if name not in self.others else f"model.{self.names[name]}.grad"
            label = [f'"{self.names[name]}:"'] if len(training.learnt) > 1 else []
            yield from (*label, f"{gradient}.{read(training.shape(name))}")
