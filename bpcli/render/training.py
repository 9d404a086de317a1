"""What programs read of a training: `training_document` is JSON (`bpcli.train/1`), `training_rows` lines of CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bpcli.core.numerals import Shape
from bpcli.render.json_document import document_text, doubles
from bpcli.render.look import Look
from bpcli.render.spreadsheet import line
from bpcli.tutor.training.trained import Trained

TRAIN = "bpcli.train/1"


def training_document(trained: Trained, look: Look, *, title: str | None = None, notes: tuple[str, ...] = ()) -> str:
    """Every update of a training, and why it ended."""
    run = trained.run
    document = {
        "format": TRAIN,
        "title": title,
        "output": trained.output,
        "parameters": list(trained.parameters),
        "start": _named(trained, run.start),
        "ended": run.ended.value,
        "before": doubles(trained.before),
        "after": doubles(trained.after),
        "epochs": [_epoch(trained, epoch) for epoch in range(run.epochs)],
        "notes": list(notes),
    }
    return document_text(document, ascii=look.ascii)


def _epoch(trained: Trained, epoch: int) -> dict[str, Any]:
    updates = trained.run.epoch(epoch)
    last = updates[-1]
    steps = [
        {
            "sample": trained.sample(update.number),
            "loss": doubles(update.loss),
            "gradients": _named(trained, update.gradients),
            "parameters": _named(trained, update.parameters),
        }
        for update in updates
    ]
    return {
        "epoch": epoch,
        "loss": doubles(last.loss),
        "parameters": _named(trained, last.parameters),
        "steps": steps,
    }


def _named(trained: Trained, values: tuple[Any, ...]) -> dict[str, Any]:
    return {name: doubles(value) for name, value in zip(trained.parameters, values, strict=True)}


def training_rows(trained: Trained) -> Iterator[str]:
    """A heading, then a line an update; an array has a column for each of its numbers."""
    run, output = trained.run, trained.output
    shaped = list(zip(trained.parameters, run.task.shapes, strict=True))
    partials = [f"d{output}/d{name}{place}" for name, shape in shaped for place in _places(shape)]
    names = [f"{name}{place}" for name, shape in shaped for place in _places(shape)]
    yield line(["epoch", "sample", output, *partials, *names])
    for number in range(len(run)):
        epoch, within = divmod(number, run.task.updates)
        sample = trained.sample(within)
        flat = run.numbers[number * run.width : (number + 1) * run.width]
        yield line([str(epoch), "" if sample is None else str(sample), *map(repr, flat)])


def _places(shape: Shape) -> list[str]:
    """`[0][1]` for every entry of an array; nothing for a number."""
    places = [""]
    for size in shape:
        places = [f"{place}[{index}]" for place in places for index in range(size)]
    return places
