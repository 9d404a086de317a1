"""A comment for bpcli names no code, or one that it cannot silence.

`# bpcli: ignore[BP301]` silences one code, `# bpcli: ignore[BP304, BP305] the notes' numbers` two, with the
reason behind them. A code is required, so that a comment never hides more than was meant. Errors that make an
exercise unusable cannot be silenced. At the end of a line a comment holds for that line, on a line of its own
for the next one, and on a line of its own above the first key for the whole file.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}  # bpcli: ignore

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}  # bpcli: ignore[BP999]

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}  # bpcli: ignore[BP201]

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}  # bpcli: skip

Good:

    # bpcli: ignore[BP301]  a stub
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""

from __future__ import annotations

from bpcli.core.findings import Severity

SEVERITY = Severity.WARNING
