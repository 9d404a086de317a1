"""An exercise as a program in PyTorch, in the style of a course's own scripts.

Names become safe identifiers, and everything else that a stranger wrote stands in comments of one line: nothing of it
is code.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.core.say import say
from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.render.program.module import script as module
from bpcli.render.program.notes import script as notes
from bpcli.render.program.style import NoProgram, Style
from bpcli.render.program.tables import script as tables
from bpcli.render.program.text import comment
from bpcli.tutor.training.plan import Plan

_TRAINING = {Style.NOTES: notes, Style.MODULE: module}


def program(
    exercise: Exercise, trace: Trace, plan: Plan | None, *, title: str | None = None, style: Style | None = None
) -> str:
    """The script of an exercise.

    plan: its training, None where it has none. style: None for the notes' where there is a training.
    Raises NoProgram.
    """
    # The first line is code, so that no comment can be taken for a declaration of the file's encoding.
    head = ["import torch", "", *([comment(title)] if title else []), comment(say("pytorch.made")), ""]
    return "\n".join([*head, *_lines(exercise, trace, plan, style)]) + "\n"


def _lines(exercise: Exercise, trace: Trace, plan: Plan | None, style: Style | None) -> Iterator[str]:
    chosen = style or (Style.TABLES if plan is None else Style.NOTES)
    if chosen is Style.TABLES:
        return tables(exercise, trace)
    if plan is None:
        raise NoProgram(say("pytorch.no-training", style=chosen.value))
    return _TRAINING[chosen](plan)
