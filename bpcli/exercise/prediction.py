"""Tell the model from the loss where an exercise is written as one text, and make the loss that is implied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bpcli.core.source import Excerpt
from bpcli.exercise.reader import Reader
from bpcli.exercise.steps import NamedStep, Part, named
from bpcli.language.names import Scope
from bpcli.language.parser import parse_step
from bpcli.language.tree import names

PREDICTION = "ŷ"
LOSSES = ("loss", "L")
TAKEN = "BP218"
_RESIDUAL = "r"


def divided(steps: tuple[NamedStep, ...], prediction: str | None) -> tuple[NamedStep, ...]:
    """The steps, each with the part it belongs to: the model is the prediction and all it is computed from.

    Where no step is the prediction, the loss is the step `loss` or `L`, with an `r` that only it reads.
    """
    reads = {step.name: names(step.tree) for step in steps}
    if prediction is not None and prediction in reads:
        model = _needed(prediction, reads)
    else:
        last = next((name for name in LOSSES if name in reads), None)
        readers = [name for name, read in reads.items() if _RESIDUAL in read]
        model = {name for name in reads if name != last and (name != _RESIDUAL or readers != [last])}
    return tuple(replace(step, part=Part.MODEL if step.name in model else Part.LOSS) for step in steps)


def _needed(name: str, reads: Mapping[str, tuple[str, ...]]) -> set[str]:
    """A step and all steps it is computed from."""
    needed: set[str] = set()
    todo = [name]
    while todo:
        step = todo.pop()
        if step in reads and step not in needed:
            needed.add(step)
            todo += reads[step]
    return needed


def predicted(
    reader: Reader, scope: Scope, steps: tuple[NamedStep, ...], target: str, value: object
) -> tuple[NamedStep, ...]:
    """The steps where `target`, of this `value`, is both computed and given: what computes it is now called ŷ.

    Without a loss of their own the steps get `r = ŷ − y` and `loss = r²`, summed where the target is an array.
    """
    prediction = scope.spell(PREDICTION)
    steps = divided(tuple(replace(s, name=prediction) if s.name == target else s for s in steps), prediction)
    has_loss = any(prediction in names(step.tree) for step in steps if step.part is Part.LOSS)
    if not has_loss:
        steps = tuple(replace(step, part=Part.MODEL) for step in steps)
    for step in steps:
        if step.part is Part.MODEL and target in names(step.tree):
            losing = step.name in (*LOSSES, _RESIDUAL)
            reader.fault(TAKEN, "prediction-unused" if losing else "target-read", step.excerpt.place, name=target)
            return steps
    return steps if has_loss else steps + _implied_loss(reader, scope, steps, target, is_array=isinstance(value, tuple))


def _implied_loss(
    reader: Reader, scope: Scope, steps: tuple[NamedStep, ...], target: str, *, is_array: bool
) -> tuple[NamedStep, ...]:
    prediction = scope.find(PREDICTION) or PREDICTION
    place = next(step.excerpt.place for step in steps if step.name == prediction)
    made = (_RESIDUAL, LOSSES[0])
    for name in made:
        if scope.find(name) is not None:
            reader.fault(TAKEN, "name-taken", place, name=name, target=target)
            return ()
    scope.declare(*made)
    formulas = (f"{prediction} − {target}", f"sum({_RESIDUAL}²)" if is_array else f"{_RESIDUAL}²")
    texts = [
        Excerpt(f"{name} = {formula}", place, verbatim=False) for name, formula in zip(made, formulas, strict=True)
    ]
    return tuple(
        named(parse_step(text, scope), Part.LOSS, scope.spell(name)) for text, name in zip(texts, made, strict=True)
    )
