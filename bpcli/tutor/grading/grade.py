"""Judge all answers to an exercise: `grade(problem, {"dloss/dw": Excerpt.of("−8")})`.

Every answer is judged that aims at something in the graph, asked for or not, each in the light of all the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from bpcli.core.findings import Faults, Finding
from bpcli.core.say import say
from bpcli.core.source import Excerpt, Place
from bpcli.exercise.questions import Trial
from bpcli.tutor.aims import Aim
from bpcli.tutor.asking import Item
from bpcli.tutor.grading.judge import judge_reading, unanswered
from bpcli.tutor.grading.judgement import Graded, Judgement, Verdict
from bpcli.tutor.grading.problem import Problem
from bpcli.tutor.grading.reading import Earlier, Reading, read


def grade(
    problem: Problem,
    answers: Mapping[str, Excerpt],
    *,
    complete: bool = False,
    places: Mapping[str, Place] = MappingProxyType({}),
) -> Graded:
    """All judgements, in the order of the questions; answers to further questions follow as they were given.

    complete: whether what is not answered counts: every question that the author of the exercise asks for, and
    where nothing at all is answered every question there is.
    places: where the questions stand, by their text; of others what is wrong with them is told at their answers.
    """
    readings: dict[Aim, Reading] = {}
    strays: list[Judgement] = []
    for asked, excerpt in answers.items():
        question = Excerpt(asked, places.get(asked, excerpt.place), verbatim=False)
        try:
            aim = problem.aim(question)
        except Faults as faults:
            strays.append(_stray(asked, excerpt, faults.findings))
            continue
        if aim in readings:
            strays.append(_stray(asked, excerpt, (_twice(problem, aim, excerpt),)))
        else:
            readings[aim] = read(problem, excerpt)
    judged = _judged(problem, readings, complete=complete)
    return Graded((*judged, *strays))


def trial_result(problem: Problem, trial: Trial) -> Judgement:
    """What is said of an answer that the author of an exercise holds a verdict for. Raises Faults for its question."""
    aim = problem.aim_of(trial.question, Excerpt("", trial.place, verbatim=False))
    reading = read(problem, trial.answer)
    return judge_reading(problem, item_for(problem, aim, reading), reading)


def item_for(problem: Problem, aim: Aim, reading: Reading) -> Item:
    """The question in the form that it is asked in; in that of the answer where it is asked in both."""
    return Item(aim, problem.form(aim, reading.form))


def _judged(problem: Problem, readings: Mapping[Aim, Reading], *, complete: bool) -> Iterator[Judgement]:
    others = Earlier(problem, readings)
    counts = complete and (bool(problem.exercise.asks) or not readings)
    order = dict.fromkeys([*problem.forms, *readings])
    for aim in order:
        if aim in readings:
            reading = readings[aim]
            yield judge_reading(problem, item_for(problem, aim, reading), reading, others)
        elif counts:
            yield unanswered(problem, aim)


def _stray(asked: str, excerpt: Excerpt, faults: tuple[Finding, ...]) -> Judgement:
    judgement = Judgement(asked, excerpt.text, Verdict.INVALID, message=faults[0].message)
    return replace(judgement, faults=faults)


def _twice(problem: Problem, aim: Aim, excerpt: Excerpt) -> Finding:
    message = say("grading.answered-twice", asked=problem.shown(aim))
    return Finding("BP217", message, excerpt.place, help=say("grading.answered-twice-help"))
