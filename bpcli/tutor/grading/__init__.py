"""Judging a learner's answers: right, wrong, in another form, and what can be said about it."""
