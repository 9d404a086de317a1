from __future__ import annotations

import re

import pytest

from bpcli.core.source import Excerpt
from bpcli.exercise import library
from bpcli.report.blocks import Formula
from bpcli.tutor.asking import FORMULA, NUMBER, Item
from bpcli.tutor.grading.judge import judge
from bpcli.tutor.grading.judgement import Verdict
from bpcli.tutor.quiz.hints import ladder, solution
from tests.tutor.quiz.conftest import item_of, problem_of, said

BARE = re.compile(r"[−\d.e]+|\[[−\d., \[\]]*\]")
SHIPPED = [one.name for one in library.shipped()]


def rungs(name, asked, form=NUMBER, languages=()):
    problem = problem_of(name)
    return [said(rung) for rung in ladder(problem, item_of(problem, asked)._replace(form=form), languages)]


def test_the_ladder_names_the_node_the_rule_the_local_gradient_the_numbers_and_the_worked_step():
    own, node, rule, local, numbers, worked = rungs("linear", "dloss/dw")
    assert own == ["Which node does w feed, and what does that node multiply it with?"]
    assert node == ["w feeds ŷ alone: its gradient comes back through ŷ."]
    assert rule == ["∂loss/∂w = ∂loss/∂ŷ · ∂ŷ/∂w"]
    assert local == ["∂ŷ/∂w = x"]
    assert numbers == ["∂loss/∂w = −4 · 2"]
    assert worked == ["∂loss/∂w = ∂loss/∂ŷ · ∂ŷ/∂w = ∂loss/∂ŷ · x = −4 · 2 = −8"]


def test_a_gradient_by_two_ways_has_a_product_for_each():
    problem = problem_of("y = w·x, z = w + b, L = y·z, x=2, w=3, b=1")
    item = Item(problem.aim(Excerpt.of("dL/dw")), NUMBER)
    node, rule, local, numbers, worked = (said(rung) for rung in ladder(problem, item))
    assert node[0].startswith("w feeds y, z: 2 ways")
    assert rule == ["∂L/∂w = ∂L/∂y · ∂y/∂w + ∂L/∂z · ∂z/∂w"]
    assert local == ["∂y/∂w = x"]
    assert numbers == ["∂L/∂w = 4 · 2 + 6 · 1"]
    assert worked[-1] == "∂L/∂w = 8 + 6 = 14"


def test_both_edges_of_a_square_are_one_way():
    chain, local, numbers = rungs("x-times-x", "dL/dx")[1:4]
    assert (chain, local, numbers) == (["∂L/∂x = ∂L/∂z · ∂z/∂x"], ["∂z/∂x = x + x"], ["∂L/∂x = 5 · (3 + 3)"])


def test_a_gradient_of_an_array_has_the_rule_that_brings_it_back_and_then_its_numbers():
    *_, rule, numbers, worked = rungs("two-layer", "dL/dW₁")
    assert rule == ["∂L/∂W₁ = G·Xᵀ", "G = ∂L/∂(W₁·X)"]
    assert numbers == ["G = ∂L/∂(W₁·X) = [−10, 2, −22]"]
    assert worked[0].endswith("[[−10, 10], [2, −2], [−22, 22]]")  # of the lecture notes


def test_the_answer_of_a_formula_question_is_a_formula():
    *_, worked = found = rungs("linear-formulas", "dloss/dw", FORMULA)
    assert len(found) == 4  # no numbers are put in
    assert worked == ["∂loss/∂w = ∂loss/∂ŷ · ∂ŷ/∂w = 2·r · x"]


def test_the_authors_hints_come_first_in_the_readers_language():
    assert "哪" in rungs("node", "dz/dx", languages=("zh",))[0][0] or rungs("node", "dz/dx")[0][0].startswith("Hold")


def is_about(line, problem, item):
    """Whether an equation begins with what is asked."""
    return said([line])[0].startswith(said([solution(problem, item)[-1]])[0].split(" = ")[0] + " = ")


@pytest.mark.parametrize("name", SHIPPED)
def test_only_the_last_rung_gives_the_answer_and_it_does(name):
    problem = problem_of(name)
    for item in problem.items[:60]:
        *before, last = ladder(problem, item)
        answers = [text.split(" = ")[-1] for text in said(last, digits=12) if " = " in text]
        right = {judge(problem, item, Excerpt.of(text)).verdict for text in answers}
        assert right & {Verdict.CORRECT, Verdict.UNDECIDED, Verdict.INVALID}, (problem.name(item.aim), answers)
        for rung in before:
            for line in rung:
                if isinstance(line, Formula) and is_about(line, problem, item):
                    bare = said([line])[0].split(" = ")[-1]
                    assert not is_answer(problem, item, bare), (problem.name(item.aim), bare)


def is_answer(problem, item, text):
    """Whether a text is the right answer with nothing left to work out in it."""
    if item.form == NUMBER and not BARE.fullmatch(text):
        return False
    return judge(problem, item, Excerpt.of(text)).verdict is Verdict.CORRECT
