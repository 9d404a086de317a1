"""Training told step by step: what is set up, what each update does, what went wrong."""
