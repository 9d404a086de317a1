"""The loop of a training as one function of straight-line code: forward, backward, update, sample after sample."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

from bpcli.engine.descent.task import Optimizer, Recipe, Task
from bpcli.engine.descent.writer import ONE, PassWriter

State = tuple[Any, ...]
Loop = Callable[..., State]


class Program:
    """The compiled loop of a task.

    `run(state, epochs, keep)` goes through the data for each of `epochs`, hands the loss, the gradients and the new
    parameters of every update to `keep`, and gives the state to go on from.
    """

    def __init__(self, task: Task) -> None:
        self.numbers = numbers = task.numbers
        names = list(task.samples[0])
        samples = [tuple(numbers.held(sample[name]) for name in names) for sample in task.samples]
        # What comes back from a sum of losses comes back to its last term first.
        self._data = samples[::-1] if task.recipe.batch else samples
        self._loop = _LoopWriter(task, names).loop()
        self._start = [numbers.held(value) for value in task.start.values()]
        self._shapes = task.shapes

    @property
    def start(self) -> State:
        """The state before the first update: parameters, gradients, two moments of each, the number of updates."""
        zeros = [self.numbers.filled(shape, 0) for shape in self._shapes]
        return (*self._start, *zeros, *zeros, *zeros, 0)

    def run(self, state: State, epochs: Iterable[int], keep: Callable[[State], object]) -> State:
        """Train for some epochs."""
        return self._loop(self._data, epochs, keep, *state)


class _LoopWriter:
    """Writes the loop. The parameter at node k is v{k}, its `.grad` g{k}, its moments m{k} and s{k}."""

    def __init__(self, task: Task, names: Sequence[str]) -> None:
        self.recipe: Recipe = task.recipe
        self.learnt = task.learnt
        self.several = task.recipe.batch and len(task.samples) > 1
        self.seed = Fraction(1, len(task.samples)) if self.several and task.recipe.mean else ONE
        self.shapes = task.shapes
        self.samples = [f"v{task.graph.index[name]}" for name in names]
        self.writer = PassWriter(task.graph, self.learnt, task.numbers)
        for name, value in task.fixed.items():
            if name in task.graph.index:
                self.writer.known(f"v{task.graph.index[name]}", task.numbers.held(value))

    def loop(self) -> Loop:
        state = [f"{letter}{index}" for letter in "vgms" for index in self.learnt] + ["k"]
        epoch = self._batch() if self.several else self._each()
        self.writer.body = [
            ast.For(ast.Name("epoch", ast.Store()), self.writer.variable("epochs"), epoch, []),
            ast.Return(_tuple(state)),
        ]
        return self.writer.function(["data", "epochs", "keep", *state])

    def _each(self) -> list[ast.stmt]:
        """An update after each sample."""
        body = self._written(self._sample)
        return [self._over_data(body)]

    def _sample(self) -> None:
        loss = self.writer.forward()
        self.writer.backward(self.seed)
        self._finish(loss)

    def _batch(self) -> list[ast.stmt]:
        """An update after all samples."""
        self.writer.known("cost", self.writer.numbers.cost(mean=self.recipe.mean))
        before = self._written(self._begin)
        passes = self._written(self._pass)
        after = self._written(
            lambda: self._finish(
                self.writer.assigned(
                    "loss", ast.Call(self.writer.variable("cost"), [self.writer.variable("losses")], [])
                )
            )
        )
        return [*before, self._over_data(passes), *after]

    def _begin(self) -> None:
        for index, shape in zip(self.learnt, self.shapes, strict=True):
            zero = self.writer.known(f"zero{index}", self.writer.numbers.filled(shape, 0))
            self.writer.assigned(self.writer.gradient(index), zero)
        self.writer.assigned("losses", ast.List([], ast.Load()))

    def _pass(self) -> None:
        loss = self.writer.forward()
        self.writer.backward(self.seed, begun=self.learnt)
        append = ast.Attribute(self.writer.variable("losses"), "append", ast.Load())
        self.writer.body.append(ast.Expr(ast.Call(append, [loss], [])))

    def _finish(self, loss: ast.expr) -> None:
        """Gradients into `.grad`, updates, and everything kept."""
        for index, shape in zip(self.learnt, self.shapes, strict=True):
            self._accumulate(index, shape)
        self._update()
        grads = [self.writer.variable(f"g{index}") for index in self.learnt]
        parameters = [self.writer.variable(f"v{index}") for index in self.learnt]
        row = ast.Tuple([loss, *grads, *parameters], ast.Load())
        self.writer.body.append(ast.Expr(ast.Call(self.writer.variable("keep"), [row], [])))

    def _accumulate(self, index: int, shape: Any) -> None:
        writer, name = self.writer, self.writer.gradient(index)
        back: ast.expr = writer.variable(name)
        if index not in writer.used:
            back = writer.known(f"zero{index}", writer.numbers.filled(shape, 0))
        if not self.recipe.zero_grad:
            back = writer.kept(ast.BinOp(writer.variable(f"g{index}"), ast.Add(), back))
        writer.assigned(f"g{index}", back)

    def _update(self) -> None:
        if self.recipe.optimizer is Optimizer.ADAM:
            self.writer.assigned("k", ast.BinOp(self.writer.variable("k"), ast.Add(), ast.Constant(1)))
        for index in self.learnt:
            if self.recipe.optimizer is Optimizer.ADAM:
                self._adam(index)
            else:
                self._step(index)

    def _step(self, index: int) -> None:
        """Update to p − lr·g, or with momentum p − lr·m where m = momentum·m + g."""
        writer, gradient = self.writer, f"g{index}"
        if self.recipe.momentum:
            share = writer.constant(self.recipe.momentum)
            held = writer.kept(ast.BinOp(share, ast.Mult(), writer.variable(f"m{index}")))
            writer.assigned(f"m{index}", writer.kept(ast.BinOp(held, ast.Add(), writer.variable(gradient))))
            gradient = f"m{index}"
        parameter, moved = writer.variable(f"v{index}"), writer.variable(gradient)
        if self.recipe.fused:
            rate = writer.constant(-self.recipe.lr)
            value = writer.call("fused", writer.numbers.fused(), rate, moved, parameter)
        else:
            moved = writer.kept(ast.BinOp(writer.constant(self.recipe.lr), ast.Mult(), moved))
            value = writer.kept(ast.BinOp(parameter, ast.Sub(), moved))
        writer.assigned(f"v{index}", value)

    def _adam(self, index: int) -> None:
        writer = self.writer
        function = writer.numbers.adam(self.recipe.lr)
        names = [f"v{index}", f"g{index}", f"m{index}", f"s{index}", "k"]
        value = writer.call("adam", function, *map(writer.variable, names))
        target = ast.Tuple([ast.Name(f"{letter}{index}", ast.Store()) for letter in "vms"], ast.Store())
        writer.body.append(ast.Assign([target], value))

    def _written(self, write: Callable[[], object]) -> list[ast.stmt]:
        """The statements that a method adds."""
        body: list[ast.stmt] = []
        self.writer.body = body
        write()
        return body

    def _over_data(self, body: list[ast.stmt]) -> ast.For:
        target = ast.Tuple([ast.Name(name, ast.Store()) for name in self.samples], ast.Store())
        return ast.For(target, self.writer.variable("data"), body, [])


def _tuple(names: Iterable[str]) -> ast.Tuple:
    return ast.Tuple([ast.Name(name, ast.Load()) for name in names], ast.Load())
