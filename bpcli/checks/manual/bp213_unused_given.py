"""A number is given, but no step reads it.

It changes nothing, so it is either left over or misspelt; where a name that is read was never given, the
message offers that one.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5, b: 2}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""

from __future__ import annotations

from bpcli.core.findings import Severity

SEVERITY = Severity.WARNING
