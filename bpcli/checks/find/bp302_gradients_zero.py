"""Every gradient of the parameters is zero.

Then nothing can be learnt from the numbers: whatever a learner gets wrong on the way, the answer 0 comes out.
It happens where the prediction is exactly right, where a relu is shut, and where an input is 0. Choose other
numbers, or silence the warning where the vanished gradient is what the exercise teaches.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 12}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.checks.subject import Subject
from bpcli.core.findings import Finding, Severity
from bpcli.core.say import listed, say

SEVERITY = Severity.WARNING
_SHOWN = 6  # names in the message


def find(subject: Subject) -> Iterator[Finding]:
    """One finding, at the step that is the output."""
    if subject.is_flat:
        graph, learnt = subject.trace.graph, subject.learnt
        names = listed(graph.nodes[index].name for index in learnt[:_SHOWN])
        message = say("checks.gradients-zero", names=names + (", …" if len(learnt) > _SHOWN else ""))
        place = subject.place_of_node(graph.output)
        yield Finding("BP302", message, place, help=say("checks.gradients-zero-help"), severity=SEVERITY)
