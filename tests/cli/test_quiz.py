"""A quiz as its learner meets it: at a terminal of its own, and with answers from a pipe."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from bpcli.cli.exit_codes import ExitCode
from tests.cli.conftest import PYTHON, environment

pytest.importorskip("pty")

from tests.cli.on_terminal import CTRL_C, CTRL_D, Learner

# The child ends without a word of what other threads were doing.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")

S2B = ("2", "1", "2", "-2", "1", "-1", "4", "-4", "-4", "-8")
S3 = ("1", "1", "1", "3", "1", "1", "1", "1", "-1", "1", "2", "2", "2", "2", "2")
S4 = (
    *("8", "4", "8", "4", "2", "2", "12", "1", "1", "13", "1", "1", "4", "1", "-1", "16"),
    *("8", "8", "8", "8", "8", "8", "32", "16"),
)


@pytest.fixture
def home(tmp_path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def piped(inside, home):
    """`piped(answers, "linear")`: a quiz whose answers are lines on standard input."""

    def run(answers, *arguments, **env):
        stdin = "".join(f"{line}\n" for line in answers).encode()
        return inside("quiz", *arguments, stdin=stdin, env={"BPCLI_DATA_DIR": str(home), **env})

    return run


@pytest.fixture
def sitting(home):
    """`sitting("reset")`: a command on a terminal of its own."""
    opened = []

    def start(*arguments, columns=80, prompt=" = ", **wishes):
        wished = {"BPCLI_DATA_DIR": str(home), "TERM": "xterm", "NO_COLOR": "1", **wishes}
        opened.append(Learner(arguments, environment(wished), columns, prompt))
        return opened[-1]

    yield start
    for learner in opened:
        learner.end()


@pytest.fixture
def terminal(sitting):
    """`terminal("linear")`: a quiz on a terminal of its own."""
    return partial(sitting, "quiz")


def kept(home, query="SELECT typed FROM answers ORDER BY number"):
    with closing(sqlite3.connect(home / "progress.db")) as connection:
        return connection.execute(query).fetchall()


# At a terminal


def test_a_whole_quiz_with_a_wrong_answer_hints_back_an_interruption_and_resuming(terminal, home):
    learner = terminal("linear-sample")
    assert "Question 1 of 10: ŷ" in learner.read
    assert "known: w = 3, x = 5, y = 4" in learner.read
    assert "Enter answer · h hint · s skip · b back · :r reveal · g graph · q quit" in learner.read
    assert "Right." in learner.types("15")
    assert "ŷ = 15" in learner.read  # is known from now on
    for right in ("5", "3", "11", "1", "-1", "121"):
        assert "Right." in learner.types(right)
    assert "exponent has not come down as a factor" in learner.types("11")
    assert "Hint 1 of" in learner.types("h")
    assert "That was no attempt." in learner.types("2r+")
    assert "Right." in learner.types("22")
    assert "Your answer so far: 22" in learner.types("b")
    assert "Question 9 of 10: ∂loss/∂ŷ" in learner.types("")
    assert "saved 8/10, resume with bpcli quiz linear-sample" in learner.presses(CTRL_C)
    assert learner.code == ExitCode.INTERRUPTED

    again = terminal("linear-sample")
    assert "You go on at question 9 of 10" in again.read
    assert "Right." in again.types("22")
    end = again.types("110")
    assert "10 of 10 right." in end
    assert "right, with a hint" in end
    assert "It is to be repeated on" in end
    assert again.code == ExitCode.DONE
    assert [typed for (typed,) in kept(home)] == [
        "15",
        "5",
        "3",
        "11",
        "1",
        "-1",
        "121",
        "11",
        "2r+",
        "22",
        "22",
        "110",
    ]
    assert kept(home, "SELECT diagnosis, hints FROM answers WHERE verdict = 'wrong'") == [
        ("missing-power-coefficient", 0)
    ]
    assert kept(home, "SELECT rating FROM cards") == [(2,)]


@pytest.mark.parametrize(("name", "answers"), [("linear", S2B), ("affine", S3), ("quadratic", S4)])
def test_the_homework_of_the_notes_from_start_to_end(name, answers, terminal):
    learner = terminal(name)
    for answer in answers:
        assert "Question" in learner.read
        said = learner.types(answer)
        assert "Right." in said
    assert f"{len(answers)} of {len(answers)} right." in said
    assert "Mastered." in said
    assert learner.code == ExitCode.DONE


def test_a_letter_that_is_a_name_is_an_answer_and_its_key_takes_a_colon(terminal):
    learner = terminal("y = h·s, x = y + h, h=2, s=3")
    assert ":h hint · :s skip · b back · r reveal" in learner.read
    assert "Hint 1 of" in learner.types(":h")
    assert "The value is right" in learner.types("h·s")
    assert "This is not the value of y." in learner.types("h")
    assert "Question 2 of" in learner.types(":skip")


@pytest.mark.parametrize("keys", ["q\n", CTRL_D], ids=["q", "Ctrl-D"])
def test_leaving_gives_the_summary_and_the_way_back(keys, terminal):
    learner = terminal("linear")
    learner.types("2")
    said = learner.presses(keys)
    assert "1 of 10 right." in said
    assert "9 questions are still open." in said
    assert "saved 1/10, resume with bpcli quiz linear" in said
    assert learner.code == ExitCode.DONE


def test_revealing_shows_the_worked_step_and_goes_on(terminal):
    said = terminal("linear").types(":r")
    assert "ŷ = x·w = 2·1 = 2" in said
    assert "Question 2 of 10" in said


def test_the_graph_shows_what_has_been_found_and_nothing_else(terminal):
    learner = terminal("linear")
    learner.types("2")
    said = learner.types("g")
    assert "ŷ = x·w = 2" in said
    assert "┤" in said or "├" in said
    assert "?" in said
    assert "−2" not in said  # the residual has not been found yet


def test_two_wrong_answers_bring_a_hint_that_is_not_the_answer(terminal):
    learner = terminal("linear")
    assert "Hint" not in learner.types("7")
    said = learner.types("9")
    assert "Hint 1 of 4" in said
    for _ in range(5):
        said = learner.types("11")
    assert "2·1 = 2" not in said


def test_an_exam_says_nothing_before_its_end(terminal):
    learner = terminal("node", "--exam")
    assert "h hint" not in learner.read
    assert "There are no hints in an exam." in learner.types("h")
    for answer in ("6", "2", "3", "15"):
        said = learner.types(answer)
        assert "Noted." in said
        assert "Right" not in said
    end = learner.types("10")
    assert "3 of 5 right" in end
    assert "ook at z again" in end


def test_a_file_that_has_changed_begins_anew_and_says_so(terminal, tmp_path):
    file = tmp_path / "mine.yaml"
    text = "title: Mine\nmodel: ŷ = w·x\nloss: (ŷ − y)²\ngiven: {x: 5, w: 3, y: 4}\n"
    file.write_text(text, "utf-8")
    terminal(str(file)).types("15")
    assert "You go on at question 2" in terminal(str(file)).read
    file.write_text(text.replace("5", "6"), "utf-8")
    learner = terminal(str(file))
    assert "has changed since you stopped" in " ".join(learner.read.split())
    assert "Question 1 of" in learner.read


def test_fresh_begins_anew(terminal):
    terminal("linear").types("2")
    assert "Question 1 of" in terminal("linear", "--fresh").read


def test_two_quizzes_of_one_exercise_at_once_both_go_on(terminal, home):
    first = terminal("linear")
    first.types("2")
    second = terminal("linear")
    assert "You go on at question 2" in second.read
    assert "Right." in first.types("1")
    assert "Right." in second.types("1")
    assert "Right." in first.types("2")
    assert [typed for (typed,) in kept(home)] == ["2", "1", "1", "2"]


def test_random_numbers_are_the_same_for_a_seed_and_can_be_resumed(terminal):
    learner = terminal("linear", "--random", "--seed", "7")
    given = next(line for line in learner.read.splitlines() if line.startswith("known:"))
    assert given != "known: x = 2, w = 1, y = 4"
    learner.types("s")
    assert "resume with bpcli quiz linear --seed 7" in learner.types("q")
    again = terminal("linear", "--seed", "7")
    assert given in again.read
    assert "You go on at question 2" in again.read


def test_an_exercise_too_large_for_fresh_numbers_keeps_its_own_and_says_so(piped):
    assert "it keeps its own" in piped(["1"], "deep-network", "--random", "--seed", "3").out


def test_a_quiz_that_cannot_be_kept_says_so_once_and_goes_on(terminal, home):
    home.touch()
    learner = terminal("linear")
    assert learner.read.count("progress is not saved") == 1
    assert "Right." in learner.types("2")
    assert "stopped at 1/10; nothing was saved" in learner.presses(CTRL_C)
    silent = terminal("linear", "--no-save")
    assert "not saved" not in silent.read


def test_a_database_that_breaks_on_the_way_is_said_once(terminal, home):
    learner = terminal("linear")
    learner.types("2")
    (home / "progress.db").write_bytes(b"broken " * 4096)
    said = learner.types("1") + learner.types("2") + learner.types("-2")
    assert said.count("progress is not saved") == 1
    assert said.count("Right.") == 3


@pytest.mark.parametrize("columns", [80, 60, 40])
def test_no_line_is_wider_than_the_terminal(columns, terminal):
    learner = terminal("linear", columns=columns)
    read = learner.read + learner.types("7") + learner.types("9") + learner.types("g") + learner.types("q")
    assert max(len(line) for line in read.splitlines()) <= columns


def test_every_key_that_takes_a_colon_is_named(terminal):
    assert "r alone can be an answer here, so that key is typed with a colon: :r." in terminal("linear").read
    read = terminal("affine").read.replace("\n  ", " ")
    assert "b, r alone can be answers here, so those keys are typed with a colon: :b, :r." in read


def test_the_line_of_keys_breaks_behind_a_sign(terminal):
    lines = [line.rstrip() for line in terminal("linear", columns=40).read.splitlines()]
    start = lines.index("Enter answer · h hint · s skip ·")
    assert lines[start + 1] == "b back · :r reveal · g graph · q quit"
    read = terminal("linear", "--ascii").read
    assert "Enter answer | h hint | s skip | b back | :r reveal | g graph | q quit" in read


def test_ascii_is_ascii_and_chinese_is_chinese(terminal):
    learner = terminal("quadratic", "--ascii")
    assert (learner.read + learner.types("7") + learner.types("h") + learner.types("g")).isascii()
    learner = terminal("linear", LANGUAGE="zh")
    assert "第 1 题，共 10 题：ŷ\n" in learner.read.replace("\r", "")
    assert "已知：x = 2, w = 1, y = 4\n" in learner.read.replace("\r", "")
    assert "正确" in learner.types("2")
    assert "只看节点" in learner.types("提示")


# From a pipe


@pytest.mark.parametrize(("name", "answers"), [("linear", S2B), ("affine", S3), ("quadratic", S4)])
def test_piped_answers_that_are_all_right_end_with_0(name, answers, piped):
    run = piped(answers, name)
    assert (run.code, run.err) == (ExitCode.DONE, "")
    assert f"{len(answers)} of {len(answers)} right." in run.out
    assert " = \n" not in run.out  # nothing is prompted


def test_each_line_answers_its_question_whatever_came_of_the_one_before(piped):
    run = piped(["2", "9", "", "2+", "1", "-1", "4", "-4", "-4", "-8"], "linear")
    assert run.code == ExitCode.FAULT_IN_FILE
    assert "7 of 10 right." in run.out
    assert "∂ŷ/∂w: no answer" in run.out
    assert "error[BP201]" in run.out


def test_missing_lines_count_as_unanswered(piped):
    run = piped(S2B[:3], "linear")
    assert run.code == ExitCode.FAULT_IN_FILE
    assert "3 of 10 right." in run.out
    assert run.out.count("no answer") == 14  # seven in the transcript, seven in the summary


def test_no_lines_at_all_is_bad_usage_and_names_grade(piped):
    for arguments in (["linear"], ["linear", "--no-input"], []):
        run = piped([], *arguments)
        assert run.code == ExitCode.USAGE
        assert "bpcli grade" in run.err


def test_a_misspelt_exercise_is_told_before_missing_answers(piped):
    run = piped([], "linaer")
    assert run.code == ExitCode.USAGE
    assert "did you mean linear?" in run.err


def test_no_input_never_prompts_at_a_terminal(terminal):
    learner = terminal("linear", "--no-input")
    assert "bpcli grade" in learner.read
    assert learner.code == ExitCode.USAGE


def test_bytes_that_are_no_text_are_unreadable_answers(inside, home):
    stdin = b"y\0z\n\377\376\n" + b"9" * 100_000 + b"\n-2\n"
    run = inside("quiz", "linear", stdin=stdin, env={"BPCLI_DATA_DIR": str(home)})
    assert run.code == ExitCode.FAULT_IN_FILE
    assert "\0" not in run.out
    assert "∂ŷ/∂w = 9" in run.out
    assert "r = -2" in run.out


def test_an_answer_is_kept_before_the_next_is_read(home):
    env = environment({"BPCLI_DATA_DIR": str(home)})
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([*PYTHON, "quiz", "linear"], env=env, **pipes) as process:
        process.stdin.write(b"2\n")
        process.stdin.flush()
        while b"Right" not in process.stdout.readline():
            pass
        process.kill()
    assert kept(home) == [("2",)]


def test_alone_it_takes_what_comes_next_and_says_why(piped):
    assert piped(["6"]).out.startswith("node, the next one that you have not done.")
    run = piped(["6"])
    assert run.out.startswith("node, which is not all right without hints yet.")
    piped(["6", "3", "2", "15", "10"], "node")
    assert piped(["1"]).out.startswith("plus-node, the next one")
    assert piped(["1"], "--level", "2").out.startswith("quotient-node, ")


def test_a_formula_can_be_quizzed(piped):
    run = piped(["2"], "y=w·x, x=2, y=4")
    assert "ŷ = 2" in run.out
    assert "Right." in run.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-"], "name a file"),
        (["linear", "--level", "2"], "--level chooses"),
        (["--level", "9"], "--level"),
        (["nosuch"], "nosuch"),
        (["linear", "--seed", "x"], "--seed"),
    ],
)
def test_bad_usage(arguments, said, piped):
    run = piped(["1"], *arguments)
    assert run.code == ExitCode.USAGE
    assert said in run.err


# Progress and reset


def test_progress_is_empty_full_and_forgotten(inside, piped, home):
    env = {"BPCLI_DATA_DIR": str(home)}
    assert "Nothing has been practised yet" in inside("progress", env=env).out
    assert not home.exists()
    piped(S2B, "linear")
    piped(["15", "5", "3", "11", "1", "-1", "121", "11", "22", "55"], "linear-sample")
    shown = inside("progress", env=env).out
    assert "Mastered: 1 of" in shown
    assert "Not all right without hints yet: linear-sample." in shown
    assert "the power's coefficient is missing" in shown
    document = json.loads(inside("progress", "--json", env=env).out)
    assert document["format"] == "bpcli.progress/1"
    assert (document["answers"], document["right"]) == (20, 18)
    assert document["mistakes"][0]["exercises"] == ["linear-sample"]
    assert inside("reset", "linear", env=env).code == ExitCode.USAGE
    assert "10 answers" in inside("reset", "linear", "--yes", env=env).out
    assert "Mastered: 0 of" in inside("progress", env=env).out
    assert inside("reset", "linear", "--yes", env=env).code == ExitCode.USAGE
    inside("reset", "--yes", env=env)
    assert len(list(home.glob("progress-before-reset-*.db"))) == 2


def test_reset_asks_at_a_terminal(sitting, piped, home):
    piped(S2B, "linear")
    for answer, left in (("n", 10), ("", 10), ("y", 0)):
        learner = sitting("reset", prompt="[y/N] ")
        assert "Delete all progress, 10 answers?" in learner.read
        learner.types(answer)
        assert learner.code == ExitCode.DONE
        assert len(kept(home)) == left


def test_progress_keeps_to_ascii_and_narrow_terminals(inside, piped, home):
    piped(S2B, "linear")
    run = inside("progress", "--ascii", env={"BPCLI_DATA_DIR": str(home), "COLUMNS": "40"})
    assert run.out.isascii()
    assert max(map(len, run.out.splitlines())) <= 40
    assert "#" in run.out
