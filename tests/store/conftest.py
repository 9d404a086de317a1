"""A place for a store, and things to put into it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bpcli.store.records import Attempt, Mode, Origin, Subject
from bpcli.store.store import Store

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
LINEAR = Subject("linear", Origin.SHIPPED, "title: t\nmodel: y = w·x\n")
PLAIN = Mode()


def attempt(typed="−8", verdict="correct", **more):
    fields = {"credit": 1.0, "diagnosis": None, "candidates": (), "follow_through": False, "hints": 0, **more}
    return Attempt("dloss/dw", "number", typed, verdict, **fields)


@pytest.fixture
def place(tmp_path) -> Path:
    return tmp_path / "data" / "progress.db"


@pytest.fixture
def store(place):
    with Store.open(place, NOW) as opened:
        yield opened
