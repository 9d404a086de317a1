"""The gradient that comes back has another shape than the step.

`upstream` has one number for each entry of the last step: a gradient always has the shape of what it is the
gradient of.

Bad:

    title: A product
    model: z = W·x
    upstream: {z: 1}
    given: {W: [[1, 2], [3, 4]], x: [5, 7]}

Good:

    title: A product
    model: z = W·x
    upstream: {z: [1, 2]}
    given: {W: [[1, 2], [3, 4]], x: [5, 7]}
"""
