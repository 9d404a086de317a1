"""A name is defined twice.

Two steps compute it, or a step computes what `given` gives, or `formula` and `given` both give it. Names
stand for one value each: the graph is built from them. Give one of the two another name.

Bad:

    title: Linear model
    model: [z = w·x, z = w + x]
    loss: loss = (z − y)²
    given: {x: 6, w: 2, y: 5}

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5, ŷ: 15}

Good:

    title: Linear model
    model: [z = w·x, u = w + z]
    loss: loss = (u − y)²
    given: {x: 6, w: 2, y: 5}
    ask: [loss]
"""
