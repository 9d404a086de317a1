"""The rows of an array, or the samples of a training, are not equally long.

An array is a list of numbers or a list of rows, and all rows have the same length; every name in `data` has
the same number of samples. Numbers and rows cannot stand side by side.

Bad:

    title: A product
    model: z = W·x
    upstream: {z: [1, 2]}
    given: {W: [[1, 2], [3]], x: [5, 7]}

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    train: {data: {x: [1, 2], y: [2, 4, 6]}, lr: 0.01, epochs: 5}

Good:

    title: A product
    model: z = W·x
    upstream: {z: [1, 2]}
    given: {W: [[1, 2], [3, 4]], x: [5, 7]}
"""
