"""What to say about a trace, as reports: pure functions that return data."""
