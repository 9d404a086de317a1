"""A key is no text.

Before a colon stands a word: a key of the file, or the name of a number. A number, a list or nothing at all
cannot be one. Write the name out, or put it into quotes where it only looks like a number.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5, 7: 2}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""
