"""Read the steps of a model or a loss, and check what can be known of them from their text alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from bpcli.core.findings import Faults
from bpcli.core.limits import STEPS
from bpcli.core.source import Excerpt, Place
from bpcli.exercise.cycles import cycles
from bpcli.exercise.keys import Key
from bpcli.exercise.reader import Reader
from bpcli.exercise.telling import on_lines
from bpcli.exercise.yaml_tree import Node, Scalar, Sequence
from bpcli.language.names import Scope
from bpcli.language.parser import Step, parse_step, read_name
from bpcli.language.parts import left_side
from bpcli.language.tree import names


class Part(StrEnum):
    """Which part of an exercise a step belongs to."""

    MODEL = "model"
    LOSS = "loss"


@dataclass(frozen=True, slots=True)
class NamedStep(Step):
    """A step of an exercise, which always has a name."""

    name: str
    place: Place
    part: Part = Part.MODEL


_SHOWN = 8  # names of a circle in a message
_CANDIDATES = 20  # names that a misspelt one is held against


def step_lines(reader: Reader, node: Node, key: Key) -> list[Excerpt]:
    """The texts of the steps under a key: one text, a list of them, or the lines of a block."""
    lines: list[Excerpt] = []
    for item in reader.items(node):
        if (scalar := reader.scalar(item, key)) is None:
            continue
        _cut_off(reader, scalar, node)
        lines += [line for line in scalar.lines if line.text.strip()] if len(scalar.lines) > 1 else [scalar.excerpt]
    if not lines and not reader.items(node):
        reader.fault("BP105", "empty-text", node.place, key=key.name)
    return lines


def _cut_off(reader: Reader, scalar: Scalar, node: Node) -> None:
    """Note a formula such as `max(a, b)` that the comma of a list in `[ ]` has cut in two."""
    text, place = scalar.text, scalar.place
    follows = place.source.text[place.end : place.end + 1]
    if isinstance(node, Sequence) and scalar.plain and follows == "," and text.count("(") > text.count(")"):
        reader.fault("BP005", "split-by-comma", place)


def left_name(line: Excerpt) -> str | None:
    """The name before the `=` of a step; None where there is none, or no name (parsing says why)."""
    left = left_side(line)
    if left is None:
        return None
    try:
        return read_name(left)
    except Faults:
        return None


def declare_steps(lines: Iterable[Excerpt], scope: Scope) -> None:
    """Make the names on the left sides known, so that `wx` can be told from a name."""
    for line in lines:
        if (name := left_name(line)) is not None:
            scope.declare(name)


def parse_steps(
    reader: Reader, lines: list[Excerpt], scope: Scope, part: Part, bare: str | None = None
) -> tuple[NamedStep, ...]:
    """The steps of these texts. A formula without a name is called `bare`, or is a fault where that is None."""
    if len(lines) > STEPS:
        reader.fault("BP108", "too-many-steps", lines[STEPS].place, limit=f"{STEPS:,}")
        return ()
    steps = []
    for line in lines:
        step = reader.attempt(parse_step, line, scope)
        if step is not None and (step.name or bare):
            steps.append(named(step, part, step.name or scope.spell(bare or "")))
        elif step is not None:
            reader.fault("BP219", "step-without-name", line.place)
    return tuple(steps)


def named(step: Step, part: Part, name: str) -> NamedStep:
    """A parsed step under a name; a bare formula gets its place from its text."""
    return NamedStep(name, step.tree, step.excerpt, step.place or step.excerpt.place, part)


def check_steps(reader: Reader, steps: Iterable[NamedStep], givens: Mapping[str, Place]) -> None:
    """Note steps defined twice, names both computed and given, circles, and givens that nothing reads."""
    first: dict[str, NamedStep] = {}
    for step in steps:
        if step.name in first:
            _twice(reader, step, first[step.name].place)
        else:
            first[step.name] = step
            if step.name in givens:
                line = givens[step.name].first.line
                reader.fault("BP210", "computed-and-given", step.place, name=step.name, line=line)
    reads = {name: names(step.tree) for name, step in first.items()}
    for circle in cycles(reads):
        _circle(reader, circle, first[circle[0]])


def check_use(reader: Reader, steps: Iterable[NamedStep], givens: Mapping[str, Place]) -> None:
    """Warn of givens that no step reads; a name that is read but never given may be the one that was meant."""
    steps = tuple(steps)
    computed = {step.name for step in steps}
    read = dict.fromkeys(name for step in steps for name in names(step.tree) if name not in computed)
    missing = [name for name in read if name not in givens][:_CANDIDATES]
    for name, place in givens.items():
        if name in read or name in computed:
            continue
        nearest = next(iter(get_close_matches(name, missing, 1)), None)
        reader.warn("BP213", "unused-given-near" if nearest else "unused-given", place, name=name, nearest=nearest)


def _twice(reader: Reader, step: NamedStep, first: Place) -> None:
    what, lines = on_lines("defined-twice", first, step.place)
    reader.fault("BP210", what, step.place, name=step.name, **lines)


def _circle(reader: Reader, circle: tuple[str, ...], step: NamedStep) -> None:
    if len(circle) == 1:
        reader.fault("BP212", "reads-itself", step.place, name=step.name)
        return
    shown = [*circle[:_SHOWN], "…"] if len(circle) > _SHOWN else list(circle)
    reader.fault("BP212", "circle", step.place, circle=" → ".join([*shown, circle[0]]))
