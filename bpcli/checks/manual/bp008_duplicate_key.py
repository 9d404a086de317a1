"""A key stands twice.

Of two equal keys YAML readers keep one and forget the other, and not all keep the same; so neither is taken
here. Two spellings of one name, such as `w1` and `w_1` under `given`, are equal too. Keep one of the two.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5, w: 2}

Bad:

    title: Linear model
    model: ŷ = w1·x
    loss: loss = (ŷ − y)²
    given: {x: 5, w1: 3, w_1: 2, y: 4}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""
