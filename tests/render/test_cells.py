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


def test_chinese_breaks_between_its_characters():
    assert wrap("x 同时进入两个节点，它的梯度是两条路径之和。", Look(width=20)) == [
        "x 同时进入两个节点，",
        "它的梯度是两条路径之",
        "和。",
    ]


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one():
    assert wrap("每个局部梯度都已经核对。", Look(width=22)) == ["每个局部梯度都已经核", "对。"]
    assert wrap("每个局部梯度都已经（核对）", Look(width=20)) == ["每个局部梯度都已经", "（核对）"]


def test_a_mark_stays_with_its_piece_and_its_role():
    pieces = [("正确答案应该是现在的", None), ("梯度", Role.VALUE), ("。", None)]
    assert flow(pieces, Look(width=20)) == ["正确答案应该是现在的", "梯度。"]
    assert flow(pieces, Look(width=22)) == ["正确答案应该是现在的梯", "度。"]


def test_a_chinese_name_keeps_its_index_and_its_signs():
    assert wrap("这一步的公式是 重₁·偏 = 8", Look(width=20)) == ["这一步的公式是", "重₁·偏 = 8"]


def test_a_pipe_wraps_nothing():
    assert wrap("word " * 100, Look(width=None)) == ["word " * 100]


@given(st.text(alphabet="ab ŷ重·,\u0302", max_size=200), st.integers(20, 60), st.integers(0, 30))
def test_wrapping_loses_nothing_and_fits(text, columns, hang):
    lines = wrap(text, Look(width=columns), hang)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line.rstrip()) <= columns for line in lines)


def test_mathematics_behind_a_chinese_mark_may_begin_a_line():
    assert wrap("先算梯度，∂loss/∂w；再算", Look(width=20)) == ["先算梯度，∂loss/∂w；", "再算"]
    assert wrap("先算这几个梯度，∂loss/∂w", Look(width=20)) == ["先算这几个梯度，", "∂loss/∂w"]
