"""A number is not written as one.

Numbers have a decimal point, no grouping marks other than `_`, and no other base: `1_000`, not `1'000`;
`1000`, not `0x3e8`. A word is none. A fraction cannot divide by 0.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 5, w: 1.2.3, y: 4}

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 5, w: three, y: 4}

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 5, w: "1/0", y: 4}

Good:

    title: Linear model
    model: ŷ = w·x + 0.5
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    ask: [loss]
"""
