"""PyTorch as an oracle for training: the course's programs, and the optimizers, bit for bit where that is claimed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from bpcli.core.source import Excerpt
from bpcli.engine.descent.arrays import product, total
from bpcli.engine.descent.descent import Run, descend
from bpcli.engine.descent.numbers import Precision
from bpcli.engine.descent.task import Optimizer
from bpcli.exercise import library
from bpcli.exercise.loading import load_file, load_text
from bpcli.tutor.training.plan import Wishes, plan

torch = pytest.importorskip("torch", reason="PyTorch is not installed: nothing independent checks the training")

XS, YS = [1.0, 2.0, 3.0], [2.0, 4.0, 6.0]
KINDS = {Precision.SINGLE: torch.float32, Precision.DOUBLE: torch.float64}


def ours(name: str, **changes: Any) -> Run:
    path = library.find(name)
    assert path is not None
    task = plan(load_file(path), Wishes(), {}).task
    return descend(replace(task, recipe=replace(task.recipe, **changes)))


def rows(run: Run) -> list[tuple[float, ...]]:
    return [(u.loss, *u.gradients, *u.parameters) for u in map(run.update, range(len(run)))]


def course_program(
    forward: Callable[..., Any], start: list[float], *, zero: bool = True, kind: Any = torch.float32
) -> list[tuple[float, ...]]:
    """The loop of the notes: a sample at a time, `w.data = w.data - 0.01 * w.grad.data`."""
    parameters = [torch.tensor([value], dtype=kind, requires_grad=True) for value in start]
    found = []
    for _ in range(100):
        for x, y in zip(XS, YS, strict=True):
            loss = (forward(x, *parameters) - y) ** 2
            loss.backward()
            gradients = [p.grad.item() for p in parameters]
            for p in parameters:
                p.data = p.data - 0.01 * p.grad.data
                if zero:
                    p.grad.data.zero_()
            found.append((loss.item(), *gradients, *(p.item() for p in parameters)))
    return found


def quadratic(x: float, w1: Any, w2: Any, b: Any) -> Any:
    return w1 * x**2 + w2 * x + b


PROGRAMS = {
    "linear": (lambda x, w: x * w, [1.0], True),
    "linear-accumulated": (lambda x, w: x * w, [1.0], False),
    "quadratic": (quadratic, [1.0, 2.0, 1.0], True),
    "quadratic-ones": (quadratic, [1.0, 1.0, 1.0], True),
    "quadratic-xwx": (lambda x, w1, w2, b: x * w1 * x + w2 * x + b, [1.0, 1.0, 1.0], True),
}


@pytest.mark.parametrize("precision", KINDS)
@pytest.mark.parametrize("name", PROGRAMS)
def test_every_number_of_the_courses_programs_is_the_same_to_the_last_bit(name, precision):
    forward, start, zero = PROGRAMS[name]
    run = ours(name, precision=precision)
    assert rows(run) == course_program(forward, start, zero=zero, kind=KINDS[precision])


def module_program(precision: Precision, make: Callable[..., Any]) -> list[tuple[float, ...]]:
    """The notes' linear regression: nn.Linear, MSELoss with the sum, an optimizer of torch.optim."""
    kind = KINDS[precision]
    model = torch.nn.Linear(1, 1).to(kind)
    model.weight.data.fill_(0.5)
    model.bias.data.fill_(0.5)
    x, y = (torch.tensor([[value] for value in values], dtype=kind) for values in (XS, YS))
    optimizer = make(model.parameters())
    found = []
    for _ in range(100):
        loss = torch.nn.functional.mse_loss(model(x), y, reduction="sum")
        optimizer.zero_grad()
        loss.backward()
        gradients = (model.weight.grad.item(), model.bias.grad.item())
        optimizer.step()
        found.append((loss.item(), *gradients, model.weight.item(), model.bias.item()))
    return found


@pytest.mark.parametrize("precision", KINDS)
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_linear_regression_with_torchs_sgd_is_the_same_to_the_last_bit(precision, momentum):
    rate = 0.01 if momentum == 0 else 0.001
    run = ours("regression", precision=precision, momentum=Fraction(str(momentum)), lr=Fraction(str(rate)))
    expected = module_program(precision, lambda p: torch.optim.SGD(p, lr=rate, momentum=momentum))
    assert rows(run) == expected


def test_adam_is_the_same_to_the_last_bit_in_double_precision():
    run = ours("regression", precision=Precision.DOUBLE, optimizer=Optimizer.ADAM, lr=Fraction("0.1"))
    assert rows(run) == module_program(Precision.DOUBLE, lambda p: torch.optim.Adam(p, lr=0.1))


def test_adam_is_near_in_single_precision():
    run = ours("regression", precision=Precision.SINGLE, optimizer=Optimizer.ADAM, lr=Fraction("0.1"))
    expected = module_program(Precision.SINGLE, lambda p: torch.optim.Adam(p, lr=0.1))
    for mine, theirs in zip(rows(run), expected, strict=True):
        assert mine == pytest.approx(theirs, rel=1e-4, abs=1e-5)


def test_a_batch_sample_by_sample_adds_up_as_autograd_does():
    w = torch.tensor([1.0], requires_grad=True)
    found = []
    for _ in range(100):
        cost = 0
        for x, y in zip(XS, YS, strict=True):
            cost = cost + (x * w - y) ** 2
        cost = cost / 3
        w.grad = None
        cost.backward()
        gradient = w.grad.item()
        w.data = w.data - 0.01 * w.grad.data
        found.append((cost.item(), gradient, w.item()))
    assert rows(ours("linear", batch=True)) == found


def test_the_network_for_exclusive_or_follows_pytorch_for_a_thousand_epochs():
    kind = torch.float64
    x = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=kind)
    y = torch.tensor([[0], [1], [1], [0]], dtype=kind)
    starts = ([[1, -1], [-1, 2]], [0.5, -0.5], [[1], [1]], -0.5)
    w1, b1, w2, b2 = parameters = [torch.tensor(s, dtype=kind, requires_grad=True) for s in starts]
    optimizer = torch.optim.SGD(parameters, lr=2)
    run = ours("xor")
    assert len(run) == 1_000
    for number in range(1_000):
        loss = ((torch.sigmoid(torch.sigmoid(x @ w1 + b1) @ w2 + b2) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        update = run.update(number)
        assert update.loss == pytest.approx(loss.item(), rel=1e-9)
        for mine, theirs in zip(update.gradients, parameters, strict=True):
            assert mine == pytest.approx(theirs.grad.numpy(), rel=1e-9, abs=1e-12)
        optimizer.step()
        for mine, theirs in zip(update.parameters, parameters, strict=True):
            assert mine == pytest.approx(theirs.detach().numpy(), rel=1e-9)
    assert run.losses()[-1] < 0.002


ROUNDED = {
    "w·x + b/3": lambda x, w, b: w * x + b / 3,
    "w·w·x + w·b": lambda x, w, b: w * w * x + w * b,
    "(w + b)³·x": lambda x, w, b: (w + b) ** 3 * x,
    "x/(w² + b²)": lambda x, w, b: x / (w**2 + b**2),
    "2/w − b·x": lambda x, w, b: 2 / w - b * x,
    "w/b·x − w": lambda x, w, b: w / b * x - w,
    "1/3·w·x − 0.1·b": lambda x, w, b: 1 / 3 * w * x - 0.1 * b,
    "relu(w·x − b) + |b|": lambda x, w, b: torch.relu(w * x - b) + abs(b),
    "w⁻² + b·x": lambda x, w, b: w**-2 + b * x,
}


@pytest.mark.parametrize("formula", ROUNDED)
def test_sums_products_quotients_and_whole_powers_round_as_pytorch_does(formula):
    w, b = (torch.tensor([value], requires_grad=True) for value in (1.7, 0.9))
    exercise = load_text(Excerpt.of(f"ŷ = {formula}; loss = (ŷ − y)²; x=1.3; y=2.1; w=1.7; b=0.9"))
    run = descend(plan(exercise, Wishes(lr=Fraction(1, 1000), epochs=50), {}).task)
    names = list(run.task.start)
    for number in range(50):
        loss = (ROUNDED[formula](torch.tensor([1.3]), w, b) - 2.1) ** 2
        loss.backward()
        update = run.update(number)
        gradients = dict(zip(names, update.gradients, strict=True))
        assert (update.loss, gradients["w"], gradients["b"]) == (loss.item(), w.grad.item(), b.grad.item())
        for p in (w, b):
            p.data = p.data - 0.001 * p.grad.data
            p.grad.data.zero_()


@pytest.mark.parametrize("precision", KINDS)
@pytest.mark.parametrize("length", [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 100, 256])
def test_sums_are_taken_in_pytorchs_order(length, precision):
    random = np.random.default_rng(length)
    for _ in range(20):
        values = random.standard_normal(length) * 10 ** random.uniform(-3, 3, length)
        array = values.astype("float32" if precision is Precision.SINGLE else "float64")
        assert float(total(array)) == torch.tensor(array).sum().item()


@pytest.mark.parametrize("shape", [(1, 3, 1), (3, 1, 1), (4, 2, 2), (2, 4, 1), (3, 3, 3), (4, 5, 2)])
def test_small_products_are_added_in_pytorchs_order(shape):
    random = np.random.default_rng(7)
    rows_, inner, columns = shape
    for _ in range(20):
        a, b = (random.standard_normal(s).astype("float32") for s in ((rows_, inner), (inner, columns)))
        assert (np.asarray(product(a, b)) == (torch.tensor(a) @ torch.tensor(b)).numpy()).all()
