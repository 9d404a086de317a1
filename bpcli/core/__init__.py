"""Ground everyone stands on: source positions, findings, texts, numerals, limits. Knows nothing of backpropagation."""
