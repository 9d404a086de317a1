r"""The file is larger than 2 MiB.

No exercise that a person can work through is that large; a file of data has probably been saved under the
name of an exercise. Data for training may have some thousand samples; keep more in a file of its own.

Bad, with escapes:

    title: Linear model
    # ⟨0123456789⟩×210000
    model: ŷ = w·x
    given: {x: 5, w: 3}

Good:

    title: Linear model
    model: ŷ = w·x
    given: {x: 5, w: 3}
"""
