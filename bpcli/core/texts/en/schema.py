"""What the JSON Schema of exercise files says, besides what each key is for."""

TEXTS = {
    "title": "An exercise for bpcli",
    "description": "A computational graph with its numbers, and what is taught with it. `bpcli check` finds what this schema cannot say.",
    "number": "A number such as 2, −0.5 or 1e-3, or a fraction such as 1/3.",
    "row": "A number, or a row of numbers.",
    "value": "A number, a column such as [1, 2], or a matrix such as [[1, 2], [3, 4]].",
    "line": "Write one line of text without characters that show nothing.",
    "paragraph": "Write a text of at most {limit} characters, without characters that show nothing.",
}
