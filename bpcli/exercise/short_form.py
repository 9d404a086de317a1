"""Read the short form: `y=w·x, x=2, y=4`.

A part whose right side is a number or an array is a given, `dL/dz = 5` is the gradient that comes back
into z, and any other part is a step. A name that is both computed and given is prediction and target:
the prediction is then called ŷ, and without a loss of its own the exercise gets `r = ŷ − y`, `loss = r²`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bpcli.core.say import listed
from bpcli.core.source import Excerpt, Place
from bpcli.exercise.given import Given, read_given
from bpcli.exercise.prediction import LOSSES, PREDICTION, TAKEN, divided, predicted
from bpcli.exercise.reader import Reader
from bpcli.exercise.steps import NamedStep, Part, declare_steps, left_name, named, parse_steps
from bpcli.exercise.telling import shortened
from bpcli.language.names import Scope
from bpcli.language.numbers import reads_as_given
from bpcli.language.parser import parse_step, read_name
from bpcli.language.parts import sides, split_parts
from bpcli.language.questions import parse_question
from bpcli.language.tree import names

_GRADIENT = re.compile(r"\s*(?:[d∂]\s*\w*\s*/|grad\s)", re.IGNORECASE)
_BARE = ("y", "z", "f", "u", "v", "out")  # what an expression without a name is called: the first it does not read


@dataclass(frozen=True, slots=True)
class ShortForm:
    """What the parts of a short form say; `places` are those of the givens."""

    steps: tuple[NamedStep, ...]
    givens: dict[str, Given]
    places: dict[str, Place]
    upstream: tuple[str, Given] | None


@dataclass(slots=True)
class _Parts:
    """The parts of a text, sorted by what they are; givens and upstreams as left and right side."""

    steps: list[Excerpt] = field(default_factory=list)
    bare: Excerpt | None = None
    givens: list[tuple[Excerpt, Excerpt]] = field(default_factory=list)
    upstreams: list[tuple[Excerpt, Excerpt]] = field(default_factory=list)


def read_short_form(
    reader: Reader, scope: Scope, excerpts: list[Excerpt], besides: Mapping[str, Given] | None = None
) -> ShortForm:
    """What a short form says. `besides` are declared names that are given elsewhere (under the key `given`)."""
    before = len(reader.findings)
    parts = _sorted(reader, [part for excerpt in excerpts for part in reader.attempt(split_parts, excerpt) or []])
    others = besides or {}
    written = _declare(reader, scope, parts)
    target = _target(reader, scope, parts, (*written, *others))
    steps = _steps(reader, scope, parts)
    if parts.bare is not None and steps and steps[0].name in {scope.find(name) for name in (*written, *others)}:
        target = steps[0].name
    givens, places = _give(reader, scope, written)
    if not steps and len(reader.findings) == before:
        reader.fault("BP102", "no-step", excerpts[0].place)
    if target is not None:
        target = scope.find(target) or target
    if target is None or all(step.name != target for step in steps):  # none computes it that could be read
        steps = divided(steps, scope.find(PREDICTION))
    else:
        values = {scope.find(name) or name: value for name, value in others.items()} | givens
        steps = predicted(reader, scope, steps, target, values.get(target))
    upstream = _upstream(reader, scope, parts, steps)
    return ShortForm(steps, givens, places, upstream)


def _sorted(reader: Reader, texts: list[Excerpt]) -> _Parts:
    """The parts by what they are; what has no name and is not the one step is a fault."""
    parts = _Parts()
    bare: list[Excerpt] = []
    for text in texts:
        left, right = sides(text)
        if left is None:
            bare.append(text)
        elif _GRADIENT.match(left.text):
            parts.upstreams.append((left, right))
        elif reads_as_given(right):
            parts.givens.append((left, right))
        else:
            parts.steps.append(text)
    for text in bare:
        if reads_as_given(text):
            reader.fault("BP219", "number-without-name", text.place, text=shortened(text.text.strip()))
        elif len(bare) > 1 or parts.steps:
            reader.fault("BP219", "step-without-name", text.place)
        else:
            parts.bare = text
    return parts


def _declare(reader: Reader, scope: Scope, parts: _Parts) -> dict[str, tuple[Excerpt, Excerpt]]:
    """Make the names of steps and givens known; the givens by their name, with both of their sides."""
    declare_steps(parts.steps, scope)
    written: dict[str, tuple[Excerpt, Excerpt]] = {}
    for left, right in parts.givens:
        typed = reader.attempt(read_name, left)
        if typed is None:
            continue
        scope.declare(typed)
        name = scope.find(typed) or typed
        if name in written:
            texts = {"first": shortened(written[name][1].text.strip()), "second": shortened(right.text.strip())}
            reader.fault("BP210", "given-twice", left.place, name=name, **texts)
        written.setdefault(name, (left, right))
    return written


def _target(reader: Reader, scope: Scope, parts: _Parts, given: tuple[str, ...]) -> str | None:
    """The name that is both computed and given. The prediction's own name is made known beside it."""
    known = {scope.find(name) for name in given}
    computed = dict.fromkeys(scope.find(left_name(text) or "") for text in parts.steps)
    both = [name for name in computed if name is not None and name in known]
    if len(both) > 1:
        reader.fault(TAKEN, "two-targets", parts.steps[0].place, names=listed(both))
    if len(both) != 1:
        return None
    if scope.find(PREDICTION) is not None:
        reader.fault(TAKEN, "name-taken", parts.steps[0].place, name=PREDICTION, target=both[0])
        return None
    scope.declare(PREDICTION)
    return both[0]


def _steps(reader: Reader, scope: Scope, parts: _Parts) -> tuple[NamedStep, ...]:
    if parts.bare is None:
        return parse_steps(reader, parts.steps, scope, Part.MODEL)
    step = reader.attempt(parse_step, parts.bare, scope)
    if step is None:
        return ()
    read = names(step.tree)
    free = next((name for name in _BARE if scope.find(name) not in read), f"{_BARE[0]}'")
    return (named(step, Part.MODEL, scope.spell(free)),)


def _give(
    reader: Reader, scope: Scope, written: Mapping[str, tuple[Excerpt, Excerpt]]
) -> tuple[dict[str, Given], dict[str, Place]]:
    givens: dict[str, Given] = {}
    places: dict[str, Place] = {}
    for left, right in written.values():
        name = scope.spell(read_name(left))
        given = reader.attempt(read_given, right)
        if given is not None:
            givens[name] = given
        places[name] = left.place
    return givens, places


def _upstream(reader: Reader, scope: Scope, parts: _Parts, steps: tuple[NamedStep, ...]) -> tuple[str, Given] | None:
    """The step that a gradient comes back into, and that gradient."""
    if not parts.upstreams:
        return None
    left, right = parts.upstreams[0]
    for other, _ in parts.upstreams[1:]:
        reader.fault("BP109", "one-upstream", other.place)
    question = reader.attempt(parse_question, left, scope)
    given = reader.attempt(read_given, right)
    if question is None or given is None:
        return None
    if question.of not in (*LOSSES, None) or not question.wrt_text:
        reader.fault("BP109", "not-upstream", left.place)
    elif any(step.part is Part.LOSS for step in steps):
        reader.fault("BP109", "loss-and-upstream", left.place)
    elif question.wrt not in {step.name for step in steps}:
        reader.fault("BP211", "not-a-step", left.place, name=shortened(question.wrt_text))
    else:
        return question.wrt, given
    return None
