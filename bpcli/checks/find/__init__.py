"""The rules that only `check` knows: a file a code, its docstring the manual, its `find` the rule."""
