"""What the program remembers of a learner: the answers, as typed, in a database of their own."""
