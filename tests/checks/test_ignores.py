"""Comments that silence findings: where they hold, what they must say, and what is said of those that do nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bpcli.checks.checking import Checked
from bpcli.checks.settings import DEFAULT

BODY = "model: ŷ = w·x\nloss: loss = (ŷ − y)²\ngiven: {x: 5, w: 3, y: 4}\nask: [dloss/dw]\n"
WRONG = "title: T\nmodel: ŷ = w·x\nloss: loss = (ŷ − y)²\ngiven: {x: 5, w: 3, y: 4}\nask: [dloss/dw]\n"


def test_a_comment_at_the_end_of_a_line_holds_for_that_line(found: Callable[..., list[str]]) -> None:
    assert found(BODY) == ["1:1 BP301"]
    assert found(BODY.replace("w·x\n", "w·x  # bpcli: ignore[BP301]\n", 1)) == []


def test_a_comment_at_the_end_of_another_line_does_not(found: Callable[..., list[str]]) -> None:
    text = BODY.replace("dw]\n", "dw]  # bpcli: ignore[BP301]\n")
    assert found(text) == ["1:1 BP301", "4:34 BP111"]


def test_a_comment_on_a_line_of_its_own_holds_for_the_next_line_that_says_something(
    found: Callable[..., list[str]],
) -> None:
    wrong = "expect:\n  # bpcli: ignore[BP204]  on purpose\n\n  # half of it\n  dloss/dw: 55\n  loss: 120\n"
    assert found(WRONG + wrong) == ["11:9 BP204"]


def test_a_comment_above_the_first_key_holds_for_the_whole_file(found: Callable[..., list[str]]) -> None:
    text = "# bpcli: ignore[BP204]\n" + WRONG + "expect:\n  dloss/dw: 55\n  loss: 120\n"
    assert found(text) == []


def test_a_comment_may_name_several_codes_and_a_reason(found: Callable[..., list[str]]) -> None:
    text = "# bpcli: ignore[BP301, BP204]  the notes' numbers\n" + BODY + "expect: {loss: 120}\n"
    assert found(text) == []


@pytest.mark.parametrize(
    ("comment", "place"),
    [
        ("# bpcli: ignore", "1:1"),
        ("# bpcli: ignore[]", "1:1"),
        ("# bpcli: ignore [ ]", "1:1"),
        ("# bpcli: noqa", "1:1"),
        ("# bpcli:", "1:1"),
        ("# bpcli: ignore[BP999]", "1:17"),
        ("# bpcli: ignore[bp301]", "1:17"),
        ("# bpcli: ignore[BP3]", "1:17"),
        ("# bpcli: ignore[BP201]", "1:17"),
        ("# bpcli: ignore[BP301, BP101]", "1:24"),
    ],
)
def test_a_comment_that_says_nothing_useful_is_reported(
    found: Callable[..., list[str]], good: str, comment: str, place: str
) -> None:
    assert f"{place} BP110" in found(f"{comment}\n{good}")


def test_a_comment_that_silences_nothing_is_reported_at_its_code(found: Callable[..., list[str]], good: str) -> None:
    assert found(good.replace("3, y: 4}", "3, y: 4}  # bpcli: ignore[BP303, BP228]")) == ["4:44 BP111", "4:51 BP111"]


def test_text_that_looks_like_a_comment_is_text(found: Callable[..., list[str]], good: str) -> None:
    quoted = good.replace("title: Linear model", 'title: "A model # bpcli: ignore[BP301]"')
    block = good + "about: |\n  Some words.\n  # bpcli: ignore[BP301]\n"
    joined = good.replace("Linear model", "Linear#bpcli:ignore[BP301]")
    assert found(quoted) == found(block) == found(joined) == []


def test_a_comment_behind_the_bar_of_a_block_is_a_comment(found: Callable[..., list[str]], good: str) -> None:
    assert found(good + "about: |  # bpcli: ignore[BP301]\n  Some words.\n") == ["6:27 BP111"]


def test_what_was_not_looked_for_is_not_called_unused(checked: Callable[..., Checked], good: str) -> None:
    text = "# bpcli: ignore[BP303, BP306]\n" + good
    assert checked(text, DEFAULT.with_options(ignore=["BP303"])).findings == ()


def test_in_a_file_that_could_not_be_worked_out_no_comment_is_called_unused(found: Callable[..., list[str]]) -> None:
    assert found("# bpcli: ignore[BP303]\n" + BODY.replace("w·x", "w·")) == ["2:14 BP201"]


def test_an_error_that_makes_the_exercise_unusable_is_not_silenced(found: Callable[..., list[str]], good: str) -> None:
    text = good.replace("ŷ = w·x\n", "ŷ = sigmod(w·x)  # bpcli: ignore[BP202]\n")
    assert found(text) == ["2:12 BP202", "2:41 BP110"]


def test_line_ends_of_windows_are_line_ends(found: Callable[..., list[str]]) -> None:
    text = BODY.replace("w·x\n", "w·x  # bpcli: ignore[BP301]\n", 1).replace("\n", "\r\n")
    assert found(text) == []


def test_of_very_many_comments_the_rest_is_not_looked_at(checked: Callable[..., Checked], good: str) -> None:
    findings = checked(good + "# bpcli: skip\n" * 1_001).findings
    assert {one.code for one in findings} == {"BP110", "BP108"}
    assert findings[-1].message.startswith("901 more")
