"""What each option of `solve` and `list` does."""

from __future__ import annotations

import re

import pytest

from bpcli import __version__

LINEAR = "title: From a pipe\nmodel: ŷ = w·x\nloss: (ŷ − y)²\ngiven: {x: 2, w: 1, y: 4}\n"


def test_the_version_is_told(inside):
    assert inside("--version").out == f"bpcli {__version__}\n"


def test_the_program_is_a_module_too(bpcli):
    run = bpcli("--version")
    assert (run.code, run.out[:6], run.err) == (0, "bpcli ", "")


def test_options_stand_before_or_after_the_exercise(inside, first_example):
    after = inside("solve", first_example, "--ascii", "--set", "w=3")
    assert inside("solve", "--ascii", "--set", "w=3", first_example) == after
    assert after.code == 0


def test_set_gives_another_value_and_may_be_repeated(inside, first_example):
    run = inside("solve", first_example, "--set", "w=3", "--set", "x=1/3")
    assert "  w = 3\n" in run.out
    assert "  x = 1/3\n" in run.out
    assert "is not given" not in run.out


@pytest.mark.parametrize("setting", ["w", "w=", "=3", "q=3", "w=1/0", "w=foo", "w=1e400"])
def test_a_setting_that_makes_no_sense_is_refused(setting, inside):
    run = inside("solve", "linear", "--set", setting)
    assert (run.code, run.out) == (2, "")
    assert "--set" in run.err


def test_what_an_exercise_states_is_not_held_against_other_numbers(inside):
    assert inside("solve", "linear", "--set", "w=17").code == 0


def test_the_tape_shows_both_passes_at_once(inside, first_example):
    run = inside("solve", first_example, "--view", "tape")
    assert "forward ↓" in run.out
    assert "upstream ↑" in run.out


def test_the_tape_falls_back_to_lines_where_it_does_not_fit(inside, first_example):
    run = inside("solve", first_example, "--view", "tape", env={"COLUMNS": "60"})
    assert "forward ↓" not in run.out
    assert "∂loss/∂w = −8" in run.out


def test_the_circuit_can_be_asked_for_and_stands_between_the_givens_and_the_tables_on_a_terminal(inside, first_example):
    alone = inside("solve", first_example, "--view", "circuit")
    assert "(×)" in alone.out
    assert "Forward" not in alone.out
    on_a_terminal = inside("solve", first_example, "--color", "never", terminal=True, env={"COLUMNS": "100"})
    before, found, after = on_a_terminal.out.partition(alone.out.rstrip("\n"))
    assert found
    assert "Given" in before
    assert "Forward" in after
    assert "(×)" not in inside("solve", first_example).out


def test_a_circuit_that_does_not_fit_gives_way_to_the_tables(inside):
    run = inside("solve", "deep-network", "--view", "circuit")
    assert run.code == 0
    assert "Forward" in run.out
    assert "no room for the circuit" in run.err


def test_symbolic_adds_the_closed_forms(inside, first_example):
    run = inside("solve", first_example, "--symbolic")
    assert re.search(r"In closed form\n +∂loss/∂w = .*x.*\n", run.out)
    assert "In closed form" not in inside("solve", first_example).out


def test_expand_decides_what_is_a_node(inside):
    whole, single = (inside("solve", "quadratic", option) for option in ("--no-expand", "--expand"))
    assert "z₁ = w₁·x²" not in single.out
    assert "∂z₁/∂x = 2·w₁·x" in whole.out
    assert "∂(x²)/∂x = 2·x" in single.out
    assert inside("solve", "quadratic") == whole


@pytest.mark.parametrize(("digits", "shown"), [("3", "1.65"), ("6", "1.64872"), ("13", "1.6487212707")])
def test_digits_says_how_many_are_shown(digits, shown, inside):
    out = inside("solve", "y = exp(x), x=1/2", "--digits", digits).out
    assert re.search(rf"①     ∂y/∂x .* {shown}\n", out)


def test_exact_fractions_are_not_rounded(inside):
    assert re.search(r"∂y/∂x .* 2/21\n", inside("solve", "y = x²/3, x=1/7", "--digits", "2").out)


def test_large_arrays_are_shown_in_full_only_when_asked_for(inside):
    formula = f"y = sum(x⊙x), x={list(range(50))}"
    short, full = inside("solve", formula).out, inside("solve", formula, "--values").out
    assert "  x [50] = array of 50\n" in short
    assert "  x [50] = [0, 1, 2," in full


@pytest.mark.parametrize("command", [["solve", "two-layer"], ["solve", "quadratic", "--view", "tape"], ["list"]])
def test_ascii_is_ascii_to_the_last_byte(command, inside):
    run = inside(*command, "--ascii", env={"COLUMNS": "100", "LANG": "zh_CN.UTF-8", "LC_ALL": ""}, terminal=True)
    assert run.out.isascii()
    assert len(run.out) > 500


def test_ascii_writes_formulas_as_they_can_be_typed(inside, first_example):
    out = inside("solve", first_example, "--ascii").out
    assert "yhat" in out
    assert "dloss/dw = -8" in out


def test_a_file_gets_what_a_pipe_gets(inside, first_example, tmp_path):
    file = tmp_path / "solved.txt"
    run = inside("solve", first_example, "-o", str(file), terminal=True)
    assert (run.code, run.out) == (0, "")
    assert file.read_text("utf-8") == inside("solve", first_example).out


def test_plain_is_what_a_pipe_gets(inside, first_example):
    wide = {"COLUMNS": "100"}
    assert inside("solve", first_example, "--plain", terminal=True, env=wide) == inside("solve", first_example)


@pytest.mark.parametrize("text", ["y=w·x, x=2, y=4", "y=w·x\nx=2\ny=4\n", LINEAR, "\ufeff" + LINEAR])
def test_a_dash_reads_a_formula_or_a_file_from_standard_input(text, inside):
    run = inside("solve", "-", stdin=text.encode())
    assert (run.code, run.err) == (0, "")
    assert "∂loss/∂w = −8" in run.out


def test_faults_in_standard_input_have_the_codes_of_what_they_are_in(inside):
    assert inside("solve", "-", stdin=b"y = w*").code == 2
    assert inside("solve", "-", stdin=LINEAR.replace("w·x", "w·").encode()).code == 1
    assert inside("solve", "-", stdin=b"\xff\xfe").code == 2
    assert inside("solve", "-", stdin=b"").code == 2


def test_only_a_dash_reads_standard_input(inside, first_example):
    assert inside("solve", first_example, stdin=b"y = w*").code == 0


def test_a_topic_or_a_tag_narrows_the_list(inside):
    everything, topic, tag = (inside("list", *wanted).out.splitlines() for wanted in ((), ("linear",), ("softmax",)))
    assert all(line in everything or line.split() for line in topic)
    assert {line.split()[0] for line in topic[1:]} >= {"linear"}
    assert 1 < len(tag) < len(topic) < len(everything)


def test_an_unknown_topic_is_answered_with_those_there_are(inside):
    run = inside("list", "nosuch")
    assert run.code == 2
    assert "chain-rule" in run.err


@pytest.mark.parametrize(("typed", "meant"), [("linaer", "linear"), ("sigmiod", "sigmoid")])
def test_a_misspelt_topic_or_tag_is_answered_with_the_nearest(typed, meant, inside):
    run = inside("list", typed)
    assert run.code == 2
    assert run.err == f"bpcli: there is no topic or tag {typed}; did you mean {meant}?\n"


@pytest.mark.parametrize("wish", [{"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, {"LANGUAGE": "zh:en"}])
def test_a_chinese_reader_gets_chinese_titles(wish, inside):
    assert "单个节点" in inside("list", env=wish).out
    assert "线性模型：一个样本" in inside("solve", "linear", env=wish).out
    assert "单个节点" not in inside("list").out
