"""Exercises ready to be quizzed, and mathematics as text."""

from __future__ import annotations

from functools import cache

from bpcli.core.source import Excerpt
from bpcli.exercise import library
from bpcli.exercise.loading import load_file, load_text
from bpcli.render.look import Look
from bpcli.render.mathematics import Scribe
from bpcli.report.blocks import Formula, Prose
from bpcli.tutor.grading.problem import Problem
from bpcli.tutor.solution import solve


@cache
def problem_of(text):
    """The problem of a shipped exercise, or of a formula."""
    path = library.find(text)
    exercise = load_file(path) if path else load_text(Excerpt.of(text))
    return Problem(exercise, solve(exercise))


def item_of(problem, asked):
    return next(item for item in problem.items if problem.name(item.aim) == asked)


def said(blocks, digits=6):
    """Every line of some blocks, mathematics written plainly."""
    scribe = Scribe(Look(width=None, values=True, digits=digits))
    return [
        block.text if isinstance(block, Prose) else scribe.write(block.math)
        for block in blocks
        if isinstance(block, Prose | Formula)
    ]
