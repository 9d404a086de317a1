"""What pictures of a graph say, and the messages of `bpcli draw`."""

TEXTS = {
    # In a picture
    "untitled": "Computational graph",
    "value-above": "value above the wire",
    "gradient-below": "∂{top}/∂… below it",
    "local-before": "local gradient before a box",
    "about": "A computational graph with {nodes} nodes and {edges} edges, from left to right, from the inputs to {output}.",
    "described-value": "{name} is {value}.",
    "described": "{name} is {value}, its gradient {gradient}.",
    # Options
    "format": "How to draw it: {formats}; by default as the suffix of the file says, else with characters.",
    "local": "Write the local gradient on every edge.",
    "forward": "Values only, no gradients.",
    "blank": "Leave values and gradients blank, to be filled in.",
    # Messages
    "unknown-suffix": "what {file} is to hold cannot be told from its name: give it one of the suffixes {suffixes}, or --format",
    "no-such-detail": "--local, --forward and --blank are drawn in pictures: add --format {formats}, or -o graph.svg",
    "picture-to-screen": "a PNG is no text to be printed: give a file with -o graph.png, or pipe it into a program",
    "no-room": "the picture needs {needed} columns and there are {columns}; -o graph.svg draws it in any size",
    "too-tangled": "too many wires run side by side to be drawn with characters: -o graph.svg draws any graph",
    "png-missing": "PNG needs the package resvg-py, which is not installed: SVG needs nothing, use -o graph.svg",
    "png-no-font": "there is no font on this machine to write a PNG with: use -o graph.svg, or install a font such as DejaVu Sans",
    "png-too-large": "as PNG the picture would be {width} × {height} pixels: use -o graph.svg, which has no limit",
}
