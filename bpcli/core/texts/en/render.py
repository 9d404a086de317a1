"""What renderers say: words beside numbers, headings of drawings, notes."""

TEXTS = {
    "array": "{shape} array",
    "column": "array of {shape}",
    "error": "error",
    "warning": "warning",
    "help": "help: {text}",
    "labelled": "{message}: {label}",
    "note": "Note: {text}",
    "input": "input",
    "parameter": "parameter",
    "target": "target",
    "graph": "graph",
    "number": "#",
    "node": "node",
    "forward": "forward ↓",
    "value": "value",
    "backward": "via local · upstream ↑",
    "paths": "{count} paths",
}
