"""The file is nested more than 16 levels deep.

Nothing in an exercise needs more than a few levels: a matrix has two, a sample of matrices three. Look for
brackets that were opened and never closed.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: [[[[[[[[[[[[[[[[[5]]]]]]]]]]]]]]]]], w: 3, y: 4}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""
