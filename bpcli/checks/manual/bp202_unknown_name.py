"""A name or a function is not known.

A function is called that there is none of, or `expect`, `functions` or a condition reads a name that the
exercise does not have. In a step an unknown name is a parameter that starts at 1; elsewhere nothing says what
it is. The message offers the nearest known one.

Bad:

    title: Linear model
    model: ŷ = sigmod(w·x)
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    expect: {dloss/dw: 2·q}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    expect: {dloss/dw: 2·(ŷ − y)·x}
"""
