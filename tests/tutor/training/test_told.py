"""What is told of a training: settings, rows, predictions, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from bpcli.core.findings import Faults
from bpcli.core.source import Excerpt, Source
from bpcli.exercise import library
from bpcli.exercise.loading import load_file, load_source, load_text
from bpcli.render.look import Look
from bpcli.render.terminal import render
from bpcli.tutor.solution import solve
from bpcli.tutor.telling import TABLES_ONLY
from bpcli.tutor.training.blame import notes
from bpcli.tutor.training.plan import NoTraining, Wishes, plan
from bpcli.tutor.training.told import told
from bpcli.tutor.training.trained import Trained, train
from bpcli.tutor.training.updates import step_reports


def shipped(name: str, **wishes: Any) -> Trained:
    path = library.find(name)
    assert path is not None
    return train(plan(load_file(path), Wishes(**wishes), {}))


@pytest.fixture
def text() -> Callable[..., str]:
    def written(trained: Trained, width: int | None = None, **choices: Any) -> str:
        trace = solve(trained.plan.exercise)
        return render(told(trained, trace, TABLES_ONLY, **choices), Look(width=width))

    return written


def test_the_first_sample_is_told_in_full_with_the_starting_values(text):
    lines = text(shipped("linear", epochs=1)).splitlines()
    assert "  x = 1" in lines
    assert "  w = 1" in lines
    assert any(line.split()[:2] == ["③", "∂loss/∂w"] and line.endswith("−2") for line in lines)


def test_the_first_update_is_told_with_its_numbers(text):
    assert "w = w − lr·(∂loss/∂w) = 1 − 0.01·(−2) = 1.02\n" in text(shipped("linear", epochs=1))


def test_there_is_one_line_an_epoch_with_the_gradient_of_every_sample(text):
    table = text(shipped("linear", epochs=3)).split("Progress\n")[1].split("\n\n")[0].splitlines()
    assert [line.split()[0] for line in table] == ["epoch", "0", "1", "2"]
    assert table[1].split() == ["0", "−2", "−7.84", "−16.2288", "7.31594", "1.26069"]


def test_chosen_epochs_have_a_line_for_every_update(text):
    table = text(shipped("linear", epochs=5), shown=(3, 4)).split("Progress\n")[1].split("\n\n")[0].splitlines()
    assert [line.split("  ")[0] for line in table[1:]] == ["3"] * 3 + ["4"] * 3
    assert "x = 2, y = 4" in table[2]


@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize("name", ["linear", "quadratic", "regression", "xor"])
def test_every_line_fits_the_width(name, width, text):
    trained = shipped(name, epochs=4)
    for shown in (None, (0, 3)):
        assert max(map(len, text(trained, width, shown=shown).splitlines())) <= width


def test_why_gradients_are_zeroed_is_said_and_that_they_are_not(text):
    assert "set to zero: backward adds to .grad" in text(shipped("linear", epochs=1))
    assert "not set to zero" in text(shipped("linear-accumulated", epochs=1))


def test_accumulation_is_traced_to_where_it_began_and_where_it_first_went_the_wrong_way():
    first, second, third = notes(shipped("linear-accumulated"))
    # The gradients of the notes: −9.84 is the second sample's −7.84 and the first one's −2.
    assert "(epoch 0, x = 2, y = 4): .grad = −9.84 is −7.84 of this update and −2 left from before" in first
    # At the start of epoch 2 w is above 2, so the gradient of (w − 2)² is positive.
    assert "epoch 2, x = 1, y = 2" in second
    assert ".grad is −30.3201" in second
    assert "9.095e−13 instead of 0.4749" in third


def test_a_linear_model_that_diverges_is_told_its_limit_exactly():
    first, second = notes(shipped("linear", lr=Fraction("0.3")))
    assert "leaves the range of float32 in epoch 49" in first
    assert "lr below 0.204017; lr is 0.3" in second
    assert notes(shipped("linear", lr=Fraction("0.204017"), epochs=1_000)) == ()


def test_another_model_that_diverges_is_told_a_rate_that_was_tried():
    exercise = load_text(Excerpt.of("z = w²·x; loss = (z − y)²; x=1; y=2; w=3"))
    found = train(plan(exercise, Wishes(lr=Fraction(1)), {}))
    first, second = notes(found)
    assert "diverges" in first
    rate = Fraction(second.split("lr = ")[1].split(" ")[0])
    again = train(plan(exercise, Wishes(lr=rate), {}))
    assert again.run.losses()[-1] < again.run.losses()[0]


def test_a_loss_that_grows_is_called_divergence_before_it_overflows():
    first, second = notes(shipped("linear", lr=Fraction("0.21"), epochs=20))
    assert "grows" in first
    assert "0.204017" in second


def test_by_hand_and_by_graph_agree(text):
    trained = shipped("linear", per="batch", epochs=3)
    written = text(trained, hand=True).split("By hand and by graph\n")[1]
    assert written.startswith("  ∂cost/∂w = 1/3 · Σ 2·x·(x·w − y)\n")
    # Both are −28/3 at w = 1, as by hand in the notes.
    assert written.count("−9.33333") == 2


def test_there_is_no_formula_by_hand_for_arrays(text):
    assert "in it" in text(shipped("regression", epochs=1), hand=True).split("By hand and by graph\n")[1]


def test_fractions_are_told_as_long_as_they_last(text):
    trained = shipped("linear", dtype="exact", epochs=2)
    assert trained.run.exact[1] == (Fraction("3.8416"), Fraction("-7.84"), Fraction("1.0984"))
    assert "All numbers are exact." in text(trained)
    assert "stay exact for the first 15 updates" in text(shipped("linear", dtype="exact"))


def test_the_steps_are_forward_backward_update_zero():
    first = render(next(step_reports(shipped("linear", epochs=1))), Look(width=None))
    heads = [line for line in first.splitlines() if line and line[0] != " " and not line.startswith(("step", "①"))]
    order = [word for word in heads if word.split(":")[0] in ("Epoch 0, x = 1, y = 2", "Backward", "Update", "Zero")]
    assert order == ["Epoch 0, x = 1, y = 2: forward", "Backward", "Update", "Zero"]
    assert "w = 1 − 0.01·(−2) = 1.02" in first


def test_the_steps_go_on_from_the_parameters_of_the_step_before():
    _, second, third = (render(page, Look(width=None)) for page in step_reports(shipped("linear", epochs=1)))
    assert "2·1.02" in second
    assert "3·1.0984" in third


def test_a_batch_is_walked_through_sample_by_sample():
    page = render(next(step_reports(shipped("linear", per="batch", epochs=1))), Look(width=None))
    assert page.count("forward") == 3
    assert page.count("Update") == 1


def test_an_exercise_without_training_needs_a_learning_rate():
    exercise = load_text(Excerpt.of("y=w·x, x=2, y=4"))
    with pytest.raises(NoTraining, match="--lr"):
        plan(exercise, Wishes(), {})
    assert train(plan(exercise, Wishes(lr=Fraction(1, 10)), {})).run.losses()[0] == 4


@pytest.mark.parametrize(
    ("text_of_exercise", "said"),
    [("z = x·w, x=2, w=3, dL/dz=5", "gradient that comes back into z"), ("y = x², x=2", "no parameters")],
)
def test_what_cannot_be_trained_is_refused_with_the_reason(text_of_exercise, said):
    with pytest.raises(NoTraining, match=said):
        plan(load_text(Excerpt.of(text_of_exercise)), Wishes(lr=Fraction(1)), {})


@pytest.mark.parametrize("wishes", [{"optimizer": "adam"}, {}])
def test_fractions_are_refused_where_there_are_none(wishes):
    name = "linear" if wishes else "xor"
    with pytest.raises(NoTraining):
        shipped(name, dtype="exact", **wishes)


def test_a_loss_that_is_no_single_number_is_a_fault():
    data = "train: {data: {X: [[1, 2], [3, 4]], y: [[1, 2], [3, 4]]}, lr: 0.1, epochs: 2}"
    file = f"model: ŷ = X·w\nloss: loss = (ŷ − y)²\n{data}"
    with pytest.raises(Faults, match="what is trained is one number"):
        plan(load_source(Source("two.yaml", file)), Wishes(), {})


def test_a_start_on_the_command_line_comes_before_that_of_the_file():
    path = library.find("linear")
    assert path is not None
    assert plan(load_file(path), Wishes(), {"w": Fraction(3)}).task.start == {"w": 3}
