"""A step does not feed the output.

The output is the last step that no other step reads; a step that it does not depend on has no gradient, and
changes nothing. That is allowed, but seldom meant: use the step, or leave it out.

Bad:

    title: Linear model
    model:
      - u = w + x
      - ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    ask: [loss]

Good:

    title: Linear model
    model:
      - u = w + x
      - ŷ = w·u
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    ask: [loss]
"""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.checks.subject import Subject
from bpcli.core.findings import Finding, Severity
from bpcli.core.say import say

SEVERITY = Severity.WARNING


def find(subject: Subject) -> Iterator[Finding]:
    """A finding for each step that nothing reads; those that only such a step reads go without saying."""
    graph, reached = subject.trace.graph, subject.trace.gradients.doubles
    for index, node in enumerate(graph.nodes):
        if node.named and node.rule is not None and reached[index] is None and not graph.consumers[index]:
            message = say("checks.step-unused", name=node.name, output=graph.nodes[graph.output].name)
            help_text = say("checks.step-unused-help", name=node.name)
            yield Finding("BP227", message, subject.place_of_node(index), help=help_text, severity=SEVERITY)
