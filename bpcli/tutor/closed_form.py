"""The gradients of the parameters in closed form: `∂loss/∂w = 2·x·(w·x − y)`."""

from __future__ import annotations

from bpcli.core.say import say
from bpcli.engine import whole
from bpcli.engine.graph import Kind
from bpcli.engine.trace import Trace
from bpcli.report.blocks import Block, Equation, Formula, Heading, Partial, Prose
from bpcli.tutor.naming import numerator


def closed_forms(trace: Trace) -> list[Block]:
    """A heading and a line a parameter, or a sentence where the formulas would be long or have arrays in them."""
    nodes = trace.graph.nodes
    parameters = [i for i, node in enumerate(nodes) if node.kind is Kind.PARAMETER and trace.gradient(i) is not None]
    forms = whole.closed_forms(trace, parameters)
    lines: list[Block] = [
        Formula(Equation((Partial(numerator(trace), nodes[form.leaf].name), form.formula))) for form in forms
    ]
    if not parameters:
        lines.append(Prose(say("tutor.no-parameter")))
    elif len(forms) < len(parameters):
        lines.append(Prose(say("tutor.no-closed-form")))
    return [Heading(say("tutor.closed-forms"), 2), *lines]
