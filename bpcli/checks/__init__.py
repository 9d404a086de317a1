"""What an exercise file can get wrong: one rule a file, its docstring the manual."""
