"""A number is expected, and this is none.

Numbers are written `2`, `-0.5`, `1e-3` or `1/3`, with at most 50 digits (BP209 says of other texts why they
are none). `nan` and `inf` are no numbers, `1:30` is none (YAML 1.1 would make 90 of it), and where a name
under `given` has nothing behind its colon there is none either.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 5, w: .inf, y: 4}

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 5, w: 1:30, y: 4}

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 5, w: , y: 4}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: "1/3", y: 5}
    ask: [loss]
"""
