"""What is said of an answer. A sentence says what is wrong with it and never what would be right.

Two sentences do give a number: a counter-example, at other numbers than those of the exercise, and the praise for a
right step from an earlier slip, which says what the earlier answer should have been.
"""

TEXTS = {
    "correct": "Right.",
    "unanswered": "Not answered.",
    # The other form
    "formula-wanted": "The value is right, but a formula is asked for: write it with the names of the graph.",
    "number-wanted": "The value is right, but a number is asked for: work the formula out.",
    # Too few digits to tell
    "digits-short": "This is right as far as it goes. More digits, please: at least three significant ones.",
    "digits-shared": "So few digits fit a wrong answer just as well as the right one. More digits, please.",
    "digits-calculation": "The numbers in it have been rounded too much to tell. More digits, please.",
    # Neither right nor wrong
    "open": "Whether this is the same could not be decided. It does not count against you; another form of it may be clearer.",
    "beyond": "The numbers in it are larger than can be worked out, so it is not decided. It does not count against you.",
    # What cannot be judged
    "equals-first": "there is nothing in front of the =",
    "equals-first-help": "Write the answer alone.",
    "equals": "an answer has no = inside it",
    "equals-help": "Write the result alone: what stands behind the last =.",
    "other-question": "this says that it answers {named}, and {asked} is asked",
    "other-question-help": "Write the answer alone, or answer the other question where it is asked.",
    "gradient-inside": "{gradient} stands for a gradient, and a formula is made of the nodes' names",
    "gradient-inside-help": "Write in its place what it is: its formula or its value.",
    "prime": "a prime does not differentiate here",
    "prime-help": "Write the derivative itself.",
    "comparison": "a formula does not compare anything",
    "comparison-help": "A gate is written step(z): it is 1 where z is above 0, else 0.",
    "numbers": "these numbers cannot be read as one answer",
    "numbers-help": "Write an array between square brackets with commas, as in [1, 2] or [[1, 2], [3, 4]].",
    "array-large": "the arrays of this formula would hold more than {limit} numbers",
    "array-large-help": "Multiply in an order that keeps the arrays small.",
    "no-value": "this has no value: it divides by zero, or takes the root or the logarithm of what has none",
    "no-value-help": "Check the denominators, roots and logarithms.",
    "shape": "{asked} is {expected}, this is {found}",
    "shape-help": "An answer has the shape of what is asked: a gradient that of the node it belongs to. A list such as [1, 2] is a column, a matrix such as [[1, 2], [3, 4]] is a list of rows.",
    "circular": "{name} is what is asked for",
    "circular-help": "Write it with the names it is computed from.",
    "not-neighbours-help": "Answer the gradient of the output, or one along a single edge.",
    "answered-twice": "{asked} has been answered before",
    "answered-twice-help": "Keep one of the answers.",
    # Wrong, and nothing more can be said
    "wrong-value": "This is not the value of {asked}.",
    "wrong-given": "{asked} is given with the exercise: look at its numbers again.",
    "wrong-total": "This is not the gradient {asked}.",
    "wrong-local": "This is not the local gradient {asked}: look at {node} alone, where only {source} changes and everything else stays as it is.",
    # Which entries of an array
    "wrong-entry": "Entry {entry} is wrong.",
    "wrong-entries": "The entries {entries} are wrong.",
    "wrong-many-entries": "{count} entries are wrong, the first are {entries}.",
    "entries-rest": "The others are right: go over the arithmetic there.",
    "close": "This is close, and not right: was something rounded on the way?",
    "only-here": "With the numbers of the exercise this is right, but a formula holds for any numbers.",
    # Counter-examples
    "example-value": "At {numbers} yours is {yours}, the value is {truth}.",
    "example-total": "At {numbers} yours is {yours}, the gradient is {truth}.",
    "example-local": "At {numbers} yours is {yours}, the local gradient is {truth}.",
    "gap-value": "At {numbers} yours has no value, the right one is {truth}.",
    "gap-total": "At {numbers} yours has no value, the gradient is {truth}.",
    "gap-local": "At {numbers} yours has no value, the local gradient is {truth}.",
    "differs-here": "At the numbers of the exercise yours has another value than the right one.",
    "entry-value": "At {numbers} entry {entry} of yours is {yours}, that of the value is {truth}.",
    "entry-total": "At {numbers} entry {entry} of yours is {yours}, that of the gradient is {truth}.",
    "huge": "larger than 1e300",
    # Follow-through
    "right-step": "Right step from your {asked} = {yours} (it should be {truth}).",
    "right-step-rounded": "Right step from your rounded {asked} = {yours}. Keep more digits on the way.",
    "right-step-array": "Right step from your {asked}, which is wrong itself.",
    "right-step-formula": "Right step from your formula for {asked}, which is wrong itself.",
}
