"""This cannot be a name.

A name begins with a letter and has letters, digits, subscripts, `_` inside and primes behind. `nan`, `inf`
and `infinity` are reserved; the name of a function needs its argument in brackets unless the exercise gives
that name a value.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5, w_: 2}

Bad:

    title: Linear model
    model: inf = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad:

    title: Linear model
    model: ŷ = w·sin
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""
