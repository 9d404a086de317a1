from hypothesis import given
from hypothesis import strategies as st

from bpcli.render.cells import flow, lead, pad, width, wrap
from bpcli.render.look import Look
from bpcli.render.paint import Role


def test_widths_are_those_of_a_terminal():
    assert width("ŷ") == width("y\u0302") == 1
    assert width("重み") == 4
    assert pad("重", 4) == "重  "
    assert lead("ŷ", 3) == "  ŷ"


def test_lines_break_at_blanks_and_hang():
    assert wrap("one two three four five", Look(width=20), 2) == ["one two three four", "  five"]


def test_a_word_made_of_two_pieces_is_not_broken_between_them():
    pieces = [("12345678 12345678 =", None), ("80", Role.VALUE)]
    assert flow(pieces, Look(width=20)) == ["12345678 12345678", "=80"]


def test_a_long_word_breaks_behind_its_signs():
    assert wrap("aaaaaaaaaaaa·bbbbbbbbbbbb", Look(width=20)) == ["aaaaaaaaaaaa·", "bbbbbbbbbbbb"]


def test_a_pipe_wraps_nothing():
    assert wrap("word " * 100, Look(width=None)) == ["word " * 100]


@given(st.text(alphabet="ab ŷ重·,\u0302", max_size=200), st.integers(20, 60), st.integers(0, 30))
def test_wrapping_loses_nothing_and_fits(text, columns, hang):
    lines = wrap(text, Look(width=columns), hang)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line.rstrip()) <= columns for line in lines)
