"""The file uses a part of YAML that exercise files do not.

Anchors (`&`), aliases (`*`), tags (`!`), merge keys (`<<`), directives (`%`), several documents in one file
and placeholders such as `{{ name }}` are refused: they make a small file mean something large, or something
else than it says. Write values out where they belong. A text that really begins with one of these signs needs
quotes.

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: &five 5, w: 3, y: *five}

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: !!float 5, w: 3, y: 4}

Bad:

    title: {{ title }}
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}

Bad:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
    ---
    title: Another one

Good:

    title: Linear model
    model: ŷ = w·x
    loss: loss = (ŷ − y)²
    given: {x: 6, w: 2, y: 5}
"""
