from __future__ import annotations

from bpcli.render.bars import bar_lines
from bpcli.render.look import Look
from bpcli.report.blocks import Bar, Bars


def lines(*parts, **look):
    bars = tuple(Bar(f"topic {number}", part, "some") for number, part in enumerate(parts))
    return list(bar_lines(Bars("", bars), Look(**look)))


def test_a_bar_is_as_long_as_its_part_of_the_whole():
    empty, half, full = lines(0.0, 0.5, 1.0, width=None)
    assert (empty.count("█"), half.count("█"), full.count("█")) == (0, 10, 20)
    assert (empty.count("░"), half.count("░"), full.count("░")) == (20, 10, 0)


def test_what_is_begun_is_seen_and_what_is_not_complete_is_not_full():
    little, most = lines(0.001, 0.999, width=None)
    assert (little.count("█"), most.count("░")) == (1, 1)


def test_bars_keep_to_the_width_and_to_ascii():
    for width in (20, 40, 80):
        shown = lines(0.5, 1.0, width=width, ascii=True)
        assert all(line.isascii() and len(line) <= width for line in shown)


def test_what_stands_beside_the_bars_is_shown_as_text():
    (line,) = bar_lines(Bars("", (Bar("a\x1b[31m", 1.0, "b\u202e"),)), Look(width=None))
    assert line.startswith("a\\x1b[31m")
    assert line.endswith("b\\u202e")
