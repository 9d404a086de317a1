"""What the tutor says: headings, columns and notes of a solved exercise."""

TEXTS = {
    # What the author states (BP204)
    "stated-differs": "stated {asked} is {stated}, computed {computed}",
    "stated-differs-help": "bpcli explain BP204",
    "stated-unreached": "{asked} is stated, but the output does not depend on it: there is no such gradient",
    "not-neighbours": "{asked} is neither a gradient of the output nor between two neighbours of the graph",
    "not-neighbours-help": "State the gradient of the output, or one along a single edge.",
    # The walkthrough
    "given": "Given",
    "started": "Starting values",
    "forward": "Forward",
    "backward": "Backward",
    "column-step": "step",
    "column-node": "node",
    "column-formula": "formula",
    "column-numbers": "with numbers",
    "column-value": "value",
    "column-locals": "local gradients",
    "column-gradient": "gradient",
    "column-rule": "chain rule",
    "paths": "{count} paths",
    "many-paths": "the sum of {count} paths",
    "closed-forms": "In closed form",
    "no-closed-form": "Written out as one formula, the remaining gradients would be long, or have arrays in them; the tables give them step by step.",
    "no-parameter": "No parameter has a gradient here, so there is nothing to write in closed form.",
    "not-reached": "{output} does not depend on {name}: it has no gradient.",
    "note-upstream": "G is the gradient that comes back to a node; a rule such as G·Xᵀ says what goes on from there to one of its inputs, and Σ that it is summed because the input was repeated.",
    "note-step": "step(z) is 1 where z is positive, else 0.",
    "note-spread": "spread(G, X) repeats G over the shape of X: every entry of a sum gets the whole gradient.",
    "note-share": "share(X) is 1 at the largest entry and 0 elsewhere; equal ones share the 1.",
    "note-count": "count(X) is the number of entries of X.",
    "note-rows": "rows(X) is the number of rows of X, 1 for a flat list.",
    "note-last-sum": "Σ(X) in a rule is the sum along the last axis of X.",
    "note-onehot": "onehot(c, X) has a 1 at the class c and 0 elsewhere, in the shape of X.",
    # S6: linear layers collapse
    "collapse": "{output} is linear in {input}: its {count} layers collapse into one, {output} = W{input} + b with W = {weights} and b = {bias}; both give {output} = {value}.",
    "no-collapse": "{functions} stands between the layers, so they do not collapse into one: no W{input} + b gives {output} for every {input}.",
    # S7: how much work a fully connected stack is
    "stack": "A fully connected stack {sizes} has {counts} = {total} weights. One backward pass gives the gradient of all of them with {work} multiplications; written out, one formula for each weight would sum over {paths} paths in all.",
}
