"""Open the learner's database, whatever state its file is in: `opened(path, now)`.

A file that is damaged is kept aside under another name and a new one is begun. One that cannot be used (a folder in
its place, a later version, a read-only disk) raises `Unusable` with what is wrong.

The journal is SQLite's rollback journal, not its write-ahead log: homes lie on network drives, where the latter does
not work, and one answer takes 0.7 ms to keep with it (0.2 ms with the log), `synchronous=FULL` included.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from bpcli.core.say import say
from bpcli.store.records import Unusable
from bpcli.store.schema import APPLICATION, MIGRATIONS

PATIENCE = 10.0  # seconds to wait for another process that writes
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BESIDE = ("-journal", "-wal", "-shm")  # files that belong to a database


class Opened(NamedTuple):
    """A connection, and where a damaged file was put, if there was one."""

    connection: sqlite3.Connection
    aside: Path | None = None


def opened(path: Path, now: datetime) -> Opened:
    """A connection to the database at a path, made and brought up to date where it must be. Raises Unusable."""
    with reported(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.is_dir():
            raise Unusable(say("store.folder", path=path))
        _make_private(path)
        before = _identity(path)
        try:
            return Opened(_connected(path))
        except _Damaged:
            aside = _kept_aside(path, now, before)
        _make_private(path)
        return Opened(_connected(path), aside)


@contextmanager
def reported(path: Path) -> Iterator[None]:
    """Whatever goes wrong with the database as Unusable."""
    try:
        yield
    except (_Damaged, ValueError, TypeError):  # also a field that has been tampered with
        raise Unusable(say("store.damaged", path=path)) from None
    except sqlite3.Error as error:
        raise Unusable(say("store.failed", path=path, reason=str(error))) from None
    except OSError as error:
        raise Unusable(say("store.failed", path=path, reason=error.strerror or str(error))) from None


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything or nothing, and no other process writes meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def copied(connection: sqlite3.Connection, target: Path) -> None:
    """A copy of the whole database in another file."""
    _make_private(target)
    with closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)


def free_name(path: Path, what: str, now: datetime) -> Path:
    """A name beside a file that nothing has: `progress-damaged-20260727-140312.db`."""
    stem = f"{path.stem}-{what}-{now:%Y%m%d-%H%M%S}"
    number, found = 1, path.with_name(f"{stem}{path.suffix}")
    while os.path.lexists(found):
        number += 1
        found = path.with_name(f"{stem}-{number}{path.suffix}")
    return found


class _Damaged(Exception):
    """The file is no database, or one with broken pages."""


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        _check(connection)
        _bring_up_to_date(connection, path)
    except sqlite3.DatabaseError as error:
        connection.close()
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
            raise _Damaged from None
        raise
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise _Damaged


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    if _version(connection, path) == len(MIGRATIONS):
        return
    with transaction(connection):
        # Another process may have been here first.
        for statements in MIGRATIONS[_version(connection, path) :]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION and (application or tables or version):
        raise Unusable(say("store.foreign", path=path))
    if version > len(MIGRATIONS):
        raise Unusable(say("store.later", path=path))
    return int(version)


def _make_private(path: Path) -> None:
    """Make the file, which only its owner may read: SQLite gives its journals the same permissions."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def _kept_aside(path: Path, now: datetime, before: tuple[int, int]) -> Path | None:
    """Give the damaged file another name; None where another process has done so."""
    with suppress(FileNotFoundError):
        if _identity(path) == before:
            aside = free_name(path, "damaged", now)
            path.rename(aside)
            for suffix in _BESIDE:
                with suppress(FileNotFoundError):
                    path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
            return aside
    return None
