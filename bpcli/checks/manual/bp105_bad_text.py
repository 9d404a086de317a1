r"""A text is empty, too long, or runs over several lines.

Titles, tags and questions stand on one line of a list, so they have one line, at most 200 characters (an
`about` 2,000) and no characters that show nothing or that turn the direction of writing. Longer explanations
belong into `about`.

Bad:

    title: ""
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    ask: [loss, ""]

Bad:

    title: |
      Linear
      model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad, with escapes:

    title: ⟨long ⟩×50
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""
