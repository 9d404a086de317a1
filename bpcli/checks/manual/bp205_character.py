r"""A character cannot stand in a formula.

It shows nothing, has no meaning, or only looks like a letter that it is not: a Cyrillic `х` reads like a
Latin `x`, and is another name. The message names the character and what to type instead.

Bad, with escapes:

    title: Linear model
    model: ŷ = w·\u0445
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad, with escapes:

    title: Linear model
    model: ŷ = w·\u200bx
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad:

    title: Linear model
    model: ŷ = w·x ? 1
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""
