"""A step is too large for a number.

Numbers reach to about 1e308; an exponential or a power has left them at these givens. Choose smaller givens,
or write the formula in a stable way, as `bce_with_logits` and `softplus` do.

Bad:

    title: Linear model
    model: ŷ = exp(w·x)
    loss: loss = (ŷ − y)²
    given: {x: 500, w: 3, y: 4}

Good:

    title: Linear model
    model: ŷ = exp(w·x)
    loss: loss = (ŷ − y)²
    given: {x: 0.5, w: 3, y: 2}
"""
