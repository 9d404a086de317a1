"""The hostile corpus through the whole program; tests/hostile/README.md says what must come of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from bpcli.core.findings import Faults
from bpcli.core.source import Excerpt
from bpcli.language.names import Scope
from bpcli.language.numbers import reads_as_given
from bpcli.language.parser import parse_formula
from bpcli.language.parts import sides, split_parts
from bpcli.language.tree import names

CORPUS = Path(__file__).parents[1] / "hostile"
FORMULAS = [json.loads(line) for line in (CORPUS / "formulas.jsonl").read_text("utf-8").splitlines()]
ROWS = [line.split("\t") for line in (CORPUS / "index.tsv").read_text("utf-8").splitlines()[1:]]
LONG = {row[0]: row[2] for row in ROWS if row[0].startswith("formulas/")}
FILES = {row[0]: row[2] for row in ROWS if row[0].startswith("yaml/")}
ANSWERS = {row[0]: row[2] for row in ROWS if row[0].startswith("answers/")}

MARK = "\ufeff"

# Ten times the figure to keep for a text that is read and worked out, in seconds; how fast formulas alone are read
# is held where the language is tested.
FORMULA_LIMIT = FILE_LIMIT = 10.0
ANSWERS_LIMIT = 2.0  # the figure itself: an answers file is judged in a small part of it
CHECK_MEGABYTES = 500  # of one process that checks all files of the corpus

# Where a page of the contract promises otherwise: ∂ names a gradient and none is asked for here, a given alone is no
# exercise, a step past the range of doubles is refused in an exercise, and 1,500 steps are well within the limit.
OTHERWISE = {
    "∂L/∂w": "reject",
    "x＝2": "reject",
    "log(1+exp(1000))": "reject",
    "yaml/yaml-many-steps.yaml": "accept",
}


def wanted(name: str, outcome: str) -> str:
    """accept, reject, either or bounded."""
    return OTHERWISE.get(name, outcome.partition(":")[0].strip())


def as_exercise(text: str) -> str:
    """The short form itself, or `y = …` with 1.25 for every name; a mark that begins a file begins it still."""
    if reads_as_given(Excerpt.of(text)):
        return f"y = x, x = {text}"
    try:
        parts = [sides(part) for part in split_parts(Excerpt.of(text))]
        if any(left is not None for left, _ in parts):
            return text
        read = names(parse_formula(Excerpt.of(text), Scope()))
    except Faults:
        read = ()
    mark, bare = text[: text.startswith(MARK)], text.removeprefix(MARK)
    step = f"{mark}{'out' if 'y' in read else 'y'} = {bare}"
    return ", ".join([step.rstrip() if read else step, *(f"{name} = 1.25" for name in dict.fromkeys(read))])


def watched(cases: list[list[str]], limit: float) -> list[dict]:
    """The results of all cases, out of one process; one that crashes or hangs ends it, and has no code."""
    results: list[dict] = []
    script = str(Path(__file__).with_name("watched.py"))
    while len(results) < len(cases):
        lines = "".join(json.dumps(arguments) + "\n" for arguments in cases[len(results) :])
        command = [sys.executable, "-B", script, str(limit)]
        done = subprocess.run(command, input=lines, capture_output=True, text=True, timeout=120, check=False)
        results += [json.loads(line) for line in done.stdout.splitlines()]
        if len(results) < len(cases):
            results.append({"code": None, "seconds": limit, "forbidden": [], "out": "", "err": done.stderr[-3000:]})
    return results


@cache
def formula_runs() -> dict[str, dict]:
    texts = [case["formula"] for case in FORMULAS] + [(CORPUS / name).read_text("utf-8") for name in LONG]
    ids = [case["formula"] for case in FORMULAS] + list(LONG)
    return dict(zip(ids, watched([["solve", "--", as_exercise(text)] for text in texts], FORMULA_LIMIT), strict=True))


@cache
def file_runs() -> dict[str, dict]:
    return dict(zip(FILES, watched([["solve", str(CORPUS / name)] for name in FILES], FILE_LIMIT), strict=True))


@cache
def check_runs() -> dict[str, dict]:
    return dict(zip(FILES, watched([["check", str(CORPUS / name)] for name in FILES], FILE_LIMIT), strict=True))


@cache
def answers_runs() -> dict[str, dict]:
    return dict(zip(ANSWERS, watched([["grade", str(CORPUS / name)] for name in ANSWERS], ANSWERS_LIMIT), strict=True))


def check(run: dict, outcome: str, refused: int, limit: float) -> None:
    """What holds for every run, and the outcome."""
    said = run["out"] + run["err"]
    assert run["forbidden"] == []
    assert "Traceback" not in said
    assert not any(line.startswith("::") for line in said.splitlines())
    assert hidden(said) == set()
    assert run["seconds"] < limit
    assert run["code"] in {"accept": (0,), "reject": (refused,)}.get(outcome, (0, refused)), said
    assert bool(run["out"]) is (run["code"] == 0)
    if run["code"]:
        assert is_one_clear_message(run["err"])


def hidden(said: str) -> set[str]:
    """The characters that show nothing, or change how others show."""
    return {c for c in said if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and c != "\n"}


def is_one_clear_message(text: str) -> bool:
    """At least one headline with a code, and no line that goes on for ever."""
    heads = re.findall(r"^(?:\S.*: )?error\[BP\d{3}\] \S", text, re.MULTILINE)
    return bool(heads) and all(len(line) < 1000 for line in text.splitlines())


@pytest.mark.parametrize("case", FORMULAS, ids=lambda case: ascii(case["formula"])[:40])
def test_a_formula_of_the_corpus_is_solved_or_refused_as_it_should_be(case):
    text = case["formula"]
    check(formula_runs()[text], wanted(text, case["outcome"]), 2, FORMULA_LIMIT)


@pytest.mark.parametrize("name", LONG)
def test_a_long_formula_of_the_corpus_is_solved_or_refused_as_it_should_be(name):
    check(formula_runs()[name], wanted(name, LONG[name]), 2, FORMULA_LIMIT)


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_corpus_is_solved_or_refused_as_it_should_be(name):
    check(file_runs()[name], wanted(name, FILES[name]), 1, FILE_LIMIT)


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_corpus_is_checked_and_found_wrong_where_it_is(name):
    run = check_runs()[name]
    said = run["out"] + run["err"]
    assert run["forbidden"] == []
    assert "Traceback" not in said
    assert not any(line.lstrip().startswith("::") for line in said.splitlines())
    assert hidden(said) == set()
    assert run["seconds"] < FILE_LIMIT
    assert run["megabytes"] < CHECK_MEGABYTES
    assert run["code"] in {"accept": (0,), "reject": (1,)}.get(wanted(name, FILES[name]), (0, 1)), said
    assert run["code"] == 0 or is_one_clear_message(run["out"])
    assert run["err"] == ""


# What the corpus says of single files, beyond being accepted or refused. A file that answers nothing and names no
# exercise is refused; with one it is tested in test_grade.
SAID = {
    "unknown-question.yaml": ["unknown-question.yaml:2:11: error[BP211]", "Score: 1 of 3"],
    "bring-your-own-expect.yaml": ["wrong", "`expect`", "`model`"],
    "override-given.yaml": ["wrong", "`given`"],
    "code.yaml": ["invalid"],
    "bomb-each.yaml": ["undecided", "Score: 1 of 1"],
    "many-answers.yaml": ["1,000"],
    "ansi-name.yaml": ["\\x1b[1A\\x1b[2KEve: 100%"],
    "markup-name.yaml": ["[/]"],
    "newline-name.yaml": ["Eve\\x0aMallory,100"],
    "inf.json": ["inf.json:1:57: error[BP106]", "inf.json:1:76: error[BP106]"],
    "dup.json": ["`dL/dw` stands twice"],
    "sexagesimal.yaml": ["invalid", "Score: 0 of 2"],
    "long-answer.yaml": ["invalid", "2,000"],
    "utf16.yaml": ["not UTF-8"],
    "ok.yaml": ["Score: 2 of 2"],
    "ok.json": ["Score: 2 of 2"],
    "bom.yaml": ["Score: 2 of 2"],
    "crlf.yaml": ["Score: 2 of 2"],
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answers_file_of_the_corpus_is_judged_or_refused_as_it_should_be(name):
    run = answers_runs()[name]
    said, outcome = run["out"] + run["err"], ANSWERS[name].partition(":")[0]
    is_refused = outcome == "reject" or name == "answers/empty.yaml"
    assert run["forbidden"] == []
    assert "Traceback" not in said
    assert hidden(said) == set()
    assert run["seconds"] < ANSWERS_LIMIT
    assert (run["code"] == 2) is (is_refused and outcome != "either"), said
    assert bool(run["out"]) is (run["code"] != 2)
    assert run["code"] != 2 or is_one_clear_message(run["err"])
    assert all(len(line) < 1000 for line in said.splitlines())
    for words in SAID.get(name.removeprefix("answers/"), ()):
        assert words in said


def test_the_watch_sees_what_it_forbids(tmp_path):
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from watched import Watch
import os, socket, subprocess
watch = Watch()
watch.on = True
eval("1 + 1")
os.system("true")
open({str(tmp_path / "pwned")!r}, "w").close()
socket.socket().close()
subprocess.run(["true"])
watch.on = False
print(*sorted({{event.split(" ")[0] for event in watch.seen}}))
"""
    done = subprocess.run([sys.executable, "-B", "-c", script], capture_output=True, text=True, timeout=30, check=True)
    assert set(done.stdout.split()) >= {"compile", "exec", "open", "os.system", "socket.__new__", "subprocess.Popen"}


CLASHES = [case["formula"].partition("*")[0] for case in FORMULAS if "the product of two plain" in case["outcome"]]


@pytest.mark.parametrize("word", CLASHES)
def test_a_word_of_python_or_sympy_is_a_plain_variable(word, inside):
    run = inside("solve", f"y = {word}*x, {word}=3, x=2", "--json")
    document = json.loads(run.out)
    assert document["values"]["y"] == 6.0
    assert sorted(document["gradients"].values()) == [1.0, 2.0, 3.0]
