"""A name is not in this exercise, or cannot stand here.

Questions, `parameters`, `train`, `variants` and `upstream` may name only what the exercise has: steps, givens
and what the steps read. A value or a role can only be given to what no step computes, and a gradient comes
back only into a step.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    ask: [dloss/dv]

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    parameters: [ŷ]

Bad:

    title: A node
    model: z = w·x
    upstream: {w: 2}
    given: {x: 5, w: 3}

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    ask: [dloss/dw]
"""
