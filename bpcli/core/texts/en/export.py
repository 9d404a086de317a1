"""What exported documents say, and the messages of `bpcli export`."""

TEXTS = {
    "table": "To fill in",
    "compile": "Compile it with lualatex, xelatex or pdflatex.",
    "compile-cjk": "It has Chinese or Japanese characters in it: compile it with xelatex.",
    "run-again": "Change the numbers and run the cell to have the exercise worked out again.",
    # Options
    "exercises": "One or several: files, formulas, names of listed exercises, or - for standard input.",
    "to": "The format: {formats}; by default as the suffix of the file says, else {first}.",
    "worksheet": "Leave what is to be worked out blank; with -o the answer key is written beside it.",
    "style": "Of a program: notes is the training loop with tensors, module the same with torch.nn and torch.optim, tables one step of the graph with every number asserted; by default notes where there is a training, else tables.",
    # Messages
    "style-of-program": "--style is for programs: add --to {formats}",
    "no-worksheet": "{format} writes a program, and a program has nothing to fill in: leave --worksheet out",
    "one-program": "a program is made of one exercise, and {count} were named: export each into a file of its own",
    "unknown-suffix": "what {file} is to hold cannot be told from its name: give it one of the suffixes {suffixes}, or --to",
    "key-written": "{worksheet} is the worksheet, {key} the answer key",
    "key-needs-file": "the answer key is a second file: add -o FILE to get it",
}
