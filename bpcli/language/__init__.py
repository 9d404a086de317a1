"""Text to syntax tree and back: names, numbers, grammar, printers."""
