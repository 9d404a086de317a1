from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from bpcli.core.findings import Finding
from bpcli.exercise.exercise import Exercise
from bpcli.language.printer import UNICODE, write

Load = Callable[[str], Exercise]
Refused = Callable[[str], tuple[Finding, ...]]


def steps(exercise: Exercise) -> list[str]:
    return [f"{step.part} {step.name} = {write(step.tree, UNICODE)}" for step in exercise.steps]


def test_a_name_computed_and_given_is_prediction_and_target(short: Load) -> None:
    exercise = short("y=w·x, x=2, y=4")
    assert steps(exercise) == ["model ŷ = w·x", "loss r = ŷ − y", "loss loss = r²"]
    assert exercise.givens == {"x": 2, "y": 4}
    assert exercise.kinds == {"w": "parameter", "x": "input", "y": "target"}


def test_a_name_never_given_starts_at_1_and_a_note_says_so(short: Load) -> None:
    exercise = short("y=w·x, x=2, y=4")
    assert exercise.defaulted == ("w",)
    assert exercise.values["w"] == 1
    assert exercise.notes == ("w is not given: it starts at 1",)


def test_the_loss_of_arrays_is_the_sum_of_squares(short: Load) -> None:
    assert steps(short("y = W·x, W=[[1,2],[3,4]], x=[1,2], y=[0,1]"))[-1] == "loss loss = sum(r²)"


def test_a_loss_of_its_own_reads_the_prediction_and_the_target(short: Load) -> None:
    exercise = short("y = w·x; loss = (ŷ − y)²; x = 1; y = 2")
    assert steps(exercise) == ["model ŷ = w·x", "loss loss = (ŷ − y)²"]
    assert exercise.kinds["y"] == "target"


def test_steps_behind_the_prediction_that_it_does_not_need_are_the_loss(short: Load) -> None:
    exercise = short("ŷ = w*x + b; loss = (ŷ - y)^2; x=1, w=1, b=2, y=2")
    assert steps(exercise) == ["model ŷ = w*x + b", "loss loss = (ŷ − y)²"]


def test_without_a_prediction_the_loss_and_its_residual_are_known_by_name(short: Load) -> None:
    exercise = short("z = w·x, r = z − t, loss = r², x=1, t=2")
    assert [str(step.part) for step in exercise.steps] == ["model", "loss", "loss"]
    assert exercise.kinds["t"] == "target"


def test_the_gradient_that_comes_back_stands_instead_of_a_loss(short: Load) -> None:
    exercise = short("z = x·w, x=2, w=3, dL/dz=5")
    assert exercise.upstream == ("z", 5)
    assert steps(exercise) == ["model z = x·w"]


@pytest.mark.parametrize("left", ["dL/dz", "∂L/∂z", "dloss/dz", "grad z", "∂loss / ∂z"])
def test_the_gradient_that_comes_back_may_be_written_in_any_way(short: Load, left: str) -> None:
    assert short(f"z = x·w, {left} = 1/2").upstream == ("z", Fraction(1, 2))


def test_an_expression_without_a_name_is_y(short: Load) -> None:
    assert steps(short("x² + 1, x=3")) == ["model y = x² + 1"]


def test_an_expression_that_reads_y_is_called_something_else(short: Load) -> None:
    assert steps(short("y + z, y = 2")) == ["model f = y + z"]


def test_an_expression_without_a_name_has_a_target_where_y_is_given(short: Load) -> None:
    assert steps(short("w·x, x=2, y=4")) == ["model ŷ = w·x", "loss r = ŷ − y", "loss loss = r²"]


@pytest.mark.parametrize("text", ["y=w·x;x=2;y=4", "y=w·x\nx=2\ny=4", "y＝w·x，x＝２；y＝４", "y=w·x、x=2、y=4"])
def test_parts_may_be_separated_in_any_way(short: Load, text: str) -> None:
    assert short(text).givens == {"x": 2, "y": 4}


def test_commas_in_brackets_do_not_separate(short: Load) -> None:
    exercise = short("y = max(a, b), a = [1, 2], b = 1/3")
    assert exercise.givens == {"a": (1, 2), "b": Fraction(1, 3)}


def test_a_constant_formula_is_a_step(short: Load) -> None:
    assert steps(short("w = 2π, y = w·x")) == ["model w = 2·π", "model y = w·x"]


def test_steps_may_stand_in_any_order(short: Load) -> None:
    exercise = short("y = w·h, h = v·x, x=1, y=2")
    assert [(step.name, str(step.part)) for step in exercise.steps[:2]] == [("ŷ", "model"), ("h", "model")]


def test_every_step_is_expanded(short: Load) -> None:
    assert short("y = x").whole_formula is False


def test_eulers_number_is_said_in_a_note(short: Load) -> None:
    assert "Euler" in short("y = e^x, x = 1").notes[0]
    assert not short("y = e^x, x = 1, e = 2").notes


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("y=w·x, y=2, z=2y, x=1", "BP218", "this step of the model reads it"),
        ("y=w·x, y=2, loss=(y-3)^2", "BP218", "no step of the loss reads the prediction"),
        ("y=w·x + r, y=2", "BP218", "r is taken"),
        ("y=loss·x, y=2", "BP218", "loss is taken"),
        ("y=w·x, ŷ=3, y=4", "BP218", "ŷ is taken"),
        ("a=x, b=a, a=1, b=2", "BP218", "a, b are"),
        ("y=w·x, y=4, dL/dy=5", "BP109", "there is a loss"),
        ("z=x, dL/dz=1, dL/dz=2", "BP109", "only one step"),
        ("z=x, dy/dz=1", "BP109", "only dL/d"),
        ("z=x, dL/dq=1", "BP211", "q is no step"),
        ("x=1, x=2, y=x", "BP210", "x is given twice: 1 and 2"),
        ("y=x, y=2x", "BP210", "y is computed twice"),
        ("a=b, b=a", "BP212", "a → b → a"),
        ("y=y+1", "BP212", "computed from itself"),
        ("y=x, x+1", "BP219", "needs a name"),
        ("y=x, 5", "BP219", "the number 5 has no name"),
        ("x=2", "BP102", "no formula"),
        ("x=[1,[2]], y=x", "BP107", "numbers and rows"),
        ("x=[[1,2],[3]], y=x", "BP107", "row 2"),
        ("x=inf, y=x", "BP106", "not a finite number"),
        ("x=1e400, y=x", "BP203", "1e400"),
        ("x=1,5, y=x", "BP209", "decimal comma"),
        ("y=w*", "BP201", "the formula ends here"),
    ],
)
def test_what_cannot_be_meant_is_refused(short_faults: Refused, text: str, code: str, said: str) -> None:
    findings = short_faults(text)
    assert (findings[0].code, len(findings)) == (code, 1)
    assert said in findings[0].message


def test_all_faults_of_a_text_are_said_at_once(short_faults: Refused) -> None:
    assert [found.code for found in short_faults("y = w*, x = inf, z = y·!")] == ["BP201", "BP106", "BP201"]
