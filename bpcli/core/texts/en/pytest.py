"""What the pytest plugin says."""

TEXTS = {
    "files": "The exercise files to collect: globs that start from the root folder of the project.",
    "not-worked-out": "The exercise cannot be worked out: {item} says why.",
}
