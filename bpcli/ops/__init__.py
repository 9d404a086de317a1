"""What each operation is: one row each."""
