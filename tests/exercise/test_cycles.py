from __future__ import annotations

import time

from bpcli.exercise.cycles import cycles


def test_a_chain_has_no_circle() -> None:
    assert not list(cycles({"a": ["b", "x"], "b": ["c"], "c": []}))


def test_each_circle_is_named_once() -> None:
    found = list(cycles({"a": ["b"], "b": ["a"], "c": ["c"], "d": ["a"], "e": []}))
    assert found == [("a", "b"), ("c",)]


def test_a_circle_is_named_without_the_steps_that_lead_to_it() -> None:
    assert list(cycles({"a": ["b"], "b": ["c"], "c": ["b"]})) == [("b", "c")]


def test_a_long_circle_is_found_in_linear_time() -> None:
    count = 100_000
    start = time.perf_counter()
    (circle,) = cycles({str(n): [str((n + 1) % count)] for n in range(count)})
    assert len(circle) == count
    assert time.perf_counter() - start < 10
