"""`bpcli grade` as its users run it: what arguments mean, what is shown, and the exit codes."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import subprocess
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest

from bpcli.cli import grading
from bpcli.cli.exercises import reference
from bpcli.cli.handed_in import Handed, understood
from bpcli.core.limits import ANSWERS
from bpcli.workers.outcomes import Died, Exhausted, Late, Raised

from .test_golden import compare

HOSTILE = Path(__file__).parents[1] / "hostile" / "answers"
EXERCISE = "model: ŷ = w·x\nloss:\n  - r = ŷ − y\n  - loss = r²\ngiven: {x: 5, w: 3, y: 4}\nask: [loss, dloss/dw]\n"
RIGHT = "answers: {loss: 121, dloss/dw: 110}\n"
CLASS = {
    "a.yaml": "student: Ada\nanswers: {loss: 121, dloss/dw: 110}\n",
    "b.yaml": "student: Bo\nanswers: {loss: 121, dloss/dw: 55}\n",
    "c.json": '{"student": "Cy", "answers": {"loss": 120, "dloss/dw": "17"}}\n',
    "d.yml": "answers: {loss: 2(}\n",
    "e.jsonl": '{"student": "Eve", "answers": {"loss": "121", "dloss/dw": "17.0"}}\n\n'
    '{"student": "Flo", "answers": {"loss": 11, "dloss/dw": -110}}\n',
    "notes.txt": "no answers",
}


@pytest.fixture(scope="module", autouse=True)
def loaded():
    """What judging needs, loaded before children are forked from this process, so that they need not load it."""
    handed = Handed("", typed=("loss=4",))
    assert grading.mark_one(grading.Task(handed, reference("linear"))).code == 0


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with an exercise, and a class that has handed in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "exercise.yaml").write_text(EXERCISE, "utf-8")
    (tmp_path / "right.yaml").write_text(RIGHT, "utf-8")
    (tmp_path / "class").mkdir()
    for name, text in CLASS.items():
        (tmp_path / "class" / name).write_text(text, "utf-8")
    return tmp_path


def verdicts(run):
    document = json.loads(run.out)
    return {one["ask"]: one["verdict"] for one in document["answers"]}


# Answers on the command line


def test_a_negative_answer_is_typed_as_people_type_it(bpcli):
    run = bpcli("grade", "linear", "dloss/dw=-8")
    assert (run.code, run.err) == (0, "")
    assert "correct" in run.out
    assert "Score: 1 of 1" in run.out


@pytest.mark.parametrize("text", ["dloss/dw=-8", "dloss/dw = -8", "dL/dw=−8", "grad w=-8.0", "∂loss/∂w＝-8"])
def test_an_answer_may_be_typed_in_many_ways(text, inside):
    assert inside("grade", "linear", text).code == 0


def test_options_may_stand_anywhere(inside):
    run = inside("grade", "linear", "dloss/dw=-8", "--json")
    assert run.out == inside("grade", "--json", "linear", "dloss/dw=-8").out


def test_a_formula_may_be_answered(inside):
    run = inside("grade", "linear", "∂loss/∂w=2r·x", "--json")
    assert verdicts(run) == {"dloss/dw": "other-form"}
    assert run.code == 1


@pytest.mark.parametrize(
    "arguments",
    [["y=w·x, x=2, y=4", "dloss/dw=-8"], ["-e", "y=w·x, x=2, y=4", "dloss/dw=-8"], ["y = w*x; x = 2; y = 4", "loss=4"]],
)
def test_the_exercise_may_be_a_formula(arguments, inside):
    assert inside("grade", *arguments).code == 0


def test_an_answer_may_have_an_equals_sign_in_it(inside):
    run = inside("grade", "linear", "dloss/dw=x=3")
    assert "invalid" in run.out
    assert "answer:1:" in run.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "nothing to judge"),
        (["linear"], "nothing to judge"),
        (["dloss/dw=-8"], "name it first"),
        (["no-such", "dloss/dw=-8"], "no exercise and no file"),
        (["linaer", "dloss/dw=-8"], "did you mean linear?"),
        (["linear", "dloss/dw=-8", "right.yaml"], "give either answers, or files"),
        (["linear", "loss=4", "loss=5"], "answered twice"),
        (["linear", "missing.yaml"], "there is no file missing.yaml"),
        (["missing.yaml"], "there is no file missing.yaml"),
        (["linear", "missing"], "there is no file and no folder called missing"),
        (["linear", "dloss/dw"], "an answer has an = in it, as in dloss/dw=-8"),
        (["linear", "=4"], "nothing says which question this answers"),
        (["empty.yaml"], "the file is empty, and nothing says which exercise it answers"),
        (["linear", "loss=4", "--json", "--csv", "-"], "one document"),
    ],
)
def test_a_command_line_that_asks_for_nothing_says_what_to_type(arguments, words, inside, folder):
    (folder / "empty.yaml").write_text("", "utf-8")
    run = inside("grade", *arguments)
    assert run.code == 2
    assert words in run.err
    assert run.out == ""


def test_more_answers_than_the_limit_are_refused_by_its_name(inside):
    run = inside("grade", "linear", *(f"q{n}=1" for n in range(ANSWERS + 1)))
    assert run.code == 2
    assert "1,000" in run.err


def test_a_file_that_is_called_like_an_answer_is_a_file(inside, folder):
    (folder / "loss=3").write_text(RIGHT, "utf-8")
    run = inside("grade", "exercise.yaml", "loss=3", "--json")
    assert verdicts(run) == {"loss": "correct", "dloss/dw": "correct"}
    assert verdicts(inside("grade", "exercise.yaml", "loss =3", "--json")) == {"loss": "wrong"}


# Files


def test_a_file_of_answers_to_an_exercise_file(inside, folder):
    run = inside("grade", "exercise.yaml", "right.yaml")
    assert (run.code, run.err) == (0, "")
    assert "Score: 2 of 2" in run.out


def test_what_is_not_answered_in_a_file_is_missing_and_on_the_command_line_it_is_not(inside, folder):
    (folder / "some.yaml").write_text("answers: {loss: 121}", "utf-8")
    assert verdicts(inside("grade", "exercise.yaml", "some.yaml", "--json"))["dloss/dw"] == "unanswered"
    assert inside("grade", "exercise.yaml", "some.yaml").code == 1
    assert inside("grade", "exercise.yaml", "loss=121").code == 0


@pytest.mark.parametrize("name", ["linear-sample", "exercise.yaml", "class/../exercise.yaml"])
def test_a_file_may_name_its_exercise(name, inside, folder):
    (folder / "mine.yaml").write_text(f"exercise: {name}\n{RIGHT}", "utf-8")
    assert inside("grade", "mine.yaml").code == 0


@pytest.mark.parametrize(
    "name",
    [
        "../exercise.yaml",
        "{above}/exercise.yaml",
        "link.yaml",
        "out/exercise.yaml",
        "no.yaml",
        "{above}/class/inside.yaml",
    ],
)
def test_a_file_does_not_lead_out_of_the_working_folder(name, inside, folder, monkeypatch):
    work = folder / "class"
    (work / "link.yaml").symlink_to(folder / "exercise.yaml")
    (work / "out").symlink_to(folder)
    (work / "inside.yaml").write_text(EXERCISE, "utf-8")
    (work / "mine.yaml").write_text(f"exercise: {name.format(above=folder)}\n{RIGHT}", "utf-8")
    monkeypatch.chdir(work)
    run = inside("grade", "mine.yaml")
    assert run.code == 2
    # What is there and may not be opened is not told from what is not there.
    assert re.search(r"mine\.yaml:1:11: error\[BP104\] there is no exercise called", run.err)


def test_the_command_line_has_the_last_word_about_the_exercise(inside, folder):
    (folder / "mine.yaml").write_text(f"exercise: linear\n{RIGHT}", "utf-8")
    assert inside("grade", "exercise.yaml", "mine.yaml").code == 0


def test_an_empty_file_leaves_every_question_unanswered(inside):
    run = inside("grade", "one-sigmoid-neuron", str(HOSTILE / "empty.yaml"), "--json")
    assert verdicts(run) == {"dL/dw": "unanswered", "dL/db": "unanswered"}
    assert run.code == 1


def test_a_fault_of_the_exercise_is_told_once_with_its_own_exit_code(inside, folder):
    (folder / "bad.yaml").write_text(EXERCISE.replace("w·x", "w·"), "utf-8")
    run = inside("grade", "bad.yaml", "class")
    assert run.code == 1
    assert run.err.count("error[") == 1
    assert "bad.yaml:1:" in run.err
    assert inside("grade", "bad.yaml", "loss=3").code == 1
    assert inside("grade", "y = w*, w=1", "loss=3").code == 2


def test_an_exercise_that_says_nothing_of_itself_is_one_where_answers_are_typed(inside, folder):
    (folder / "empty.yaml").write_text("", "utf-8")
    run = inside("grade", "empty.yaml", "loss=3")
    assert run.code == 1
    assert "the file is empty" in run.err


# Classes


def test_a_class_has_a_line_a_student_and_a_summary(inside, folder):
    run = inside("grade", "exercise.yaml", "class")
    assert run.code == 1
    lines = run.out.splitlines()
    assert [line.split()[:2] for line in lines[1:7]] == [
        ["Ada", "2/2"], ["Bo", "1/2"], ["Cy", "0/2"], ["d.yml", "0/2"], ["Eve", "1/2"], ["Flo", "0/2"],
    ]  # fmt: skip
    assert "6 submissions; 33.3 % of all credits" in lines
    assert ["∂loss/∂w", "2", "17"] in [line.split() for line in lines]  # 17 and 17.0 are one answer
    assert ["∂loss/∂w", "1", "the", "power's", "coefficient", "is", "missing"] in [line.split() for line in lines]
    assert "class/d.yml:1:19: error[BP201]" in run.out


def test_files_that_cannot_be_read_do_not_keep_the_others_from_being_judged(inside):
    run = inside("grade", str(HOSTILE))
    assert run.code == 2
    assert "16 submissions" in run.out
    refused = {line.partition(":")[0].rpartition("/")[2] for line in run.err.splitlines() if "error[" in line}
    assert refused == {
        "absolute-exercise.yaml", "dup.json", "empty.yaml", "many-answers.yaml", "merge-bomb.yaml", "nul.yaml",
        "pytag.yaml", "traversal-exercise.yaml", "truncated.json", "unknown-exercise.yaml", "utf16.yaml", "zip.yaml",
    }  # fmt: skip


def test_lines_of_json_come_from_standard_input(inside, folder):
    stream = (folder / "class" / "e.jsonl").read_bytes() + b"{oops}\n"
    run = inside("grade", "exercise.yaml", "-", stdin=stream)
    assert "2 submissions" in run.out
    assert "-:4:1: error[BP102]" in run.err
    assert run.code == 2
    assert "Score: 2 of 2" in inside("grade", "exercise.yaml", "-", stdin=RIGHT.encode()).out


def test_one_line_of_a_stream_knows_its_exercise(inside):
    line = b'{"exercise": "linear", "answers": {"dloss/dw": -8}}\n'
    assert inside("grade", "-", stdin=line * 3).code == 0
    assert "3 submissions" in inside("grade", "-", stdin=line * 3).out


def test_a_line_that_never_ends_is_refused(bpcli):
    run = bpcli("grade", "linear", "-", stdin=b"{" + b" " * (3 * 2**20))
    assert run.code == 2
    assert "larger than 2 MiB" in run.err


def test_a_stream_that_never_ends_is_left(start):
    with Path("/dev/zero").open("rb") as zeros:
        assert start("grade", "linear", "-", stdin=zeros, stderr=subprocess.DEVNULL).wait(30) == 2


def test_a_file_of_a_class_that_cannot_be_read_is_said_once(inside, folder):
    (folder / "class" / "bad.yaml").write_text("answers: {a: &a 1, b: &b 2}\nmodel: x\n", "utf-8")
    run = inside("grade", "exercise.yaml", "class")
    assert run.err.splitlines() == [run.err.rstrip("\n")]
    assert "class/bad.yaml:1:14: error[BP006]" in run.err


def test_the_order_is_that_of_the_files_however_many_work_on_it(inside, folder):
    alone = inside("grade", "exercise.yaml", "class", "--json", "--jobs", "1").out
    assert inside("grade", "exercise.yaml", "class", "--json", "--jobs", "3").out == alone


def test_a_link_out_of_a_folder_is_passed_by_and_said(inside, folder):
    (folder / "class" / "z.yaml").symlink_to(folder / "right.yaml")
    run = inside("grade", "exercise.yaml", "class")
    assert "class/z.yaml leads out of its folder" in run.err
    assert "6 submissions" in run.out
    assert run.code == 2


def test_a_folder_without_answers_is_said(inside, folder):
    (folder / "none").mkdir()
    run = inside("grade", "exercise.yaml", "none")
    assert (run.code, run.out) == (2, "")
    assert "there are no answers files in none" in run.err


def test_verbose_shows_every_answer_of_a_class(inside, folder):
    run = inside("grade", "exercise.yaml", "class", "--verbose")
    assert run.out.count("comment") == 6
    assert "By question" in run.out


# Documents


def test_the_document_of_one_submission_is_the_promised_one(inside):
    document = json.loads(inside("grade", "linear", "dloss/dw=-4", "--json").out)
    assert document["format"] == "bpcli.grade/1"
    [answer] = document["answers"]
    assert (document["score"], document["out_of"]) == (0.0, 1)
    assert (answer["ask"], answer["answer"], answer["verdict"], answer["credit"]) == ("dloss/dw", "-4", "wrong", 0.0)
    assert answer["diagnosis"] is None
    assert "missing-power-coefficient" in answer["candidates"]
    assert answer["follow_through"] is False
    assert answer["message"]


def test_the_document_of_a_class_has_its_submissions(inside, folder):
    document = json.loads(inside("grade", "exercise.yaml", "class", "--json").out)
    assert [one["student"] for one in document["submissions"]] == ["Ada", "Bo", "Cy", None, "Eve", "Flo"]
    assert [one["score"] for one in document["submissions"]] == [2.0, 1.0, 0.0, 0.0, 1.0, 0.0]
    gradient = document["questions"][1]
    assert gradient["unexplained"] == [{"answer": "17", "count": 2}]
    assert {"ids": ["missing-power-coefficient"], "count": 1} in gradient["mistakes"]


def test_a_folder_with_one_file_is_a_class_to_programs_too(inside, folder):
    (folder / "one").mkdir()
    (folder / "one" / "a.yaml").write_text(RIGHT, "utf-8")
    assert len(json.loads(inside("grade", "exercise.yaml", "one", "--json").out)["submissions"]) == 1


def test_a_document_does_not_repeat_an_answer_without_end(inside):
    run = inside("grade", str(HOSTILE / "long-answer.yaml"), "--json")
    assert max(len(one["answer"] or "") for one in json.loads(run.out)["answers"]) == 2000


def test_the_table_has_a_line_an_answer_and_that_of_scores_one_a_submission(inside, folder):
    run = inside("grade", "exercise.yaml", "class", "--csv", "out.csv", "--scores", "scores.csv")
    assert "6 submissions" in run.out
    answers = list(csv.DictReader(StringIO((folder / "out.csv").read_text("utf-8"))))
    assert len(answers) == 12
    assert answers[3]["student"] == "Bo"
    assert (answers[3]["answer"], answers[3]["diagnosis"]) == ("55", "missing-power-coefficient")
    assert answers[-1]["answer"] == "-110"  # a number keeps its sign
    scores = list(csv.DictReader(StringIO((folder / "scores.csv").read_text("utf-8"))))
    assert [one["score"] for one in scores] == ["2", "1", "0", "0", "1", "0"]
    assert scores[5]["file"] == "class/e.jsonl:3"


def test_a_table_may_go_to_standard_output_alone(inside, folder):
    run = inside("grade", "exercise.yaml", "right.yaml", "--csv", "-")
    assert run.out.splitlines()[0].startswith("student,file,exercise,question")
    assert len(run.out.splitlines()) == 3


def test_nobody_makes_a_spreadsheet_work_something_out(inside, folder):
    text = 'student: "=HYPERLINK(\\"x\\")"\nanswers: {loss: "@SUM(A1)", dloss/dw: "=1+1"}\n'
    (folder / "evil.yaml").write_text(text, "utf-8")
    run = inside("grade", "exercise.yaml", "evil.yaml", "--csv", "-")
    cells = [cell for row in csv.reader(StringIO(run.out)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@"))]
    assert '\'=HYPERLINK("x")' in cells


# How it looks


@pytest.mark.parametrize("columns", ["80", "60", "40"])
def test_a_submission_looks_as_its_golden_file(columns, inside):
    answers = ["ŷ=15", "loss=121", "dloss/dr=11", "dloss/dw=55", "dloss/dy=2(", "dloss/dŷ=2r"]
    env = {"COLUMNS": columns, "NO_COLOR": "1"}
    compare(f"grade-one-{columns}", inside("grade", "linear-sample", *answers, terminal=True, env=env).out)


@pytest.mark.parametrize("columns", ["80", "60", "40"])
def test_a_class_looks_as_its_golden_file(columns, inside, folder):
    env = {"COLUMNS": columns, "NO_COLOR": "1"}
    compare(f"grade-class-{columns}", inside("grade", "exercise.yaml", "class", terminal=True, env=env).out)


@pytest.mark.parametrize("columns", ["80", "60", "40"])
def test_no_line_is_wider_than_the_terminal_but_those_that_name_a_place(columns, inside, folder):
    env = {"COLUMNS": columns, "NO_COLOR": "1"}
    run = inside("grade", "exercise.yaml", "class", "--verbose", terminal=True, env=env)
    assert [
        line for line in run.out.splitlines() if len(line) > int(columns) and not re.search(r"error\[|= help", line)
    ] == []


def test_ascii_is_ascii_and_chinese_is_chinese(inside, bpcli, folder):
    assert inside("grade", "linear", "dloss/dr=2r", "ŷ=½", "--ascii").out.isascii()
    run = bpcli("grade", "exercise.yaml", "class", env={"LANGUAGE": "zh"}, cwd=folder)
    assert "共 6 份提交" in run.out
    assert "submission" not in run.out


def test_text_of_strangers_shows_as_text(inside):
    run = inside("grade", str(HOSTILE / "ansi-name.yaml"), terminal=True)
    assert "\\x1b[1A\\x1b[2KEve: 100%" in run.out
    assert "[/]" in inside("grade", str(HOSTILE / "markup-name.yaml"), terminal=True).out


def test_no_bar_is_drawn_where_nobody_looks(bpcli):
    line = b'{"exercise": "linear", "answers": {"dloss/dw": -8}}\n'
    assert bpcli("grade", "-", stdin=line * 200).err == ""


# Old answers


def test_answers_that_a_quiz_has_kept_are_judged_anew(bpcli, tmp_path):
    env = {"BPCLI_DATA_DIR": str(tmp_path)}
    assert "No answers are kept yet" in bpcli("grade", "--again", env=env).out
    bpcli("quiz", "linear-sample", stdin=b"15\n11\n(\n", env=env)
    with closing(sqlite3.connect(tmp_path / "progress.db")) as database, database:
        database.execute("UPDATE answers SET verdict = 'wrong', credit = 0 WHERE typed = '15'")
    run = bpcli("grade", "--again", env=env)
    assert run.code == 0
    assert re.search(r"linear-sample +ŷ +15 +wrong +correct\n", run.out)
    assert " 1 of them otherwise than before." in run.out
    assert " 11 " not in run.out
    assert " 11 " in bpcli("grade", "--again", "--verbose", env=env).out
    document = json.loads(bpcli("grade", "--again", "--json", env=env).out)
    assert document["again"][0]["changed"] is True
    assert document["changed"] == 1
    assert json.loads(bpcli("grade", "--again", "quadratic", "--json", env=env).out)["again"] == []


def test_an_exercise_that_cannot_be_read_any_more_is_said(bpcli, tmp_path):
    env = {"BPCLI_DATA_DIR": str(tmp_path)}
    bpcli("quiz", "linear-sample", stdin=b"15\n", env=env)
    with closing(sqlite3.connect(tmp_path / "progress.db")) as database, database:
        database.execute("UPDATE exercises SET text = 'model: ['")
    run = bpcli("grade", "--again", env=env)
    assert run.code == 0
    assert "The exercise of 1 of them cannot be read any more." in run.out


# Faults


def test_a_process_that_is_ended_leaves_its_answers_undecided(folder, monkeypatch):
    request = understood(["exercise.yaml", "right.yaml"], None)
    [handed] = request.handed
    task = grading.Task(handed, request.exercise)
    for outcome in (Late(10.0), Exhausted(512)):
        monkeypatch.setattr(grading, "markers", lambda outcome=outcome: _Ending(outcome))
        [answer] = grading.mark_all([task], 1)
        assert answer.code == 0
        assert [one.verdict for one in answer.marked.graded.judgements] == ["undecided"] * 2
        assert (answer.marked.graded.score, answer.marked.graded.out_of) == (0, 0)
    for outcome in (Died(-9), Raised("ValueError: no", "traceback")):
        monkeypatch.setattr(grading, "markers", lambda outcome=outcome: _Ending(outcome))
        [answer] = grading.mark_all([task], 1)
        assert (answer.code, answer.marked) == (3, None)
        assert "right.yaml" in answer.complaint


class _Ending:
    """Children that all end in one way."""

    def __init__(self, outcome):
        self.outcome = outcome

    def outcomes(self, tasks, _):
        return (self.outcome for _ in tasks)
