from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from bpcli.store.records import Mode, Origin, Subject, Unusable
from bpcli.store.store import Store
from tests.store.conftest import LINEAR, NOW, PLAIN, attempt

VERSION = "1.2.3"


def begun(store, subject=LINEAR, mode=PLAIN, state="{}"):
    return store.begin(subject, mode, state, NOW)


def typed(store):
    return [kept.attempt.typed for kept in store.answers()]


def test_an_answer_is_kept_as_typed_with_everything_about_it(store):
    mode = Mode(exam=True, seed="7", givens='{"x": "1/3"}')
    hold = begun(store, mode=mode)
    given = attempt(
        " ∂ŷ′ «8» ", "wrong", credit=0.5, diagnosis=None, candidates=("no-upstream", "own-operand"), hints=2
    )
    store.record(hold, "{}", given, NOW, VERSION)
    (kept,) = store.answers()
    assert (kept.attempt, kept.subject, kept.mode) == (given, LINEAR, mode)
    assert (kept.time, kept.version, kept.subject.digest) == (NOW, VERSION, LINEAR.digest)


def test_the_digest_of_an_exercise_is_the_sha256_of_its_text():
    assert Subject("", Origin.FILE, "abc").digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_what_was_kept_is_there_when_the_store_is_opened_again(place):
    with Store.open(place, NOW) as store:
        store.record(begun(store), "{}", attempt(), NOW, VERSION)
    with Store.open(place, NOW) as store:
        assert typed(store) == ["−8"]
        assert store.aside is None


def test_one_file_is_left_behind_and_only_its_owner_may_read_it(place):
    with Store.open(place, NOW) as store:
        store.record(begun(store), "{}", attempt(), NOW, VERSION)
    assert [path.name for path in place.parent.iterdir()] == ["progress.db"]
    assert place.stat().st_mode & 0o777 == 0o600


def test_an_unfinished_quiz_is_found_again_with_its_state(store):
    hold = store.record(begun(store), '{"at": 1}', attempt(), NOW, VERSION)
    store.record(hold, '{"at": 2}', None, NOW, VERSION)
    (sitting,) = store.unfinished("linear")
    assert (sitting.state, sitting.digest, sitting.mode) == ('{"at": 2}', LINEAR.digest, PLAIN)
    assert store.unfinished("affine") == ()


def test_the_quiz_that_was_used_last_comes_first(store):
    first = begun(store)
    begun(store, Subject("affine", Origin.SHIPPED, "…"))
    assert [sitting.key for sitting in store.unfinished()] == ["affine", "linear"]
    store.record(first, "{}", None, NOW + timedelta(seconds=1), VERSION)
    assert [sitting.key for sitting in store.unfinished()] == ["linear", "affine"]


def test_a_finished_quiz_is_not_resumed(store):
    store.end(begun(store), NOW)
    assert store.unfinished() == ()


def test_a_quiz_that_was_taken_over_goes_on_under_a_number_of_its_own(store):
    mine = store.record(begun(store), '{"at": 1}', attempt("1"), NOW, VERSION)
    (sitting,) = store.unfinished()
    theirs = store.resume(sitting, NOW)
    mine = store.record(mine, '{"at": 2}', attempt("2"), NOW, VERSION)
    theirs = store.record(theirs, '{"at": 3}', attempt("3"), NOW, VERSION)
    assert mine.sitting != theirs.sitting
    assert typed(store) == ["1", "2", "3"]
    assert {sitting.state for sitting in store.unfinished()} == {'{"at": 2}', '{"at": 3}'}
    store.end(mine, NOW)
    assert [sitting.number for sitting in store.unfinished()] == [theirs.sitting]


def test_forgetting_one_exercise_leaves_the_others_and_a_copy(store):
    other = Subject("affine", Origin.SHIPPED, "other")
    for subject in (LINEAR, other):
        store.record(begun(store, subject), "{}", attempt(subject.key), NOW, VERSION)
        store.review(subject, 3, NOW)
    copy = store.forget("linear", NOW)
    assert typed(store) == ["affine"]
    assert [card.key for card in store.cards()] == ["affine"]
    assert (store.knows("linear"), store.knows("affine")) == (False, True)
    with Store.open(copy, NOW) as before:
        assert typed(before) == ["linear", "affine"]
    assert copy.name == "progress-before-reset-20260301-093000.db"
    assert copy.stat().st_mode & 0o777 == 0o600


def test_forgetting_everything_leaves_nothing_but_the_copies(store):
    store.record(begun(store), "{}", attempt(), NOW, VERSION)
    first, second = store.forget(None, NOW), store.forget(None, NOW)
    assert (store.count(), store.unfinished(), store.cards()) == (0, (), ())
    assert first != second


def test_recording_after_the_quiz_was_forgotten_says_so(store):
    hold = begun(store)
    store.forget(None, NOW)
    with pytest.raises(Unusable, match="deleted meanwhile"):
        store.record(hold, "{}", attempt(), NOW, VERSION)


def test_a_field_that_was_tampered_with_is_no_traceback(store, place):
    begun(store)
    with closing(sqlite3.connect(place)) as other, other:
        other.execute("UPDATE sittings SET origin = 'the moon'")
    with pytest.raises(Unusable, match="damaged"):
        store.unfinished()


# Repetition


def test_a_quiz_that_went_well_comes_again_later_than_one_that_did_not(store):
    days = {}
    for rating in (1, 2, 3, 4):
        card = store.review(Subject(f"{rating}", Origin.SHIPPED, ""), rating, NOW)
        days[rating] = (card.due - NOW).days
    assert days[1] == days[2] == 1  # FSRS-6's default memory: 0.21 and 1.29 days
    assert days[3] == 2  # 2.31 days
    assert days[4] == 8  # 8.30 days
    assert [card.key for card in store.cards()][-2:] == ["3", "4"]


def test_each_good_repetition_makes_the_next_one_later(store):
    now, gaps = NOW, []
    for _ in range(4):
        card = store.review(LINEAR, 3, now)
        gaps.append(card.due - now)
        now = card.due
    assert gaps == sorted(set(gaps))
    assert store.cards()[0].reviews == 4


def test_a_clock_that_went_backwards_does_no_harm(store):
    store.review(LINEAR, 3, NOW)
    card = store.review(LINEAR, 3, NOW - timedelta(days=20_000))
    assert card.due > NOW - timedelta(days=20_000)
