"""A step has no value at these numbers.

It divides by 0, takes a root or a logarithm of a number outside of the domain, or picks a class that there is
none of. The message names the part of the formula and the numbers it was given. Choose givens for which every
step is a real number.

Bad:

    title: Linear model
    model: ŷ = log(w − x)
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad:

    title: Linear model
    model: ŷ = w/(x − 6)
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Good:

    title: Linear model
    model: ŷ = log(w + x)
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""
