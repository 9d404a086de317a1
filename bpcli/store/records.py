"""What is kept of a learner's practice, as plain records, and what is raised where it cannot be."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple


class Unusable(Exception):
    """The database cannot be used: why, in a sentence."""


class Origin(StrEnum):
    """Where an exercise comes from, and so what its key is."""

    SHIPPED = "shipped"  # its name
    FILE = "file"  # the absolute path
    FORMULA = "formula"  # the formula itself


class Subject(NamedTuple):
    """An exercise that is practised: its key, where it comes from, and its text when it was."""

    key: str
    origin: Origin
    text: str

    @property
    def digest(self) -> str:
        """What changes when the text does."""
        from hashlib import sha256  # noqa: PLC0415 - 3 ms that only a quiz needs

        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


class Mode(NamedTuple):
    """How an exercise is asked: in an exam or not, with the numbers of a seed or with its own.

    givens: the numbers of the seed as JSON (fractions as texts, arrays as lists), None for the exercise's own.
    """

    exam: bool = False
    seed: str | None = None
    givens: str | None = None


class Attempt(NamedTuple):
    """One answer as it was typed, and what was said of it."""

    question: str
    form: str
    typed: str
    verdict: str
    credit: float
    diagnosis: str | None
    candidates: tuple[str, ...]
    follow_through: bool
    hints: int


class Sitting(NamedTuple):
    """A quiz that was begun: what of, how, and how far it came (`state` is the quiz's own JSON)."""

    number: int
    key: str
    origin: Origin
    digest: str
    mode: Mode
    state: str


class Kept(NamedTuple):
    """An answer that was kept, with everything that judging it anew takes."""

    attempt: Attempt
    subject: Subject
    mode: Mode
    sitting: int
    time: datetime
    version: str


class Card(NamedTuple):
    """How well an exercise is remembered, and when it is to be repeated.

    stability, difficulty: of the FSRS memory model. rating: 1 again, 2 hard, 3 good, 4 easy, of the last quiz.
    """

    key: str
    origin: Origin
    stability: float
    difficulty: float
    due: datetime
    reviewed: datetime
    rating: int
    reviews: int = 1


def written(time: datetime) -> str:
    """A time as it is kept: in UTC, to the millisecond, in an order that texts have too."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_time(text: str) -> datetime:
    """The time of such a text."""
    return datetime.fromisoformat(text)
