"""The text is not a formula.

Something is missing or out of place: a sign without what it joins, a bracket that never closes, two things
without a sign between them, a comparison, an `=` where none belongs. The caret stands where reading stopped,
and the message says what was expected there. `docs/formulas.md` says how formulas are written.

Bad:

    title: Linear model
    model: ŷ = w·x +
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad:

    title: Linear model
    model: ŷ = w·(x + 1
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)² == 0
    given: {x: 6, w: 2, y: 5}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""
