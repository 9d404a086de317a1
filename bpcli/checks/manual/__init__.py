"""The manuals of what is found while a file is read and solved: a file a code, its docstring the manual."""
