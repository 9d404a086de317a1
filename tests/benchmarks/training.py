"""(d) Training: the whole process against the course's PyTorch program, and the loop alone against PyTorch's loop."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from tempfile import TemporaryDirectory

from measuring import Figure, alternated, is_quick, table
from processes import ROOT, environment, program

from bpcli.engine.descent.descent import descend
from bpcli.engine.descent.numbers import Precision
from bpcli.exercise import library
from bpcli.exercise.loading import load_file
from bpcli.tutor.training.plan import Wishes, plan

ROUNDS, EPOCHS = 9, 10_000
HAS_TORCH = find_spec("torch") is not None

# The program of the lecture's notes for the linear model, as it stands there.
COURSE = """
import torch
x_data, y_data = [1.0, 2.0, 3.0], [2.0, 4.0, 6.0]
w = torch.Tensor([1.0])
w.requires_grad = True
def forward(x):
    return x * w
def loss(x, y):
    return (forward(x) - y) ** 2
print("predict (before training)", 4, forward(4).item())
for epoch in range(100):
    for x, y in zip(x_data, y_data):
        l = loss(x, y)
        l.backward()
        print("grad:", x, y, w.grad.item())
        w.data = w.data - 0.01 * w.grad.data
        w.grad.data.zero_()
    print("progress:", epoch, l.item())
print("predict (after training)", 4, forward(4).item())
"""


def loop(precision: Precision, epochs: int) -> Callable[[], object]:
    """Our loop, with all it keeps."""
    path = library.find("linear")
    if path is None:
        raise FileNotFoundError("linear")
    task = plan(load_file(path), Wishes(), {}).task
    again = replace(task, recipe=replace(task.recipe, epochs=epochs, precision=precision))
    return lambda: descend(again)


def torch_loop(kind: str, epochs: int) -> Callable[[], object]:
    """PyTorch's, without printing."""
    import torch  # noqa: PLC0415 - only where it is installed

    def run() -> None:
        w = torch.tensor([1.0], dtype=getattr(torch, kind), requires_grad=True)
        for _ in range(epochs):
            for x, y in ((1.0, 2.0), (2.0, 4.0), (3.0, 6.0)):
                loss = (x * w - y) ** 2
                loss.backward()
                w.data = w.data - 0.01 * w.grad.data
                w.grad.data.zero_()

    return run


def processes(rounds: int) -> Figure:
    """The whole process of 100 epochs."""
    with TemporaryDirectory() as bytecode:
        variables = environment(bytecode)

        def run(*command: str) -> Callable[[], object]:
            return lambda: subprocess.run(command, env=variables, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)

        works = {"ours": run(*program(), "train", "linear"), "torch": run(sys.executable, "-c", COURSE)}
        times = alternated(works, rounds)
    return Figure("train linear / the course's PyTorch program", times.ratio("ours", "torch"), 0.25)


def loops(rounds: int, epochs: int) -> list[Figure]:
    """The loop alone."""
    figures = []
    for precision, times_faster in ((Precision.DOUBLE, 30), (Precision.SINGLE, 20)):
        works = {"ours": loop(precision, epochs), "torch": torch_loop(precision.value, epochs)}
        ratio = alternated(works, rounds).ratio("ours", "torch")
        figures.append(
            Figure(f"{epochs:,} epochs in {precision.value} / PyTorch, per mille", 1000 * ratio, 1000 / times_faster)
        )
    return figures


if __name__ == "__main__":
    QUICK = is_quick(__doc__)
    TITLE = "(d) training"
    if HAS_TORCH:
        FIGURES = [processes(1 if QUICK else ROUNDS), *loops(1 if QUICK else 3, 10 if QUICK else EPOCHS)]
        table(TITLE, FIGURES)
    else:
        table(TITLE, [], ("Nothing was held against PyTorch: it is not installed (extra `torch`).",))
