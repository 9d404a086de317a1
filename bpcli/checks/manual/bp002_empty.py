r"""There is nothing in the file.

An exercise has at least a `model` and what is `given`. A file that is empty, or holds nothing but comments,
is often the trace of a save that failed; restore it, or delete it. `bpcli new` writes a file to start from.

Bad:

    # The exercise will stand here.

Bad, with escapes:

    \n\n

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""
