"""What `bpcli new` says, and the exercise it writes."""

TEXTS = {
    # The command
    "file": "The file to write; its name ends in .yaml.",
    "from": 'Write the exercise of a formula with its numbers, such as "y=w·x, x=2, y=4", instead of the template.',
    "force": "Write over a file that is there already.",
    "schema": "Name the schema in the first line, so that editors complete and check the keys; write it beside the file where there is none in its folder or above.",
    "written": "{file} is written. bpcli check {quoted} says what is wrong with it, bpcli solve {quoted} works it out.",
    "schema-written": "{file} is written too: the schema that the first line names. bpcli schema -o {quoted} renews it after an update.",
    "exists": "{file} is there already; --force writes over it",
    "from-file": "{name} is an exercise already, not a formula: copy its file {file}",
    "suffix": "an exercise file is called something.yaml; {file} is not: did you mean {better}?",
    "no-folder": "there is no folder {folder}; make it first",
    # What is written
    "untitled": "Exercise",
    "expanded": "Every operation is a node of its own, as in the short form; without this line each step is one node.",
    "no-answers": "State under `expect:` what you worked out by hand; `bpcli check` holds it against the result, and `bpcli check --fix` fills it in.",
    "hint": "Which node does w feed?",
    "template": """\
# An exercise for bpcli: change what you like, and delete what you do not need.
# `bpcli check` says what is wrong with it, `bpcli solve` works it out step by step.

title: {title}
# about: One weight, one sample, a squared error.
level: 1  # from 1 to 5
tags: [linear, loss]

# The steps of the model, one a line; the last one is the prediction.
model:
  - ŷ = w·x

# The steps that compute the loss from it; the last one is the output.
loss:
  - r = ŷ − y
  - loss = r²

# Numbers, fractions such as 1/3, columns such as [1, 2], matrices such as [[1, 2], [3, 4]].
# With these numbers the usual mistakes give different answers; `bpcli check` warns where they do not.
# What no step computes is an input (x…), a target (read by the loss only) or else a parameter, which is learnt.
given: {{x: 5, w: 3, y: 4}}

# What you worked out by hand; `bpcli check` holds it against the result.
expect:
  ŷ: 15
  loss: 121
  dloss/dw: 110

# What a quiz asks, as a number or as a formula; without this key: every value and every gradient.
ask: [loss, dloss/dr, {{dloss/dw: formula}}]

# Answers, and what the grader must say to them.
tests:
  - {{ask: loss, answer: 121, verdict: correct}}
  - {{ask: dloss/dr, answer: 11, verdict: wrong, diagnosis: missing-power-coefficient}}
  - {{ask: dloss/dw, answer: 2r·x, verdict: correct}}

# Further keys, each ready to be used without its #.
# hints: {{dloss/dw: {hint}}}
# variants: {{names: {{x: integer 2..9, w: integer 2..9, y: integer -9..9}}, where: "x ≠ w, w·x ≠ y"}}
# train: {{data: {{x: [1, 2, 3], y: [2, 4, 6]}}, start: {{w: 1}}, lr: 0.01, epochs: 100, predict: {{x: 4}}}}
# parameters: [w]
# functions: {{swish(a): a·σ(a)}}
# expand: true
""",
}
