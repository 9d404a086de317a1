"""A local gradient does not exist at these numbers.

The step has a value, but its graph is vertical there, as that of √ at 0. Choose givens away from the edge of
the function's domain.

Bad:

    title: Linear model
    model: ŷ = sqrt(w − 2) + x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Good:

    title: Linear model
    model: ŷ = sqrt(w + 3) + x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""
