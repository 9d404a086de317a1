"""The graph, its derivation, its two passes, and the check of every gradient."""
