"""What the tests of this room share: an exercise with a question, and what is said of an answer to it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

import pytest

from bpcli.core.source import Excerpt, Source
from bpcli.engine.trace import Trace
from bpcli.exercise import library
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.given import read_given, within
from bpcli.exercise.loading import load_file, load_source, load_text
from bpcli.language.questions import parse_question
from bpcli.tutor.aims import Aim, aim
from bpcli.tutor.mistakes.diagnosis import diagnose
from bpcli.tutor.mistakes.message import message
from bpcli.tutor.mistakes.outcome import Diagnosis, Outcome
from bpcli.tutor.mistakes.outcomes import outcomes
from bpcli.tutor.solution import solve


class Case(NamedTuple):
    """An exercise, solved."""

    exercise: Exercise
    trace: Trace

    def aim(self, ask: str) -> Aim:
        """What a question aims at."""
        return aim(self.trace, parse_question(Excerpt.of(ask), self.exercise.scope))

    def outcomes(self, ask: str) -> tuple[Outcome, ...]:
        """What mistakes make of a question."""
        return self.outcomes_of(self.aim(ask))

    def outcomes_of(self, aim: Aim) -> tuple[Outcome, ...]:
        """The same of what is aimed at."""
        return outcomes(self.exercise, self.trace, aim)

    def values(self, ask: str, mistake: str) -> list[Any]:
        """What one mistake makes of a question, as plain numbers and lists."""
        return [plain(found.value) for found in self.outcomes(ask) if found.mistake == mistake]

    def diagnose(self, ask: str, answer: str, earlier: dict[str, str] | None = None) -> Diagnosis:
        """What explains an answer as it is typed."""
        known = {self.aim(question): read_given(Excerpt.of(said)) for question, said in (earlier or {}).items()}
        return diagnose(self.exercise, self.trace, self.aim(ask), *typed(answer), earlier=known)

    def said(self, ask: str, answer: str) -> str:
        """The sentence for an answer."""
        return message(self.exercise, self.trace, self.aim(ask), self.diagnose(ask, answer))


def typed(answer: str) -> tuple[Any, Any]:
    """An answer and how far off it may be: of an array, a unit of the sixth digit after the point."""
    excerpt = Excerpt.of(answer)
    return read_given(excerpt), Fraction(1, 10**6) if answer.startswith("[") else within(excerpt)


def plain(value: Any) -> Any:
    """A value as a number or nested lists."""
    return value.tolist() if hasattr(value, "tolist") else value


def read(text: str) -> Exercise:
    """A short form, the text of a file, or the name of a shipped exercise."""
    if "\n" in text:
        return load_source(Source("exercise.yaml", text))
    path = library.find(text)
    return load_text(Excerpt.of(text)) if path is None else load_file(path)


@pytest.fixture(scope="session")
def case() -> Callable[[str], Case]:
    """An exercise with its trace, made once."""
    made: dict[str, Case] = {}

    def case(text: str) -> Case:
        if text not in made:
            exercise = read(text)
            made[text] = Case(exercise, solve(exercise))
        return made[text]

    return case
