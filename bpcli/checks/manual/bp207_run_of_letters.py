"""A run of letters could be a product.

`wx` is the product of w and x where both are known, and a name where it is declared. Where it splits in two
ways, or a longer word contains a known name, nobody can tell what is meant. Write the signs.

Bad:

    title: Linear model
    model: ŷ = abc
    loss: loss = (ŷ − y)²
    given: {a: 5, bc: 3, ab: 2, c: 7, y: 4}

Bad:

    title: Linear model
    model: ŷ = wq·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Good:

    title: Linear model
    model: ŷ = w·x·a
    loss: loss = (ŷ − y)²
    given: {x: 5, w: 3, a: 2, y: 4}
    expect: {dloss/dw: 2·(ŷ − y)·xa}
    ask: [loss]
"""
