"""Practice, pure: what is asked next, hints made from the graph, what is known so far, how it went."""
