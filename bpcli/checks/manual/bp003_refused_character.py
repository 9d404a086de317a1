r"""A character cannot stand in an exercise file.

Control characters, byte order marks in the middle of a file and unusual line separators show nothing in an
editor, but change what is read. They come from copying out of other programs, or from joining files. Delete
the character that the caret points at, or type the text again.

Bad, with escapes:

    title: Linear\x00 model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad, with escapes:

    title: Linear model
    model: ŷ = w·x
    \ufeffloss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""
