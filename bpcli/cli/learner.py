"""Where a learner's progress is, and a keeper that goes on without it where it cannot be kept."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bpcli import __version__
from bpcli.cli.screen import complain
from bpcli.core.say import say
from bpcli.core.visible import visible
from bpcli.exercise import library
from bpcli.exercise.exercise import Exercise
from bpcli.store.records import Attempt, Card, Mode, Origin, Sitting, Subject, Unusable

if TYPE_CHECKING:
    from bpcli.store.store import Hold, Store

T = TypeVar("T")

FOLDER = "BPCLI_DATA_DIR"  # the environment variable that moves the database
_FILE = "progress.db"


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def database() -> Path:
    """The file of the learner's progress: in the user's data folder, or where `BPCLI_DATA_DIR` says."""
    if folder := os.environ.get(FOLDER):
        return Path(folder) / _FILE
    from platformdirs import user_data_path  # noqa: PLC0415 - 18 ms that few commands need

    return user_data_path("bpcli", appauthor=False) / _FILE


def existing() -> Store | None:
    """The store, to be read; None where nothing has been kept yet. Raises Unusable."""
    path = database()
    if not os.path.lexists(path):
        return None
    from bpcli.store.store import Store  # noqa: PLC0415 - sqlite3

    return with_warning(Store.open(path, now()))


def with_warning(store: Store) -> Store:
    """The store; where it had to be begun anew, that is said."""
    if store.aside is not None:
        complain(visible(say("store.aside", path=store.aside)))
    return store


def subject_of(argument: str, exercise: Exercise) -> Subject:
    """The exercise that an argument names, as it is kept."""
    text = exercise.source.text
    if library.find(argument) is not None:
        return Subject(argument, Origin.SHIPPED, text)
    if exercise.source.name == "formula":
        return Subject(argument.strip(), Origin.FORMULA, text)
    path = Path(argument).resolve()
    shipped = next((one.name for one in library.shipped() if one.path == path), None)
    if shipped is not None:
        return Subject(shipped, Origin.SHIPPED, text)
    return Subject(str(path).encode("utf-8", "backslashreplace").decode(), Origin.FILE, text)


class Keeper:
    """Keeps a quiz. The first time that this fails it says so, and from then on nothing is kept."""

    def __init__(self, *, save: bool) -> None:
        self._store: Store | None = None
        self._hold: Hold | None = None
        if save:
            self._tried(self._open)

    @property
    def is_saving(self) -> bool:
        """Whether what is answered is kept."""
        return self._store is not None

    def unfinished(self, key: str | None = None) -> tuple[Sitting, ...]:
        """Quizzes that can be resumed, the last one first."""
        return self._tried(lambda store: store.unfinished(key)) or ()

    def cards(self) -> tuple[Card, ...]:
        """Every exercise that a quiz of was finished."""
        return self._tried(lambda store: store.cards()) or ()

    def resume(self, sitting: Sitting) -> None:
        """Go on with a quiz."""
        self._hold = self._tried(lambda store: store.resume(sitting, now()))

    def drop(self, sitting: Sitting) -> None:
        """Close a quiz that is not gone on with."""
        self._tried(lambda store: store.end(store.resume(sitting, now()), now()))

    def record(self, subject: Subject, mode: Mode, state: str, attempt: Attempt | None) -> None:
        """Keep how far a quiz is, and the answer just given."""

        def kept(store: Store) -> Hold:
            hold = self._hold or store.begin(subject, mode, state, now())
            return store.record(hold, state, attempt, now(), __version__)

        self._hold = self._tried(kept)

    def finish(self, subject: Subject, rating: int) -> Card | None:
        """Close the quiz, and note when the exercise is to be repeated."""
        hold = self._hold
        if hold is None:
            return None
        self._tried(lambda store: store.end(hold, now()))
        return self._tried(lambda store: store.review(subject, rating, now()))

    def close(self) -> None:
        """Let go of the file."""
        if self._store is not None:
            self._store.close()

    def _open(self, _: Store) -> None:
        from bpcli.store.store import Store  # noqa: PLC0415 - sqlite3

        self._store = with_warning(Store.open(database(), now()))

    def _tried(self, work: Callable[[Store], T]) -> T | None:
        if self._store is None and work != self._open:
            return None
        try:
            return work(self._store)  # type: ignore[arg-type]  # only opening works without one
        except Unusable as reason:
            complain(visible(say("store.unsaved", reason=reason)))
            self.close()
            self._store = self._hold = None
            return None
