"""What a teacher would say of a diagnosis: the slip and where it is, or what to work out next to find it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction
from typing import Any

from bpcli.core.numerals import numeral
from bpcli.core.say import say
from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.tutor.aims import Aim, Wanted, as_shown, asked_name
from bpcli.tutor.mistakes.alike import answers_in
from bpcli.tutor.mistakes.numbers import same
from bpcli.tutor.mistakes.outcome import Diagnosis
from bpcli.tutor.mistakes.study import Study, study
from bpcli.tutor.naming import numerator

_MOST_ASKED = 30  # nodes on the way that are looked at for the question to ask next


def message(exercise: Exercise, trace: Trace, aim: Aim, diagnosis: Diagnosis, answered: Collection[Aim] = ()) -> str:
    """The sentence for a diagnosis. `answered` are the questions that need not be asked again."""
    if diagnosis.mistake is not None:
        return _slip(trace, aim, diagnosis.mistake, diagnosis.places)
    if diagnosis.both:
        one, other = (
            _slip(trace, aim, mistake, (place,))
            for mistake, place in zip(diagnosis.both, diagnosis.places, strict=True)
        )
        return say("mistakes.slip-twice", one=one) if one == other else say("mistakes.two-slips", one=one, other=other)
    if diagnosis.twice:
        return say("mistakes.path-twice", source=_name(trace, aim.node), output=numerator(trace))
    if (place := _same_place(diagnosis, aim)) is not None:
        return say("mistakes.same-place", node=_name(trace, place))
    ask = telling_question(exercise, trace, aim, diagnosis, answered) if diagnosis.candidates else None
    return _general(diagnosis, None if ask is None else as_shown(asked_name(trace, ask)))


def _same_place(diagnosis: Diagnosis, aim: Aim) -> int | None:
    """The one node at which all the candidates are made, if it is one on the way."""
    places = set(diagnosis.places) if diagnosis.candidates else set()
    return next(iter(places)) if len(places) == 1 and places.isdisjoint({None, aim.node}) else None


def _slip(trace: Trace, aim: Aim, mistake: str, places: Iterable[int | None]) -> str:
    nodes = [_name(trace, place) for place in places if place is not None]
    asked = _name(trace, aim.node)
    output = numerator(trace) if aim.consumer is None else _name(trace, aim.consumer)
    return say(f"mistakes.{mistake}", node=" / ".join(nodes) or asked, source=asked, output=output)


def _general(diagnosis: Diagnosis, ask: str | None) -> str:
    if diagnosis.factor is not None:
        return _of_factor(diagnosis.factor, ask)
    if diagnosis.candidates:
        return say("mistakes.several") if ask is None else say("mistakes.several-ask", ask=ask)
    return say("mistakes.unknown")


def _of_factor(factor: Fraction, ask: str | None) -> str:
    """A factor is missing or too many: an answer that is half of the right one lacks a 2."""
    if factor == -1:
        return say("mistakes.sign-only") if ask is None else say("mistakes.sign-only-ask", ask=ask)
    if abs(factor) < 1:
        text = numeral(1 / factor)
        return (
            say("mistakes.factor-missing", factor=text)
            if ask is None
            else say("mistakes.factor-missing-ask", factor=text, ask=ask)
        )
    text = numeral(factor)
    return (
        say("mistakes.factor-extra", factor=text)
        if ask is None
        else say("mistakes.factor-extra-ask", factor=text, ask=ask)
    )


def telling_question(
    exercise: Exercise, trace: Trace, aim: Aim, diagnosis: Diagnosis, answered: Collection[Aim] = ()
) -> Aim | None:
    """A gradient on the way that tells the candidates apart: that which has the most different answers.

    None where there is none, or only such as have been answered.
    """
    studied = study(exercise, trace)
    if aim.wanted is not Wanted.TOTAL:
        return None
    keys = {
        found.key: found.outcome.mistake
        for found in studied.explanations(aim)
        if found.outcome.mistake in diagnosis.candidates
    }
    best, most = None, 1
    for asked in _on_the_way(studied, trace, aim):
        if asked in answered:
            continue
        groups = _groups(studied, asked, keys)
        if groups > most:
            best, most = asked, groups
    return best


def _on_the_way(studied: Study, trace: Trace, aim: Aim) -> list[Aim]:
    cone = studied.cone(aim)
    shown = (studied.ground.shown(node) for node in reversed(cone.nodes)) if cone is not None else ()
    nodes = dict.fromkeys(node for node in shown if node is not None and trace.graph.nodes[node].named)
    return [Aim(Wanted.TOTAL, node) for node in nodes if node not in (trace.graph.output, aim.node)][:_MOST_ASKED]


def _groups(studied: Study, asked: Aim, keys: dict[tuple[Any, ...], str]) -> int:
    """How many different answers to a question the mistakes lead to."""
    with studied.quiet():
        situation = studied.here(asked)
        if situation is None or situation.truth is None:
            return 1
        made = answers_in(situation).made
        values: list[Any] = []
        for key in keys:
            value = made.get(key, situation.truth)
            if not any(same(value, other) for other in values):
                values.append(value)
    return len(values)


def _name(trace: Trace, node: int | None) -> str:
    return "" if node is None else trace.graph.nodes[node].name
