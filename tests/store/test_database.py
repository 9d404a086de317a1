"""Files that are no good, and what becomes of them."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing

import pytest

from bpcli.store.database import opened, transaction
from bpcli.store.records import Unusable
from bpcli.store.schema import APPLICATION, MIGRATIONS
from bpcli.store.store import Store
from tests.store.conftest import LINEAR, NOW, PLAIN, attempt

ROOT = getattr(os, "geteuid", lambda: 1)() == 0


def filled(place, answers=200):
    with Store.open(place, NOW) as store:
        hold = store.begin(LINEAR, PLAIN, "{}", NOW)
        for number in range(answers):
            hold = store.record(hold, "{}", attempt(str(number)), NOW, "0")


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda _: b"[" * 20_000,
        lambda _: b"[1, 2, 3]\n",
        lambda data: data[:4096] + bytes(range(256)) * (len(data) // 256 - 16),
        lambda data: data[:100] + bytes(len(data) - 100),
    ],
    ids=["cut in half", "brackets", "json", "noise behind the first page", "zeros"],
)
def test_a_damaged_file_is_kept_aside_to_the_byte_and_a_new_one_begun(place, damage):
    filled(place)
    data = damage(place.read_bytes())
    place.write_bytes(data)
    with Store.open(place, NOW) as store:
        assert store.aside is not None
        assert store.aside.read_bytes() == data
        assert store.aside.name == "progress-damaged-20260301-093000.db"
        assert store.count() == 0
        store.record(store.begin(LINEAR, PLAIN, "{}", NOW), "{}", attempt(), NOW, "0")


def test_an_empty_file_is_a_new_store(place):
    place.parent.mkdir()
    place.touch()
    with Store.open(place, NOW) as store:
        assert (store.aside, store.count()) == (None, 0)


def test_a_folder_in_its_place_is_said(place):
    place.mkdir(parents=True)
    with pytest.raises(Unusable, match="is a folder"):
        Store.open(place, NOW)


def test_a_file_where_the_folder_belongs_is_said(place):
    place.parent.touch()
    with pytest.raises(Unusable, match=r"progress\.db cannot be used"):
        Store.open(place, NOW)


def test_the_database_of_another_program_is_left_alone(place):
    place.parent.mkdir()
    with closing(sqlite3.connect(place)) as other, other:
        other.execute("CREATE TABLE tracks (title TEXT)")
    other.close()
    before = place.read_bytes()
    with pytest.raises(Unusable, match="another program"):
        Store.open(place, NOW)
    assert place.read_bytes() == before


def test_a_store_of_a_later_version_is_left_alone(place):
    filled(place, 1)
    other = sqlite3.connect(place)
    other.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    other.close()
    before = place.read_bytes()
    with pytest.raises(Unusable, match="later version"):
        Store.open(place, NOW)
    assert place.read_bytes() == before


@pytest.mark.skipif(ROOT, reason="nothing is forbidden to root")
def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(Unusable, match="Permission denied"):
            Store.open(tmp_path / "progress.db", NOW)
    finally:
        tmp_path.chmod(0o700)


def test_a_database_says_whose_it_is_and_which_version(place):
    connection = opened(place, NOW).connection
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    connection.close()


def test_a_transaction_holds_the_write_lock_from_its_begin(place):
    first, second = opened(place, NOW).connection, opened(place, NOW).connection
    second.execute("PRAGMA busy_timeout = 0")
    with transaction(first), pytest.raises(sqlite3.OperationalError, match="locked"):
        second.execute("BEGIN IMMEDIATE")
    with transaction(second):
        pass
    first.close()
    second.close()
