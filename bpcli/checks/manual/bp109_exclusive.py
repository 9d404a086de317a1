"""Two things exclude each other.

An exercise has a `model` or a `formula`, and a `loss` or an `upstream`: the gradient that comes back into the
last step is either computed or given. Only one step can have such a gradient. Keep one of the two.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    formula: y = w·x

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    upstream: {ŷ: 5}

Bad:

    title: Two gradients
    model: [u = w·x, v = w + x]
    upstream: {u: 1, v: 2}
    given: {x: 5, w: 3}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""
