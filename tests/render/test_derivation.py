"""Steps of a document broken into lines that fit a page."""

from bpcli.render.derivation import Step, left_of, lines_of, row_of


def test_a_line_begins_behind_the_widest_left_side_of_its_block():
    wide, narrow = "x" * 30, "y"
    steps = (Step(1, (wide, "1")), Step(2, (narrow, "a" * 20, "b" * 20)))
    assert left_of(steps) == 30
    assert lines_of(steps[1].sides) == [(narrow, "a" * 20, "b" * 20)]
    assert lines_of(steps[1].sides, left_of(steps)) == [(narrow, "a" * 20), ("b" * 20,)]


def test_a_product_of_wide_matrices_goes_on_in_the_next_line_with_its_sign():
    matrix = r"\begin{bmatrix} 0.0731401 & 0.0731401 \\ 1 & 2 \end{bmatrix}"
    product = rf"{matrix} \odot \left(1 - {matrix} \odot {matrix}\right) \odot {matrix}"
    first, *others = lines_of(["Z", product])
    assert [row_of("", line, first=False)[:12] for line in others] == [r"&&&\quad \od"] * len(others)
    assert all(line[0].count(r"\left") == line[0].count(r"\right") for line in others)
    assert "".join([first[-1], *(line[0].removeprefix(r"\quad") for line in others)]) == product
