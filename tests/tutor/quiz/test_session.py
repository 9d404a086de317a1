from __future__ import annotations

import json

import pytest

from bpcli.report.blocks import Formula
from bpcli.tutor.grading.judgement import Verdict
from bpcli.tutor.quiz import session as moves
from bpcli.tutor.quiz.known import graph_so_far, known
from bpcli.tutor.quiz.numbers import fresh, numbers_text, with_numbers_text
from bpcli.tutor.quiz.resuming import kept, restored
from bpcli.tutor.quiz.session import Rating
from bpcli.tutor.quiz.told import summary
from tests.tutor.quiz.conftest import problem_of, said

# The homework of the lecture notes: S2b, S3 and S4 of its systems, question after question.
S2B = {"ŷ": 2, "dŷ/dx": 1, "dŷ/dw": 2, "r": -2, "dr/dŷ": 1, "dr/dy": -1, "loss": 4}
S2B |= {"dloss/dr": -4, "dloss/dŷ": -4, "dloss/dw": -8}
S3 = {"z": 1, "dz/dx": 1, "dz/dw": 1, "ŷ": 3, "dŷ/dz": 1, "dŷ/db": 1, "r": 1, "dr/dŷ": 1, "dr/dy": -1, "loss": 1}
S3 |= {"dloss/dr": 2, "dloss/dŷ": 2, "dloss/dz": 2, "dloss/db": 2, "dloss/dw": 2}
S4 = {"z₁": 8, "dz₁/dw₁": 4, "dz₁/dx": 8, "z₂": 4, "dz₂/dw₂": 2, "dz₂/dx": 2, "z": 12, "dz/dz₁": 1, "dz/dz₂": 1}
S4 |= {"ŷ": 13, "dŷ/dz": 1, "dŷ/db": 1, "r": 4, "dr/dŷ": 1, "dr/dy": -1, "loss": 16, "dloss/dr": 8, "dloss/dŷ": 8}
S4 |= {"dloss/dz": 8, "dloss/dz₁": 8, "dloss/dz₂": 8, "dloss/db": 8, "dloss/dw₁": 32, "dloss/dw₂": 16}


def answered(problem, session, *texts):
    for text in texts:
        session, _ = moves.answer(problem, session, text)
    return session


def asked(problem, session):
    return problem.name(session.entry.item.aim)


@pytest.mark.parametrize(("name", "answers"), [("linear", S2B), ("affine", S3), ("quadratic", S4)])
def test_the_homework_of_the_notes_is_asked_in_their_order_and_right_with_their_numbers(name, answers):
    problem = problem_of(name)
    session = moves.begin(problem)
    for question, number in answers.items():
        assert asked(problem, session) == question
        session, judgement = moves.answer(problem, session, str(number))
        assert judgement.verdict is Verdict.CORRECT
    assert session.current is None
    assert session.right == len(answers)
    assert moves.rating(session) is Rating.EASY


def test_a_wrong_answer_stays_at_its_question_and_says_which_slip_it_is():
    problem = problem_of("linear-sample")
    session = moves.begin(problem)
    while asked(problem, session) != "dloss/dw":
        session = moves.skip(session)
    # loss = r² with r = 11 and x = 5: without the 2 of the power it is 55.
    session, judgement = moves.answer(problem, session, "55")
    assert (judgement.verdict, judgement.diagnosis) == (Verdict.WRONG, "missing-power-coefficient")
    assert asked(problem, session) == "dloss/dw"


def test_what_cannot_be_read_is_no_attempt():
    problem = problem_of("linear")
    before = moves.begin(problem)
    for text in ("2+", "q", "[1, 2]", "", "   ", "\x00", "ŷ"):
        after, judgement = moves.answer(problem, before, text)
        assert judgement.verdict in (Verdict.INVALID, Verdict.UNANSWERED)
        assert after == before


def test_too_few_digits_are_no_try_either():
    problem = problem_of("y = σ(w·x), L = (y − t)², x=1, w=2, t=0")
    session = moves.begin(problem)
    while asked(problem, session) != "y":
        session = moves.skip(session)
    truth = float(problem.truth(session.entry.item.aim))
    session, judgement = moves.answer(problem, session, f"{truth:.1f}")
    assert judgement.verdict is Verdict.UNDECIDED
    assert session.entry.tries == 0


def test_a_skipped_question_comes_once_more_at_the_end_and_then_no_more():
    problem = problem_of("node")
    session = moves.skip(moves.begin(problem))
    session = answered(problem, session, "3", "2", "15", "10")
    assert asked(problem, session) == "z"
    session = moves.skip(session)
    assert session.current is None
    assert moves.rating(session) is Rating.AGAIN


def test_what_has_not_been_asked_comes_before_what_was_skipped():
    problem = problem_of("node")
    session = moves.back(moves.back(moves.skip(moves.skip(moves.begin(problem)))))
    assert asked(problem, session) == "z"
    assert asked(problem, answered(problem, session, "6")) == "dz/dw"


def test_earlier_answers_are_those_to_other_questions():
    problem = problem_of("node")
    session = moves.back(answered(problem, moves.begin(problem), "6", "3"))
    assert [problem.name(aim) for aim in moves.earlier(session)] == ["z"]


def test_back_shows_the_question_before_and_the_last_answer_counts():
    problem = problem_of("node")
    session = moves.begin(problem)
    assert moves.back(session) == session
    session = moves.back(answered(problem, session, "6"))
    assert (asked(problem, session), session.entry.typed) == ("z", "6")
    session = answered(problem, session, "7")
    assert (session.current, session.right) == (0, 0)
    session = answered(problem, session, "6")
    assert asked(problem, session) == "dz/dx"


@pytest.mark.parametrize(
    ("change", "rating"),
    [
        (lambda _, session: session, Rating.EASY),
        (lambda problem, session: answered(problem, session, "5"), Rating.GOOD),
        (lambda _, session: moves.hint(session, last=False), Rating.HARD),
        (lambda _, session: moves.hint(session, last=True), Rating.AGAIN),
        (lambda _, session: moves.reveal(session), Rating.AGAIN),
    ],
    ids=["at once", "second try", "hint", "worked step", "revealed"],
)
def test_how_well_a_quiz_went(change, rating):
    problem = problem_of("node")
    session = change(problem, moves.begin(problem))
    session = answered(problem, session, *["6", "3", "2", "15", "10"][session.current :])
    assert session.current is None
    assert moves.rating(session) is rating


def test_an_earlier_slip_carries_on_as_a_right_step():
    problem = problem_of("linear-sample")
    session = moves.begin(problem)
    while asked(problem, session) != "dloss/dŷ":
        session = moves.skip(session)
    session = moves.skip(answered(problem, session, "11"))
    _, judgement = moves.answer(problem, session, "55")
    assert (judgement.follow_through, judgement.credit) == (True, 0.5)


def test_in_an_exam_every_answer_leads_on_and_all_are_judged_at_the_end():
    problem = problem_of("node")
    session = answered(problem, moves.begin(problem, exam=True), "6", "4", "2", "15", "10")
    assert session.current is None
    verdicts = [one.verdict for one in moves.graded(problem, session).judgements]
    assert verdicts == ["correct", "wrong", "correct", "correct", "correct"]


def test_what_is_known_grows_with_every_answer():
    problem = problem_of("linear")
    session = answered(problem, moves.begin(problem), "2", "1")
    items = [Formula(item) for item in known(problem, session).items]
    assert said(items) == ["x = 2", "w = 1", "y = 4", "ŷ = 2", "∂ŷ/∂x = 1"]


def test_the_graph_of_a_quiz_tells_no_value_that_has_not_been_found():
    problem = problem_of("linear")
    trace = graph_so_far(problem, answered(problem, moves.begin(problem), "2"))
    shown = {node.name: trace.value(index) for index, node in enumerate(trace.graph.nodes)}
    assert shown == {"x": 2, "w": 1, "y": 4, "ŷ": 2, "r": "?", "loss": "?"}
    assert {trace.gradient(index) for index in range(len(trace.graph.nodes))} == {"?"}


def test_a_quiz_is_restored_as_it_was():
    problem = problem_of("linear-sample")
    session = answered(problem, moves.begin(problem), "15", "3")
    session = moves.hint(answered(problem, moves.skip(session), "12"), last=False)
    assert restored(problem, kept(problem, session), exam=False) == session


def test_a_state_that_does_not_fit_is_not_restored():
    problem = problem_of("linear")
    state = json.loads(kept(problem, moves.begin(problem)))
    for broken in (
        "",
        "[",
        "[" * 100_000,
        "null",
        "{}",
        json.dumps({**state, "current": 99}),
        json.dumps({**state, "current": None}),
        json.dumps({**state, "questions": state["questions"][1:]}),
        json.dumps({**state, "questions": [{**each, "typed": 5} for each in state["questions"]]}),
        kept(problem_of("affine"), moves.begin(problem_of("affine"))),
    ):
        assert restored(problem, broken, exam=False) is None


def test_the_summary_of_an_unfinished_quiz_counts_what_is_open():
    problem = problem_of("linear")
    lines = said(summary(problem, answered(problem, moves.begin(problem), "2")))
    assert lines == ["9 questions are still open.", "1 of 10 right."]


def test_fresh_numbers_are_the_same_for_a_seed_and_come_back_from_their_text():
    problem = problem_of("linear")
    first, again, other = (fresh(problem.exercise, problem.trace, seed) for seed in ("7", "7", "8"))
    assert first.values == again.values != other.values
    assert first.values != problem.exercise.values
    assert with_numbers_text(problem.exercise, numbers_text(first)).values == first.values


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"x": "1"}', '{"x": 1, "w": "1", "y": "1"}', '{"x": "1/0"}'])
def test_numbers_that_do_not_fit_are_not_taken(text):
    assert with_numbers_text(problem_of("linear").exercise, text) is None
