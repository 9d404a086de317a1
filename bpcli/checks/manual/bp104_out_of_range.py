"""A value is out of range.

The key takes this kind of thing, but not this one: a form of answers that there is none of, a negative
learning rate, a range whose bounds are in the wrong order, or that has more than a million numbers.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    ask: [{loss: picture}]

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    variants: {names: {x: integer 9..1}}

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    variants: {names: {x: integer 0.5..3}}

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    train: {data: {x: [1, 2], y: [2, 4]}, lr: -0.1, epochs: 5}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    variants: {names: {x: integer 1..9}}
"""
