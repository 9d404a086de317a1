from __future__ import annotations

import json
from unicodedata import normalize

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bpcli.core.findings import Faults
from bpcli.core.limits import ANSWERS
from bpcli.core.source import Source
from bpcli.exercise.submission import Piece, Submission, looks_like_one, pieces, read_piece, read_submission, typed


def read(text: str) -> Submission:
    return read_submission(Source("answers.yaml", text))


def texts(submission: Submission) -> dict[str, str]:
    return {asked: excerpt.text for asked, excerpt in submission.answers.items()}


def codes(text: str) -> list[str]:
    with pytest.raises(Faults) as caught:
        read(text)
    return [found.code for found in caught.value.findings]


def test_the_example_of_the_documents_is_read() -> None:
    found = read("exercise: linear\nstudent: s-17\nanswers: {ŷ: 2, loss: 4, dloss/dr: 2r, dloss/dw: -8}\n")
    assert texts(found) == {"ŷ": "2", "loss": "4", "dloss/dr": "2r", "dloss/dw": "-8"}
    assert found.exercise is not None
    assert (found.exercise.text, found.student, found.warnings) == ("linear", "s-17", ())


def test_answers_stay_as_they_were_typed() -> None:
    found = read('answers: {a: 1:30, b: 0x10, c: yes, d: "1e3 ", e: [1, [2, 3]], f: 010, g: 1_0}')
    assert list(texts(found).values()) == ["1:30", "0x10", "yes", "1e3 ", "[1, [2, 3]]", "010", "1_0"]


def test_nothing_and_null_are_no_answers() -> None:
    assert texts(read("answers: {a: , b: ~, c: null}")) == {"a": "", "b": "", "c": ""}
    assert read("exercise: linear\nanswers:\n").answers == {}


@pytest.mark.parametrize("text", ["", " \n", "# nothing yet\n", "\ufeff", "\ufeff\n"])
def test_an_empty_file_is_a_submission_without_answers(text: str) -> None:
    assert read_piece(Piece(text.encode()), "empty.yaml") == Submission()


def test_name_is_another_word_for_student_and_may_be_any_text() -> None:
    assert read("name: '\x1b[2K 17'\nanswers: {}".replace("\x1b", "x")).student == "x[2K 17"
    assert read('name: "a\\nb"\nanswers: {}').student == "a\nb"
    assert read("name: n\nstudent: s\nanswers: {}").student == "s"
    assert read("name: ''\nanswers: {}").student is None


def test_a_question_has_its_own_place() -> None:
    found = read("answers:\n  loss: 4\n  dloss/dw: -8\n")
    place, answer = found.places["dloss/dw"], found.answers["dloss/dw"].place
    assert (place.first.line, place.first.column) == (3, 3)
    assert (answer.first.line, answer.first.column) == (3, 13)


def test_other_keys_are_warned_about_and_ignored() -> None:
    found = read("model: y = 0\nanswer: {}\nanswers: {a: 1}")
    assert [(one.code, one.severity) for one in found.warnings] == [("BP101", "warning")] * 2
    assert "`answers`" in found.warnings[1].help


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("exercise: linear\n", "BP102"),
        ("answers: 3", "BP103"),
        ("answers: [1, 2]", "BP103"),
        ("student: [a]\nanswers: {}", "BP103"),
        ("exercise: {a: 1}\nanswers: {}", "BP103"),
        ("- answers", "BP103"),
        ("just text", "BP103"),
        ("answers: {a: 1, a: 2}", "BP008"),
        ("answers: {a: &x 1}", "BP006"),
        ("answers: {a: 1", "BP005"),
        ("answers: {1: 2}", "BP009"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(text: str, code: str) -> None:
    assert code in codes(text)


def test_a_file_full_of_faults_names_a_few_and_counts_the_rest() -> None:
    assert len(codes("answers:\n" + "".join(f"  q{n}: &a{n} 1\n" for n in range(50)))) == 4


def test_a_thousand_answers_are_read_and_one_more_is_refused() -> None:
    assert ANSWERS == 1000
    assert len(read("answers: {" + ", ".join(f"q{n}: 1" for n in range(1000)) + "}").answers) == 1000
    assert codes("answers: {" + ", ".join(f"q{n}: 1" for n in range(1001)) + "}") == ["BP108"]


# JSON


# Half of a pair of UTF-16 is no character, and `<<` is a key of YAML's own.
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12).filter(lambda text: text != "<<")


@given(TEXT, st.dictionaries(TEXT, TEXT, max_size=4))
def test_what_json_writes_is_read_back(student: str, answers: dict[str, str]) -> None:
    assume(len({normalize("NFC", asked) for asked in answers}) == len(answers))
    document = {"student": student, "answers": answers}
    for text in (json.dumps(document), json.dumps(document, indent=1)):
        found = read_piece(Piece(text.encode()), "a.json")
        assert texts(found) == answers
        assert found.student == (student.strip() or None)


def test_a_character_beyond_the_first_plane_may_be_written_as_two_escapes() -> None:
    assert read(json.dumps({"student": "😀", "answers": {}})).student == "😀"


def test_numbers_of_json_stay_as_they_were_typed() -> None:
    assert texts(read('{"answers": {"a": -0.250, "b": 1e-3, "c": NaN}}')) == {"a": "-0.250", "b": "1e-3", "c": "NaN"}


# JSON Lines


def test_lines_of_json_are_a_submission_each_and_know_their_line() -> None:
    stream = b'{"answers": {"a": 1}}\n\n  {"answers": {"a": 2}}\r\n{"answers": {"a":\n'
    found = list(pieces(stream))
    assert [piece.begins for piece in found] == [1, 3, 4]
    second = read_piece(found[1], "-")
    assert second.answers["a"].text == "2"
    assert second.answers["a"].place.first.line == 3
    with pytest.raises(Faults) as caught:
        read_piece(found[2], "-")
    assert caught.value.findings[0].place is not None
    assert caught.value.findings[0].place.first.line == 4


def test_bytes_that_are_no_text_know_their_line_too() -> None:
    with pytest.raises(Faults) as caught:
        read_piece(Piece(b'{"answers": "\xff"}', 7), "-")
    place = caught.value.findings[0].place
    assert place is not None
    assert (place.first.line, place.source.line(7)[:12]) == (7, '{"answers": ')


@pytest.mark.parametrize("stream", [b"answers: {a: 1}\n", b'{\n "answers": {"a": 1}\n}\n', b"", b"\n"])
def test_any_other_stream_is_one_submission(stream: bytes) -> None:
    assert list(pieces(stream)) == [Piece(stream)]


# Arguments


@pytest.mark.parametrize(
    ("argument", "asked", "answer"),
    [
        ("dloss/dw=-8", "dloss/dw", "-8"),
        ("dloss/dw = -8", "dloss/dw", "-8"),
        ("∂loss/∂w=2r·x", "∂loss/∂w", "2r·x"),
        ("∂loss/∂w＝2r·x", "∂loss/∂w", "2r·x"),
        ("loss=r = 4", "loss", "r = 4"),
        ("loss=", "loss", ""),
    ],
)
def test_the_first_equals_sign_parts_question_and_answer(argument: str, asked: str, answer: str) -> None:
    assert texts(typed([argument])) == {asked: answer}


def test_the_place_of_a_typed_answer_is_in_its_argument() -> None:
    found = typed(["loss = 2("])
    place = found.answers["loss"].place
    assert place.source.text[place.start : place.end] == "2("


def test_a_question_that_is_typed_twice_is_refused() -> None:
    with pytest.raises(Faults):
        typed(["loss=4", "loss = 5"])


# What a file is


@pytest.mark.parametrize(
    "text", ["answers: {}", "exercise: linear", '{"answers": 1}', '{"a": 1, "exercise": "x"}', "a: 1\n'answers' : 2"]
)
def test_a_file_with_the_keys_of_an_answers_file_looks_like_one(text: str) -> None:
    assert looks_like_one(text.encode())


@pytest.mark.parametrize("text", ["", "model: y = w*x\n", "title: the answers and more\n", "about: exercises: x"])
def test_other_files_do_not(text: str) -> None:
    assert not looks_like_one(text.encode())
