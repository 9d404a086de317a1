"""The known mistake behind a wrong answer in a few words, for whoever writes exercises.

`slip(exercise, trace, aim, value)` is `off by a factor 2: the power's coefficient is missing`, or "" where no known
mistake gives that value. `slip_name("missing-power-coefficient")` is the mistake alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bpcli.core.numerals import nested_shape, numeral
from bpcli.core.say import say
from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.given import Within
from bpcli.tutor.aims import Aim

if TYPE_CHECKING:
    from bpcli.tutor.mistakes.outcome import Diagnosis

_SHOWN = 4  # mistakes of a list


def slip(exercise: Exercise, trace: Trace, aim: Aim, value: Any, within: Within = None) -> str:
    """What explains a wrong value; "" where nothing does, or where there is none."""
    if value is None or not _fits(trace, aim, value):
        return ""
    from bpcli.tutor.mistakes.diagnosis import diagnose  # noqa: PLC0415 - heavy, and only a wrong answer needs it

    return _told(diagnose(exercise, trace, aim, value, within))


def slip_name(mistake: str) -> str:
    """A mistake in a few words."""
    return say(f"slips.{mistake}")


def slip_names(mistakes: Iterable[str]) -> str:
    """Several mistakes in a few words each; of many the first ones."""
    names = list(map(slip_name, mistakes))
    return " / ".join([*names[:_SHOWN], "…"] if len(names) > _SHOWN else names)


def _told(diagnosis: Diagnosis) -> str:
    factor = _size(diagnosis.factor)
    if diagnosis.mistake is not None:
        name = slip_name(diagnosis.mistake)
        return say("slips.label-factor", factor=factor, slip=name) if factor else name
    if diagnosis.candidates:
        return say("slips.label-several", slips=slip_names(diagnosis.candidates))
    if diagnosis.both:
        one, other = map(slip_name, diagnosis.both)
        return say("slips.label-two", one=one, other=other)
    return say("slips.label-factor-alone", factor=factor) if factor else ""


def _size(factor: Fraction | None) -> str:
    """How much too large or too small an answer is: 2 for ½ and for 2; "" where it is no factor, or a sign only."""
    if factor is None or abs(factor) == 1:
        return ""
    return numeral(factor if abs(factor) > 1 else 1 / factor)


def _fits(trace: Trace, aim: Aim, value: Any) -> bool:
    """Whether a value has the shape of the right answer."""
    if isinstance(value, tuple):
        return nested_shape(value) == trace.graph.nodes[aim.node].shape
    return getattr(value, "shape", ()) == trace.graph.nodes[aim.node].shape
