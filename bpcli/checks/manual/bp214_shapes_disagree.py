"""The shapes of arrays do not fit together.

A matrix product needs as many columns on its left as rows on its right; an operation entry by entry needs
equal shapes, or sizes of 1 to repeat. A flat list is a column. The message gives both shapes; transpose with
`Wᵀ`, or write `⊙` for a product entry by entry. `×` between arrays could mean two products and is refused.

Bad:

    title: A product
    model: z = W·x
    upstream: {z: [1, 2]}
    given: {W: [[1, 2], [3, 4]], x: [5, 7, 2]}

Bad:

    title: A product
    model: z = W×V
    upstream: {z: [[1, 2], [3, 4]]}
    given: {W: [[1, 2], [3, 4]], V: [[5, 7], [2, 9]]}

Good:

    title: A product
    model: z = W·x
    upstream: {z: [1, 2]}
    given: {W: [[1, 2], [3, 4]], x: [5, 7]}
"""
