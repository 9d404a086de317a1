"""Judge old answers anew: `judge_again(problem, answers)` gives each the judgement it would get today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bpcli.core.findings import Faults
from bpcli.core.source import Excerpt
from bpcli.tutor.aims import Aim
from bpcli.tutor.asking import Item
from bpcli.tutor.grading.judge import judge_reading
from bpcli.tutor.grading.judgement import Judgement, Verdict
from bpcli.tutor.grading.problem import Problem
from bpcli.tutor.grading.reading import Earlier, Reading, read


class Old(NamedTuple):
    """An answer as it was typed, to a question in the form it was asked in."""

    question: str
    form: str
    typed: str


def judge_again(problem: Problem, answers: Iterable[Old]) -> Iterator[Judgement]:
    """What is said of each answer in the light of those before it; to a question answered twice, of the later one."""
    before: dict[Aim, Reading] = {}
    for old in answers:
        try:
            aim = problem.aim(Excerpt.of(old.question, "question"))
        except Faults as faults:
            first = faults.findings[0].message
            yield Judgement(old.question, old.typed, Verdict.INVALID, message=first, faults=faults.findings)
            continue
        reading = read(problem, Excerpt.of(old.typed, "answer"))
        others = {other: earlier for other, earlier in before.items() if other != aim}
        yield judge_reading(problem, Item(aim, old.form), reading, Earlier(problem, others) if others else None)
        if not reading.faults:
            before[aim] = reading
