"""A key is not known here.

The message offers the nearest known key, or lists those that may stand at this place. `docs/exercise-file.md`
says what each is for. Keys of another program's are not skipped, since a misspelt key would be skipped with
them.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    expct: {loss: 49}

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    author: A. Student

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    tests: [{ask: loss, answer: 49, verdict: correct, points: 2}]

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    expect: {loss: 49}
"""
