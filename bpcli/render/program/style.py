"""The ways in which a program can be written."""

from __future__ import annotations

from enum import StrEnum


class Style(StrEnum):
    """How a program is written.

    notes: the training loop with tensors and functions, as course notes have it.
    module: the training loop with nn.Module, a loss of torch.nn and an optimizer.
    tables: the graph of one step, every number of its tables asserted.
    """

    NOTES = "notes"
    MODULE = "module"
    TABLES = "tables"


class NoProgram(Exception):
    """The exercise has no program of this style; the message says which one it has."""
