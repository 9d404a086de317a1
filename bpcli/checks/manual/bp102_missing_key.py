"""A key is missing.

An exercise needs a `model` (or a `formula`), and usually has `loss` and `given`; a test needs `ask`, `answer`
and `verdict`; training needs `data`, `lr` and `epochs`. A `formula` needs something to compute. The message
names what is missing.

Bad:

    title: Linear model
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    tests: [{ask: loss, answer: 49}]

Bad:

    title: Numbers only
    formula: x = 2, w = 3

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""
