import time

from rich.cells import cell_len

from bpcli.core.findings import Finding, Severity
from bpcli.core.source import Place, Source
from bpcli.render.diagnostics import diagnostics, headline
from bpcli.render.look import Look

PIPED = Look(width=None)


def at(text, part, **fields):
    source = Source("exercises/neuron.yaml", text)
    start = text.index(part)
    return Finding("BP204", "stated dloss/dw is 55, computed 110", Place(source, start, start + len(part)), **fields)


def caret(text):
    """The source line, the cell the caret begins in, and how many carets there are."""
    _, _, line, under, *_ = text.splitlines()
    return line, under.index("^"), under.count("^")


def cell(line, part):
    return cell_len(line[: line.index(part)])


def test_a_finding_is_a_headline_a_caret_and_what_to_do():
    text = "a: 1\n" * 8 + "  dloss/dw: 55\n"
    finding = at(text, "55", label="off by a factor 2", help="bpcli explain BP204")
    assert diagnostics((finding,), PIPED) == (
        "exercises/neuron.yaml:9:13: error[BP204] stated dloss/dw is 55, computed 110\n"
        "  |\n"
        "9 |   dloss/dw: 55\n"
        "  |             ^^ off by a factor 2\n"
        "  = help: bpcli explain BP204\n"
    )


def test_tabs_wide_and_hidden_characters_do_not_move_the_caret():
    for ascii_only in (False, True):
        finding = at("\tŷ: 重み\u202e·y\u0302, w: 55", "55")
        line, start, count = caret(diagnostics((finding,), Look(ascii=ascii_only, width=None)))
        assert (start, count) == (cell(line, "55"), 2)
        assert "\u202e" not in line


def test_the_carets_cover_what_is_shown_of_the_place():
    line, start, count = caret(diagnostics((at("x: 重\x1bみ", "重\x1bみ"),), PIPED))
    assert line.endswith("重\\x1bみ")
    assert (start, count) == (cell(line, "重"), 8)


def test_a_place_of_nothing_has_one_caret_at_the_end_of_the_line():
    source = Source("formula", "w +")
    finding = Finding("BP201", "a formula ends here", Place(source, 3, 3))
    assert caret(diagnostics((finding,), PIPED)) == ("1 | w +", 7, 1)


def test_a_place_of_several_lines_is_marked_on_its_first():
    _, start, count = caret(diagnostics((at("a: {\nb\n}", "{\nb\n}"),), PIPED))
    assert (start, count) == (7, 1)


def test_a_long_line_is_shown_round_its_place_and_at_once():
    text = "x+" * 30_000 + "q" + "+y" * 30_000
    start = time.perf_counter()
    shown = diagnostics((at(text, "q", label="not declared"),), Look(width=80))
    assert time.perf_counter() - start < 0.5
    line, begin, count = caret(shown)
    assert (begin, count) == (cell(line, "q"), 1)
    assert cell_len(line) <= 80
    assert line.startswith("1 | …")
    assert line.endswith("…")


def test_a_long_place_has_no_more_carets_than_its_line_has_characters():
    line, start, count = caret(diagnostics((at("a" * 50_000, "a" * 50_000),), Look(width=60)))
    assert start + count <= cell_len(line)


def test_text_of_strangers_cannot_reach_the_terminal():
    source = Source("\x1b[2J::x\u202e.yaml", "\x9b\x07")
    finding = Finding("BP001", "bad \x1b]0;t\x07", Place(source, 0, 1), "\u2028", "\x00")
    for look in (PIPED, Look(ascii=True)):
        text = diagnostics((finding,), look)
        assert text.replace("\n", "").isprintable()
        assert text.count("\n") == 5


def test_a_file_named_like_a_command_does_not_command_a_runner():
    finding = Finding("BP001", "empty", Place(Source("::error::x", ""), 0, 0))
    assert not any(line.lstrip().startswith("::") for line in diagnostics((finding,), PIPED).splitlines())


def test_a_warning_says_so_and_colour_only_adds_colour():
    finding = Finding("BP301", "no title", severity=Severity.WARNING)
    assert headline(finding, PIPED) == "warning[BP301] no title"
    assert headline(finding, Look(color=True)) == "\x1b[1;33mwarning[BP301]\x1b[0m no title"


def test_findings_stand_apart():
    finding = Finding("BP001", "empty")
    assert diagnostics((finding, finding), PIPED) == "error[BP001] empty\n\nerror[BP001] empty\n"
    assert diagnostics((), PIPED) == ""
