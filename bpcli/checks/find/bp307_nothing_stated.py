"""The exercise states no answers.

Under `--strict` every exercise is to say under `expect` what is right, so that a slip in a formula or a
number is noticed by whoever makes it. `bpcli check --fix` fills `expect` in with what the program works out;
read it before you keep it.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    ask: [dloss/dw]
    tests: [{ask: dloss/dw, answer: 84, verdict: correct}]

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    expect: {ŷ: 12, loss: 49, dloss/dw: 84}
    ask: [dloss/dw]
    tests: [{ask: dloss/dw, answer: 84, verdict: correct}]
"""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.checks.subject import Subject
from bpcli.core.findings import Finding, Severity
from bpcli.core.say import say

SEVERITY = Severity.WARNING
STRICT = True


def find(subject: Subject) -> Iterator[Finding]:
    """One finding, at the top of the file."""
    if not subject.exercise.expectations:
        message, help_text = say("checks.nothing-stated"), say("checks.nothing-stated-help")
        yield Finding("BP307", message, subject.top, help=help_text, severity=SEVERITY)
