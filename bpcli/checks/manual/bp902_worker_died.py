"""The process that checked this file died.

It ran out of memory, or something stopped it from outside; the other files were checked by another one. Make
the exercise smaller, and please report it if it happens again.
"""
