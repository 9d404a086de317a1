"""Work that may take long or go wrong, in child processes that can be killed."""
