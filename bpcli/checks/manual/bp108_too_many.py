r"""There is more of something than the program takes.

An exercise may have 1,000 given names, 20,000 steps, arrays of 10,000 numbers and 100,000 values in all.
Where a file has very many faults, the last of them are counted and not shown, under this code too.

Bad, with escapes:

    title: A sum
    model: y = sum(X)
    given: {X: [⟨1, ⟩×10000 1]}

Good:

    title: A sum
    model: y = sum(X·w)
    given: {X: [1, 3, 7], w: 2}
"""
