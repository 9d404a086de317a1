"""Steps need each other's results.

A graph is worked out from the givens to the output, so no step may read, directly or through others, what is
computed from it. The message shows the circle. A value that changes over time, as in a recurrent network,
gets a name for each moment.

Bad:

    title: Linear model
    model: [a = w·b, b = a + x, ŷ = b]
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad:

    title: Linear model
    model: ŷ = ŷ + w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Good:

    title: Linear model
    model: [h1 = w·x, ŷ = w·h1]
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    ask: [loss]
"""
