"""A formula or a number needs a name.

In a list of steps each is `name = formula`; only the one step of a `loss` may leave the name out. In a
`formula` a number needs a name, too: a decimal comma splits `1,5` into two parts, so decimals have a point.

Bad:

    title: Linear model
    model: [w·x, ŷ = w + 1]
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad:

    title: A node
    formula: y = w·x, x = 5, w = 3, 7

Good:

    title: Linear model
    model: [u = w·x, ŷ = w + u]
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    ask: [loss]
"""
