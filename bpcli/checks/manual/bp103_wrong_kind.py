"""Something of the wrong kind stands under a key.

Each key takes one kind of thing: a text, a number, a list, names with numbers. The message says what the key
takes and what it found. The usual causes are a missing pair of brackets, a list where one value is meant, and
a key whose value was left out.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: [5, 3, 4]

Bad:

    title: [Linear, model]
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    expand: maybe

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    level: hard

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    variants: {names: {x: a few}}

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    variants: {names: {x: integer 1..9}, where: x is large}

Bad:

    - a list
    - is no exercise

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    expand: true
"""
