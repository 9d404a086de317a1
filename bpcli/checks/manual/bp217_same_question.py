"""The same question stands twice.

`dloss/dw`, `∂loss/∂w`, `dL/dw` and `grad w` are one question. In `ask` the second is left out; under `expect`
both are held against the result. Keep one of the two.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    ask: [dloss/dw, ∂loss/∂w]

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    expect: {dloss/dw: 84, grad w: 84}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    ask: [dloss/dw, loss]
"""

from __future__ import annotations

from bpcli.core.findings import Severity

SEVERITY = Severity.WARNING
