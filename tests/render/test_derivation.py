"""Steps of a document broken into lines that fit a page."""

from bpcli.render.derivation import Step, left_of, lines_of


def test_a_line_begins_behind_the_widest_left_side_of_its_block():
    wide, narrow = "x" * 30, "y"
    steps = (Step(1, (wide, "1")), Step(2, (narrow, "a" * 20, "b" * 20)))
    assert left_of(steps) == 30
    assert lines_of(steps[1].sides) == [(narrow, "a" * 20, "b" * 20)]
    assert lines_of(steps[1].sides, left_of(steps)) == [(narrow, "a" * 20), ("b" * 20,)]
