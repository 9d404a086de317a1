"""How it is told that numbers do not tell mistakes apart: what BP304 and BP305 share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bpcli.checks.subject import Subject
from bpcli.core.findings import Finding, Severity
from bpcli.core.say import listed, say
from bpcli.tutor.aims import Aim, asked_name

_QUESTIONS = 5  # named in one finding
_LINES = 3  # of questions with the same mistakes
_LONGEST = 300  # characters of numbers in a help


class Told(NamedTuple):
    """What is wrong at the questions: a code, the sentence for it, and for each question the mistakes."""

    code: str
    sentence: str
    questions: tuple[tuple[Aim, str], ...]


def findings(subject: Subject, told: Told) -> Iterator[Finding]:
    """One for each question that the author asks; one at the numbers for all of them where there is no `ask`."""
    if not told.questions:
        return
    if subject.exercise.asks:
        for question in told.questions:
            yield _finding(subject, told, (question,))
    else:
        yield _finding(subject, told, told.questions)


def _finding(subject: Subject, told: Told, questions: tuple[tuple[Aim, str], ...]) -> Finding:
    (first, slips), names = questions[0], [asked_name(subject.trace, aim) for aim, _ in questions]
    place = subject.place_of(first) if subject.exercise.asks else subject.numbers_place
    message, label = say(f"checks.{told.sentence}", asked=names[0]), slips
    if len(questions) > 1:
        fields = {"count": len(questions), "questions": listed(names, _QUESTIONS)}
        message = say(f"checks.{told.sentence}-many", **fields)
        label = _label(names, [text for _, text in questions])
    # Nobody reads the help of what is silenced, and the search behind it takes longer than all the rest.
    help_text = "" if subject.silences.of(told.code, place) else _help(subject)
    return Finding(told.code, message, place, label, help_text, Severity.WARNING)


def _label(names: Sequence[str], slips: Sequence[str]) -> str:
    """Which mistakes at which questions, those with the same mistakes together."""
    together: dict[str, list[str]] = {}
    for name, text in zip(names, slips, strict=True):
        together.setdefault(text, []).append(name)
    said = [say("checks.slips-at", asked=listed(asked, _QUESTIONS), slips=text) for text, asked in together.items()]
    if len(said) > _LINES:
        said[_LINES:] = ["…"]
    return "; ".join(said)


def _help(subject: Subject) -> str:
    numbers = subject.better_numbers
    if not numbers:
        return say("checks.no-better-numbers")
    return say("checks.better-numbers", numbers=numbers) if len(numbers) <= _LONGEST else say("checks.other-numbers")
