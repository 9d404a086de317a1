"""The learner's progress: `with Store.open(path, now) as store: …`. Every method may raise `Unusable`.

An answer is on the disk when `record` returns. Two quizzes may write at once; where two go on with the same
unfinished quiz, the one that comes second takes it over, and the first goes on under a quiz of its own.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from bpcli.core.say import say
from bpcli.store.cards import reviewed
from bpcli.store.database import Opened, copied, free_name, opened, reported, transaction
from bpcli.store.records import Attempt, Card, Kept, Mode, Origin, Sitting, Subject, Unusable, read_time, written

_UNFINISHED = """
    SELECT number, key, origin, digest, exam, seed, givens, state FROM sittings
    WHERE ended IS NULL AND key = ifnull(?, key) ORDER BY changed DESC, number DESC
"""
_NEW_SITTING = "INSERT INTO sittings VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)"
_NEW_ANSWER = "INSERT INTO answers VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ANSWERS = """
    SELECT a.question, a.form, a.typed, a.verdict, a.credit, a.diagnosis, a.candidates, a.follow_through, a.hints,
        s.key, s.origin, e.text, s.exam, s.seed, s.givens, s.number, a.time, a.version
    FROM answers a JOIN sittings s ON s.number = a.sitting JOIN exercises e ON e.digest = s.digest
    ORDER BY a.number
"""
_CARDS = """
    SELECT key, origin, stability, difficulty, due, reviewed, rating, reviews FROM cards
    WHERE key = ifnull(?, key) ORDER BY due, key
"""


class Hold(NamedTuple):
    """A quiz that this process goes on with; `token` is its own as long as no other process takes over."""

    sitting: int
    token: str


class Store:
    """An open database."""

    def __init__(self, path: Path, found: Opened) -> None:
        self.path = path
        self.aside = found.aside
        self._connection = found.connection

    @classmethod
    def open(cls, path: Path, now: datetime) -> Store:
        """The store at a path; `aside` says where a damaged one was put."""
        return cls(path, opened(path, now))

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    # A quiz

    def begin(self, subject: Subject, mode: Mode, state: str, now: datetime) -> Hold:
        """Note a quiz that begins."""
        with reported(self.path), transaction(self._connection):
            self._execute("INSERT OR IGNORE INTO exercises VALUES (?, ?)", subject.digest, subject.text)
            values = (subject.key, subject.origin, subject.digest, mode.exam, mode.seed, mode.givens)
            return self._inserted(values, state, now)

    def resume(self, sitting: Sitting, now: datetime) -> Hold:
        """Take an unfinished quiz over."""
        token = secrets.token_hex(8)
        with reported(self.path), transaction(self._connection):
            changed = (token, written(now), sitting.number)
            self._execute("UPDATE sittings SET holder = ?, changed = ? WHERE number = ?", *changed)
        return Hold(sitting.number, token)

    def record(self, hold: Hold, state: str, attempt: Attempt | None, now: datetime, version: str) -> Hold:
        """Keep how far a quiz is and, if there is one, the answer just given; with what to go on recording."""
        with reported(self.path), transaction(self._connection):
            hold = self._own(hold, state, now)
            self._execute(
                "UPDATE sittings SET state = ?, changed = ? WHERE number = ?", state, written(now), hold.sitting
            )
            if attempt is not None:
                values = (*attempt[:6], json.dumps(attempt.candidates), attempt.follow_through, attempt.hints)
                self._execute(_NEW_ANSWER, hold.sitting, *values, written(now), version)
        return hold

    def end(self, hold: Hold, now: datetime) -> None:
        """Close a quiz: it is not resumed any more."""
        with reported(self.path), transaction(self._connection):
            query = "UPDATE sittings SET ended = ? WHERE number = ? AND holder = ?"
            self._execute(query, written(now), hold.sitting, hold.token)

    def unfinished(self, key: str | None = None) -> tuple[Sitting, ...]:
        """Quizzes that can be resumed, the last one first; of one exercise, or of all."""
        found = []
        with reported(self.path):
            for row in self._execute(_UNFINISHED, key):
                number, named, origin, digest, exam, seed, givens, state = row
                found.append(Sitting(number, named, Origin(origin), digest, Mode(bool(exam), seed, givens), state))
        return tuple(found)

    # Repetition

    def review(self, subject: Subject, rating: int, now: datetime) -> Card:
        """Note how a quiz went, and when the exercise is to be repeated."""
        with reported(self.path), transaction(self._connection):
            known = [card for card in self._cards(subject.key) if card.key == subject.key]
            card = reviewed(known[0] if known else None, subject, rating, now)
            values = (*card[:4], written(card.due), written(card.reviewed), card.rating, card.reviews)
            self._execute("INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *values)
        return card

    def cards(self) -> tuple[Card, ...]:
        """Every exercise that a quiz of was finished, those due first first."""
        with reported(self.path):
            return tuple(self._cards(None))

    # What was kept

    def answers(self) -> Iterator[Kept]:
        """Every answer there is, in the order they were given."""
        with reported(self.path):
            for row in self._execute(_ANSWERS):
                question, form, typed, verdict, credit, diagnosis, candidates, follow_through, hints = row[:9]
                named = tuple(json.loads(candidates))
                attempt = Attempt(question, form, typed, verdict, credit, diagnosis, named, bool(follow_through), hints)
                subject, mode = Subject(row[9], Origin(row[10]), row[11]), Mode(bool(row[12]), *row[13:15])
                yield Kept(attempt, subject, mode, row[15], read_time(row[16]), row[17])

    def count(self, key: str | None = None) -> int:
        """How many answers are kept, of one exercise or of all."""
        query = "SELECT count(*) FROM answers a JOIN sittings s ON s.number = a.sitting WHERE s.key = ifnull(?, s.key)"
        with reported(self.path):
            return int(self._execute(query, key).fetchone()[0])

    def knows(self, key: str) -> bool:
        """Whether anything is kept about an exercise."""
        with reported(self.path):
            query = "SELECT EXISTS (SELECT 1 FROM sittings WHERE key = ?) OR EXISTS (SELECT 1 FROM cards WHERE key = ?)"
            return bool(self._execute(query, key, key).fetchone()[0])

    def forget(self, key: str | None, now: datetime) -> Path:
        """Delete what is kept about one exercise, or everything; the copy that was made of it before."""
        with reported(self.path):
            copy = free_name(self.path, "before-reset", now)
            copied(self._connection, copy)
            with transaction(self._connection):
                self._execute("DELETE FROM sittings WHERE key = ifnull(?, key)", key)
                self._execute("DELETE FROM cards WHERE key = ifnull(?, key)", key)
                self._execute("DELETE FROM exercises WHERE digest NOT IN (SELECT digest FROM sittings)")
            return copy

    def _execute(self, query: str, *values: Any) -> sqlite3.Cursor:
        return self._connection.execute(query, values)

    def _inserted(self, values: tuple[Any, ...], state: str, now: datetime) -> Hold:
        token, time = secrets.token_hex(8), written(now)
        return Hold(self._execute(_NEW_SITTING, *values, state, token, time, time).lastrowid or 0, token)

    def _own(self, hold: Hold, state: str, now: datetime) -> Hold:
        """The hold itself, or that of a copy of the quiz where another process has taken it over."""
        query = "SELECT holder, key, origin, digest, exam, seed, givens FROM sittings WHERE number = ?"
        row = self._execute(query, hold.sitting).fetchone()
        if row is None:
            raise Unusable(say("store.forgotten"))
        return hold if row[0] == hold.token else self._inserted(row[1:], state, now)

    def _cards(self, key: str | None) -> Iterator[Card]:
        for named, origin, stability, difficulty, due, time, rating, reviews in self._execute(_CARDS, key):
            yield Card(named, Origin(origin), stability, difficulty, read_time(due), read_time(time), rating, reviews)
