r"""A formula passes a limit.

A formula has at most 2,000 characters and 64 levels of nesting, a name 32 characters, a number 50 digits and
a size between 1e-308 and 1e308. Give inner parts names in steps of their own.

Bad, with escapes:

    title: A long sum
    model: ŷ = w·x⟨ + 1⟩×600
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad, with escapes:

    title: Deep
    model: ŷ = w·⟨(⟩×70x⟨)⟩×70
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 5, w: 1e400, y: 4}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""
