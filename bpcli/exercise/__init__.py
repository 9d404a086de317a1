"""Exercises: YAML files, the short form, and the library that ships with the program."""
