"""A test names a mistake that there is none of.

`diagnosis` takes the id of a known mistake, such as `missing-power-coefficient` or `negated-gradient`. The
message offers the nearest one.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    tests:
      - {ask: dloss/dw, answer: 42, verdict: wrong, diagnosis: missing-coefficient}

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
from difflib import get_close_matches

from bpcli.checks.subject import Subject
from bpcli.core.findings import Finding
from bpcli.core.say import listed, say


def find(subject: Subject) -> Iterator[Finding]:
    """A finding for each id that is none."""
    known = subject.mistakes
    for trial in subject.exercise.tests:
        if trial.diagnosis is not None and trial.diagnosis not in known:
            near = get_close_matches(trial.diagnosis, known, 1)
            what = "unknown-diagnosis-near" if near else "unknown-diagnosis"
            message = say(f"checks.{what}", id=trial.diagnosis)
            help_text = say(f"checks.{what}-help", near="".join(near), choices=listed(known))
            yield Finding("BP225", message, trial.named, help=help_text)
