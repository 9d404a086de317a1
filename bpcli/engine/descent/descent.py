"""Train: `descend(task)` goes down the slope and gives a `Run`, from which every update can be read.

A run ends when its epochs are over, when a number is no longer finite, when a value does not exist (a logarithm of
−1), or when the reader presses Ctrl-C; what was reached until then is kept.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from bpcli.core.findings import Faults, Finding
from bpcli.core.limits import TRAINING_NUMBERS
from bpcli.core.numerals import Value
from bpcli.core.say import say
from bpcli.engine.descent.numbers import Precision
from bpcli.engine.descent.program import Program, State
from bpcli.engine.descent.task import Task
from bpcli.engine.forward import too_long

_CHUNK = 4_096  # updates of numbers between two looks at what came out
_CHUNK_OF_ARRAYS = 64


class Ended(StrEnum):
    """Why a run ended."""

    DONE = "done"
    INFINITE = "infinite"
    UNDEFINED = "undefined"
    INTERRUPTED = "interrupted"


class Update(NamedTuple):
    """One update: the loss and the gradients (the `.grad` buffers) before it, the parameters after it."""

    epoch: int
    number: int
    loss: Value
    gradients: tuple[Value, ...]
    parameters: tuple[Value, ...]


@dataclass(slots=True)
class Run:
    """What came of a task.

    numbers: for each update the loss, the gradients and the parameters, flat, as doubles.
    exact: the first updates in fractions, where the task asks for them; the others follow in double precision.
    """

    task: Task
    start: tuple[Value, ...]
    numbers: array[float] = field(default_factory=lambda: array("d"))
    exact: list[State] = field(default_factory=list)
    ended: Ended = Ended.DONE
    reason: str = ""

    @property
    def width(self) -> int:
        """How many numbers an update has."""
        return 1 + 2 * sum(math.prod(shape) for shape in self.task.shapes)

    def __len__(self) -> int:
        """How many updates there were."""
        return len(self.numbers) // self.width

    @property
    def epochs(self) -> int:
        """How many epochs were begun."""
        return -(-len(self) // self.task.updates)

    def update(self, number: int) -> Update:
        """An update by its number, counted from 0 over all epochs."""
        epoch, within = divmod(number, self.task.updates)
        if number < len(self.exact):
            loss, *values = self.exact[number]
        else:
            flat = self.numbers[number * self.width : (number + 1) * self.width]
            loss, values = flat[0], _shaped(flat[1:], (*self.task.shapes, *self.task.shapes))
        count = len(self.task.shapes)
        return Update(epoch, within, loss, tuple(values[:count]), tuple(values[count:]))

    def epoch(self, epoch: int) -> tuple[Update, ...]:
        """The updates of an epoch."""
        first = epoch * self.task.updates
        return tuple(self.update(number) for number in range(first, min(first + self.task.updates, len(self))))

    def losses(self) -> array[float]:
        """The loss of each epoch, which is that of its last update."""
        return self.numbers[(self.task.updates - 1) * self.width :: self.task.updates * self.width]

    def parameters(self, updates: int) -> tuple[Value, ...]:
        """The parameters after so many updates."""
        return self.start if updates == 0 else self.update(updates - 1).parameters


def descend(task: Task, told: Callable[[int], object] = lambda _: None) -> Run:
    """Train. `told` hears now and then how many epochs are done. Raises Faults where the run would be too long."""
    program = Program(task)
    run = Run(task, tuple(map(_value, program.start[: len(task.start)])))
    needed = task.recipe.epochs * task.updates * run.width
    if needed > TRAINING_NUMBERS:
        message = say("train.too-long", count=f"{needed:,}", limit=f"{TRAINING_NUMBERS:,}")
        raise Faults(Finding("BP108", message, help=say("train.too-long-help")))
    try:
        with _quiet(arrays=program.numbers.arrays):
            _descend(task, program, run, told)
    except KeyboardInterrupt:
        run.ended = Ended.INTERRUPTED
    except (ZeroDivisionError, ValueError, OverflowError) as error:
        run.ended, run.reason = Ended.UNDEFINED, str(error)
    _keep_whole(run)
    return run


def _descend(task: Task, program: Program, run: Run, told: Callable[[int], object]) -> None:
    state, done = program.start, 0
    if task.recipe.precision is Precision.EXACT:
        state, done = _exactly(task, program, run)
        program, state = _in_doubles(task, state)
    keep = _keeper(run, arrays=program.numbers.arrays)
    size = _CHUNK_OF_ARRAYS if program.numbers.arrays else _CHUNK
    chunk = max(1, size // max(1, len(task.samples)))
    while done < task.recipe.epochs:
        epochs = range(min(chunk, task.recipe.epochs - done))
        before = len(run.numbers)
        state = program.run(state, epochs, keep)
        done += len(epochs)
        if not _finite(run.numbers, before):
            run.ended = Ended.INFINITE
            return
        told(done)


class _Long(Exception):
    """A fraction has too many digits."""


def _exactly(task: Task, program: Program, run: Run) -> tuple[State, int]:
    """Whole epochs in fractions, for as long as these stay short; the state after them, and how many there were."""
    state, done = program.start, 0
    flat = _keeper(run, arrays=True)

    def keep(row: State) -> None:
        if any(map(too_long, row)):
            raise _Long
        rows.append(row)

    while done < task.recipe.epochs:
        rows: list[State] = []
        try:
            after = program.run(state, range(1), keep)
        except _Long:
            break
        run.exact += rows
        for row in rows:
            flat(row)
        state, done = after, done + 1
    return state, done


def _in_doubles(task: Task, state: State) -> tuple[Program, State]:
    from dataclasses import replace  # noqa: PLC0415 - exact runs only

    program = Program(replace(task, recipe=replace(task.recipe, precision=Precision.DOUBLE)))
    held = program.numbers.held
    return program, tuple(value if type(value) is int else held(value) for value in state)


def _keeper(run: Run, *, arrays: bool) -> Callable[[State], object]:
    """What puts an update into the run."""
    if not arrays:
        return run.numbers.extend

    def keep(row: State) -> None:
        # All at once: an interrupt must not leave half an update.
        flat: list[float] = []
        for value in row:
            flat.extend(map(float, value.flat)) if getattr(value, "ndim", 0) else flat.append(float(value))
        run.numbers.extend(flat)

    return keep


def _finite(numbers: array[float], start: int) -> bool:
    total = sum(numbers[start:])
    return total - total == 0 or all(map(math.isfinite, numbers[start:]))


def _keep_whole(run: Run) -> None:
    """Drop what cannot be shown: half an update, and everything from the first one on that is not finite."""
    keep = len(run.numbers) // run.width
    if run.ended is not Ended.DONE and not _finite(run.numbers, 0):
        keep = next((i // run.width for i, value in enumerate(run.numbers) if not math.isfinite(value)), keep)
        run.ended = Ended.INFINITE if keep < len(run.numbers) // run.width else run.ended
    del run.numbers[keep * run.width :]
    del run.exact[keep:]


def _shaped(flat: Iterable[float], shapes: Iterable[tuple[int, ...]]) -> list[Value]:
    rest = list(flat)
    values: list[Value] = []
    for shape in shapes:
        size = math.prod(shape)
        values.append(_array(rest[:size], shape) if shape else rest[0])
        del rest[:size]
    return values


def _value(held: Any) -> Value:
    """What a program holds, as values are shown: numbers as floats."""
    return held if getattr(held, "ndim", 0) or isinstance(held, Fraction) else float(held)


def _array(entries: list[float], shape: tuple[int, ...]) -> Any:
    import numpy as np  # noqa: PLC0415 - heavy, and only arrays need it

    return np.array(entries).reshape(shape)


def _quiet(*, arrays: bool) -> Any:
    """NumPy must not warn on its own of what is looked at afterwards."""
    if not arrays:
        from contextlib import nullcontext  # noqa: PLC0415

        return nullcontext()
    import numpy as np  # noqa: PLC0415

    return np.errstate(all="ignore")
