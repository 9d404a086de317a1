"""A function is called in the wrong way.

It has too few arguments or too many, an option that it does not know, or an option before an argument. The
message says what the function takes.

Bad:

    title: Linear model
    model: ŷ = exp(w, x)
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad:

    title: Linear model
    model: ŷ = relu(w·x, slope=0.1)
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Good:

    title: Linear model
    model: ŷ = exp(w·x/10)
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""
