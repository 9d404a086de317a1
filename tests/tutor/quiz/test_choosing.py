from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bpcli.tutor.quiz.choosing import Remembered, choose, choose_at_random

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAMES = ["node", "linear", "affine"]


def card(key, rating=3, days=10):
    return Remembered(key, rating, NOW + timedelta(days=days))


def chosen(cards=(), unfinished=()):
    return choose(NAMES, cards, unfinished, NOW).key


def test_a_new_learner_begins_with_the_first_exercise():
    assert chosen() == "node"


def test_what_was_begun_last_comes_first():
    assert chosen([card("node", days=-1)], ["linear", "affine"]) == "linear"


def test_what_is_due_for_longest_comes_before_what_is_new():
    assert chosen([card("node", days=-1), card("linear", days=-2)]) == "linear"


def test_what_is_not_mastered_is_offered_before_what_follows_it():
    assert chosen([card("node"), card("linear", rating=2)]) == "linear"


def test_where_all_is_mastered_the_first_to_be_repeated_is_offered():
    assert chosen([card("node", days=5), card("linear", days=3), card("affine", days=9)]) == "linear"


def test_cards_and_quizzes_of_other_exercises_are_left_alone():
    assert chosen([card("elsewhere", days=-5)], ["/a/file.yaml"]) == "node"


def test_a_choice_by_chance_is_the_same_for_a_seed():
    found = {seed: choose_at_random(NAMES, str(seed)).key for seed in range(30)}
    assert found == {seed: choose_at_random(NAMES, str(seed)).key for seed in range(30)}
    assert set(found.values()) == set(NAMES)
