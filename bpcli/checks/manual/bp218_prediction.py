"""A name that is both computed and given makes no prediction.

In a `formula` a name that is both computed and given is prediction and target: the prediction becomes `ŷ`,
and a loss is added. That works for one name, whose target only the loss reads, and where `ŷ`, `r` and `loss`
are not taken. Write the loss out, with names of your own.

Bad:

    title: Linear model
    formula: h = w·x, y = h, x = 5, h = 2, y = 4

Bad:

    title: Linear model
    formula: y = r·x, x = 5, r = 3, y = 4

Good:

    title: Linear model
    formula: y = w·x, x = 6, w = 2, y = 5
"""
