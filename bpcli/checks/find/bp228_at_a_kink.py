"""The numbers put a step on a kink.

At 0 `relu` and `abs` have no derivative, and neither has `max` where its arguments are equal. The program
uses PyTorch's convention there (0, and equal shares), but a learner cannot work it out: choose numbers beside
the kink, or silence the warning where the convention is what the exercise teaches.

Bad:

    title: A gate
    model:
      - z = w·x + b
      - h = relu(z) + w·x
    loss: loss = (h − y)²
    given: {x: 2, w: 3, b: -6, y: 5}
    ask: [z]

Good:

    title: A gate
    model:
      - z = w·x + b
      - h = relu(z) + w·x
    loss: loss = (h − y)²
    given: {x: 2, w: 3, b: -5, y: 5}
    ask: [z]
"""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.checks.subject import Subject
from bpcli.core.findings import Finding, Severity
from bpcli.core.say import say

SEVERITY = Severity.WARNING


def find(subject: Subject) -> Iterator[Finding]:
    """A finding for each step with an operation at its kink."""
    graph = subject.trace.graph
    steps = dict.fromkeys(graph.nodes[index].step for index in subject.trace.checked.kinks)
    for step in steps:
        if step is not None:
            named = graph.steps[step]
            message = say("checks.at-a-kink", name=named.name)
            yield Finding("BP228", message, named.excerpt.place, help=say("checks.at-a-kink-help"), severity=SEVERITY)
