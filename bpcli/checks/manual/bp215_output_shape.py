"""The output is no single number.

A gradient starts from one number. End with a sum, a mean or a loss, or say under `upstream` what comes back
into the last step.

Bad:

    title: A product
    model: z = W·x
    given: {W: [[1, 2], [3, 4]], x: [5, 7]}

Good:

    title: A product
    model: z = W·x
    upstream: {z: [1, 2]}
    given: {W: [[1, 2], [3, 4]], x: [5, 7]}
"""
