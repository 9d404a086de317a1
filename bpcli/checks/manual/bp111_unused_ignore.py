"""A comment silences a code that does not occur.

What it silenced has been mended, or it stands on another line than the finding. Delete the code from the
comment, so that it does not hide what comes later.

Bad:

    # bpcli: ignore[BP301]
    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""

from __future__ import annotations

from bpcli.core.findings import Severity

SEVERITY = Severity.WARNING
