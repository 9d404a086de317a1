"""The grader names another mistake than a test says.

A wrong answer has a diagnosis where one known mistake explains it and nothing that could differ explains it
too. The grader finds another mistake in this answer, or cannot tell several apart at these numbers, or knows
none. Name the one that the grader names, choose numbers that tell them apart, or leave the diagnosis out.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    tests:
      - {ask: dloss/dw, answer: -84, verdict: wrong, diagnosis: missing-power-coefficient}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    tests:
      - {ask: dloss/dw, answer: 42, verdict: wrong, diagnosis: missing-power-coefficient}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bpcli.checks.subject import Subject
from bpcli.core.findings import Finding
from bpcli.core.say import say

if TYPE_CHECKING:
    from bpcli.tutor.grading.judgement import Judgement


def find(subject: Subject) -> Iterator[Finding]:
    """A finding for each test with another diagnosis; an id nobody knows is BP225's, another verdict BP223's."""
    known = subject.mistakes
    for trial, judged in subject.tried:
        if trial.diagnosis in known and judged.verdict == trial.verdict and judged.diagnosis != trial.diagnosis:
            yield Finding("BP224", _message(trial.answer.text, judged), trial.named, help=_help(judged))


def _message(answer: str, judged: Judgement) -> str:
    fields = {"answer": answer, "asked": judged.ask}
    if judged.diagnosis:
        return say("checks.diagnosis-differs", **fields, found=judged.diagnosis)
    if judged.candidates:
        return say("checks.diagnosis-open", **fields, found=", ".join(judged.candidates))
    return say("checks.diagnosis-none", **fields)


def _help(judged: Judgement) -> str:
    return say("checks.judged-so", said=judged.message) if judged.message else ""
