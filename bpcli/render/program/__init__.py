"""PyTorch programs of exercises: how each operation is spelled, and the scripts that are made of it."""
