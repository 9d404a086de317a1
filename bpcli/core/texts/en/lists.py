"""How lists within sentences are written."""

TEXTS = {
    "between": ", ",
}
