"""Gradient descent to the last digit: generated loops that round, and add, in the order PyTorch does."""
