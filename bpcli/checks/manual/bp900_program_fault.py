"""The program itself failed.

It found a gradient that does not pass its own check, or ended where it must not. The file is not at fault,
though something in it has brought the fault to light. Please report it, with the file and with what `bpcli
check --debug` prints.
"""
