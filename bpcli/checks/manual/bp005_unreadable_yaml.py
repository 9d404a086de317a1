r"""The YAML cannot be read.

The message says where reading stopped and what usually causes it: a quote that never closes, a colon and a
blank inside a text without quotes, a text that begins with `|`, `@` or `%`, a tab that indents a line, a
comma inside a formula in a list with `[ ]`, or keys that belong together and are not indented equally. A text
in quotes may hold all of these.

Bad:

    title: Chain rule: part 1
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad:

    title: "Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad:

    title: Linear model
    model: |x| + w
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad:

    title: Linear model
    model:
      - ŷ = w·x
     loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad, with escapes:

    title: Linear model
    model:
    \t- ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Good:

    title: "Chain rule: part 1"
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""
