"""Checking one file: everything that is wrong with it at once, in order, whatever the file is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpcli.checks.checking import Checked, check_bytes, check_path
from bpcli.core.findings import Severity
from bpcli.exercise.reading import Unreadable
from tests.checks.conftest import GOOD, told


def test_a_good_file_has_no_findings(found: Callable[..., list[str]], good: str) -> None:
    assert found(good) == []


def test_a_fault_among_the_questions_does_not_hide_a_wrong_answer(found: Callable[..., list[str]], good: str) -> None:
    more = "expect: {dloss/dw: 55, dloss/dq: 1}\nhints: {dloss/dv: Look.}\n"
    assert found(good + more) == ["6:20 BP204", "6:24 BP211", "7:9 BP211"]


def test_an_unknown_key_does_not_hide_a_wrong_answer(found: Callable[..., list[str]], good: str) -> None:
    assert found(good + "author: A\nexpect: {loss: 120}\n") == ["6:1 BP101", "7:16 BP204"]


def test_a_key_that_may_be_a_misspelt_part_of_the_mathematics_stops_the_mathematics(
    found: Callable[..., list[str]], good: str
) -> None:
    assert found(good.replace("given:", "givn:") + "expect: {loss: 120}\n") == ["4:1 BP101"]


def test_no_title_is_said_beside_a_wrong_answer(found: Callable[..., list[str]], good: str) -> None:
    assert found(good.partition("\n")[2] + "expect: {loss: 120}\n") == ["1:1 BP301", "5:16 BP204"]


def test_findings_come_by_place(checked: Callable[..., Checked], good: str) -> None:
    text = good.replace("y: 4}", "y: 4, b: 2}") + "expect: {loss: 120}\nauthor: A\n"
    starts = [one.place.start for one in checked(text).findings if one.place]
    assert starts == sorted(starts)
    assert len(starts) == 3


def test_a_step_that_has_no_value_is_one_finding(found: Callable[..., list[str]], good: str) -> None:
    assert found(good.replace("w·x\n", "log(w − x)\n", 1)) == ["2:12 BP220"]


def test_exercise_and_trace_are_there_where_they_could_be_made(checked: Callable[..., Checked], good: str) -> None:
    whole, broken = checked(good), checked(good.replace("w·x", "w·"))
    assert whole.exercise is not None
    assert whole.trace is not None
    assert (broken.exercise, broken.trace) == (None, None)
    assert broken.has_errors
    assert not whole.has_errors


def test_alone_a_checked_file_keeps_what_was_found(checked: Callable[..., Checked], good: str) -> None:
    alone = checked(good + "author: A\n").alone()
    assert [one.code for one in alone.findings] == ["BP101"]
    assert (alone.exercise, alone.trace) == (None, None)


def test_bytes_that_are_no_text_are_a_finding() -> None:
    assert [one.code for one in check_bytes(b"\xff\xfe\x00", "-").findings] == ["BP001"]


def test_a_path_that_cannot_be_read_is_no_finding(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        check_path(tmp_path / "missing.yaml")
    with pytest.raises(Unreadable):
        check_path(tmp_path)


def test_a_file_is_named_by_the_path_it_was_given_as(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert check_path(path).name == str(path)
    assert told(check_path(path)) == []


def test_a_fault_of_the_program_is_a_finding_and_hides_no_other(
    checked: Callable[..., Checked], good: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("in the program")

    monkeypatch.setattr("bpcli.checks.find.bp227_step_unused.say", broken)
    text = good.replace("model: ŷ = w·x", "model: [u = w + x, ŷ = w·x]").partition("\n")[2]
    one = checked(text)
    assert [finding.code for finding in one.findings] == ["BP900", "BP301"]
    assert one.has_program_fault
    assert isinstance(one.fault, ZeroDivisionError)
    assert "ZeroDivisionError: in the program" in one.findings[0].message


def test_of_very_many_findings_the_first_are_shown_and_the_rest_counted(checked: Callable[..., Checked]) -> None:
    steps = "".join(f"  - u{number} = w·{number}\n" for number in range(300))
    text = f"title: T\nmodel:\n{steps}  - ŷ = w·x\ngiven: {{x: 5, w: 3}}\nask: [loss]\nexpect: {{ŷ: 14}}\n"
    findings = checked(text).findings
    assert [one.code for one in findings] == ["BP227"] * 99 + ["BP108", "BP204"]
    assert "201 more" in findings[-2].message


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_is_done_to_a_file_it_is_checked_without_a_fault_of_the_program(data: st.DataObject) -> None:
    """Bytes are deleted, doubled and replaced at random."""
    text = bytearray((GOOD + "expect: {loss: 121}\nhints: {dloss/dw: Look.}\n# bpcli: ignore[BP301]\n").encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        piece = data.draw(
            st.sampled_from([b"", b"[", b"{", b":", b"\n", b"\t", b"#", b"*", b"0", b"-", b"\xcb", b'"', b"w"])
        )
        text[at : at + data.draw(st.integers(0, 3))] = piece
    found = check_bytes(bytes(text), "mutated.yaml")
    assert not found.has_program_fault, found.fault
    assert all(one.place is not None and one.severity in Severity for one in found.findings)
