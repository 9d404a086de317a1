"""What `--fix` writes: an `expect` that states the result, and nothing else changed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
import yaml

from bpcli.checks.checking import Checked
from bpcli.checks.figures import typed
from bpcli.checks.fixing import difference, encoded, fixed
from bpcli.exercise.library import shipped
from tests.checks.conftest import checked_text

PLAIN = "title: T\nmodel: ŷ = w·x\nloss: loss = (ŷ − y)²\ngiven: {x: 5, w: 3, y: 4}\n"
STATED = "expect:\n  ŷ: 15\n  loss: 121\n  dloss/dw: 110\n"


def test_an_absent_expect_is_filled_in(checked: Callable[..., Checked]) -> None:
    assert fixed(checked(PLAIN)) == PLAIN + STATED


def test_it_stands_behind_the_numbers_and_before_the_questions(checked: Callable[..., Checked]) -> None:
    questions = "\n# What is asked\nask: [loss]\n"
    assert fixed(checked(PLAIN + questions)) == PLAIN + STATED + questions


def test_comments_and_layout_stay(checked: Callable[..., Checked]) -> None:
    text = PLAIN.replace("w·x\n", "w·x   # the model\n\n").replace("y: 4}\n", "y: 4}  # the notes' numbers\n")
    assert fixed(checked(text)) == text + STATED


def test_a_block_keeps_its_lines_together(checked: Callable[..., Checked]) -> None:
    text = (
        "title: T\nmodel: ŷ = w·x\ngiven:\n  x: 5\n  w: 3\n  y: 4\n\nloss: |\n  r = ŷ − y\n  loss = r²\n\n\ntags: [a]\n"
    )
    stated = "expect:\n  ŷ: 15\n  r: 11\n  loss: 121\n  dloss/dw: 110\n"
    assert fixed(checked(text)) == text + stated


def test_line_ends_are_kept(checked: Callable[..., Checked]) -> None:
    text = fixed(checked(PLAIN.replace("\n", "\r\n")))
    assert text == (PLAIN + STATED).replace("\n", "\r\n")


def test_a_last_line_without_an_end_gets_one(checked: Callable[..., Checked]) -> None:
    assert fixed(checked(PLAIN.rstrip("\n"))) == PLAIN + STATED


def test_a_mended_file_needs_no_mending(checked: Callable[..., Checked]) -> None:
    text = fixed(checked(PLAIN))
    assert text is not None
    again = checked(text)
    assert not again.has_errors
    assert fixed(again) is None


@pytest.mark.parametrize(
    "text",
    [
        PLAIN + "expect: {loss: 121}\n",
        PLAIN + "expect:\n",
        PLAIN.replace("w·x", "w·"),
        "{title: T, model: ŷ = w·x, loss: loss = (ŷ − y)², given: {x: 5, w: 3, y: 4}}\n",
        "",
    ],
)
def test_where_there_is_nothing_to_mend_nothing_is_mended(checked: Callable[..., Checked], text: str) -> None:
    assert fixed(checked(text)) is None


def test_the_answers_of_the_notes_are_filled_in(checked: Callable[..., Checked]) -> None:
    """S4 of the lecture: w₁=2, w₂=2, x=2, b=1, y=9."""
    text = (
        "title: Q\nmodel: [z1 = w1·x², z2 = w2·x, z = z1 + z2, ŷ = z + b]\nloss: [r = ŷ − y, loss = r²]\n"
        "given: {x: 2, w1: 2, w2: 2, b: 1, y: 9}\n"
    )
    mended = fixed(checked(text)) or ""
    stated = dict(line.strip().split(": ") for line in mended.removeprefix(text).splitlines()[1:])
    assert stated == {
        "z1": "8",
        "z2": "4",
        "z": "12",
        "ŷ": "13",
        "r": "4",
        "loss": "16",
        "dloss/dw1": "32",
        "dloss/dw2": "16",
        "dloss/db": "8",
    }


@pytest.mark.parametrize("path", [one.path for one in shipped()], ids=lambda path: path.stem)
def test_what_a_shipped_exercise_states_can_be_filled_in_again(path: object) -> None:
    """Without its `expect` each becomes a file that is clean again, and is so at once."""
    text = path.read_text("utf-8")  # type: ignore[attr-defined]
    lines = text.splitlines(keepends=True)
    root = yaml.compose(text)
    (value,) = [value for key, value in root.value if key.value == "expect"] or [None]
    if value is None:
        pytest.skip("it states nothing")
    first = next(key.start_mark.line for key, _ in root.value if key.value == "expect")
    last = max(one.end_mark.line for pair in value.value for one in pair) if value.value else first
    last += lines[last : last + 1] != [] and value.flow_style is not True
    bare = "".join(lines[:first] + lines[max(last, first + 1) :])
    mended = fixed(checked_text(bare))
    assert mended is not None
    again = checked_text(mended)
    assert not again.has_errors
    assert again.exercise is not None
    assert again.exercise.expectations
    assert fixed(again) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(110), "110"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-1, 2), "-0.5"),
        (0.7310585786300049, "0.73105858"),
        (15.0, "15.0000"),
        (4.5397868702434395e-05, "4.5397869e-5"),
        (3e-5, "3.0000e-5"),
    ],
)
def test_numbers_are_written_as_people_type_them(value: float, text: str) -> None:
    assert typed(value) == text


def test_a_difference_is_a_unified_diff(checked: Callable[..., Checked]) -> None:
    one = checked(PLAIN)
    text = fixed(one)
    assert text is not None
    assert difference(one, text).splitlines() == [
        "--- a/exercise.yaml",
        "+++ b/exercise.yaml",
        "@@ -2,3 +2,7 @@",
        " model: ŷ = w·x",
        " loss: loss = (ŷ − y)²",
        " given: {x: 5, w: 3, y: 4}",
        "+expect:",
        "+  ŷ: 15",
        "+  loss: 121",
        "+  dloss/dw: 110",
    ]
    assert difference(one, PLAIN) == ""


def test_a_byte_order_mark_stays_at_the_head_of_a_file() -> None:
    assert encoded(b"\xef\xbb\xbftitle: T\n", "title: U\n") == b"\xef\xbb\xbftitle: U\n"
    assert encoded(b"title: T\n", "title: U\n") == b"title: U\n"
