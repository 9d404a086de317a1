"""How runs end, and what is kept of them."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest

from bpcli.core.findings import Faults
from bpcli.core.source import Excerpt
from bpcli.engine.descent.descent import Ended, descend
from bpcli.engine.descent.numbers import Precision
from bpcli.exercise.loading import load_text
from bpcli.tutor.training.plan import Wishes, plan


def _of_text(text: str, **wishes: object):
    return plan(load_text(Excerpt.of(text)), Wishes(**{"lr": Fraction(1, 10), **wishes}), {}).task


def test_a_run_that_diverges_stops_before_the_first_number_that_is_not_finite(task):
    run = descend(task("linear", lr=Fraction(3, 10)))
    assert run.ended is Ended.INFINITE
    assert 0 < len(run) < 300
    assert all(map(math.isfinite, run.numbers))
    assert run.losses()[-1] > 1e30


@pytest.mark.parametrize("precision", [Precision.SINGLE, Precision.DOUBLE])
def test_arrays_diverge_without_a_word_of_numpys(task, precision):
    run = descend(task("regression", lr=Fraction(1), epochs=2_000, precision=precision))
    assert run.ended is Ended.INFINITE
    assert all(map(math.isfinite, run.numbers))


def test_a_value_that_does_not_exist_ends_the_run():
    run = descend(_of_text("z = log(w); L = 3·z; w=0.5", lr=Fraction(1)))
    assert run.ended is Ended.UNDEFINED
    assert len(run) == 1


def test_what_was_reached_is_kept_when_the_reader_interrupts(task):
    def interrupting(done: int) -> None:
        raise KeyboardInterrupt

    run = descend(task("linear", epochs=100_000), interrupting)
    assert run.ended is Ended.INTERRUPTED
    assert 0 < len(run) < 300_000
    assert len(run.numbers) % run.width == 0


def test_a_training_that_would_fill_the_memory_is_refused(task):
    with pytest.raises(Faults, match="20,000,000"):
        descend(task("quadratic", epochs=1_000_000))


def test_no_epochs_leave_the_start_as_it_is(task):
    run = descend(task("quadratic", epochs=0))
    assert (len(run), run.epochs, run.parameters(0)) == (0, 0, (1.0, 2.0, 1.0))


def test_a_parameter_that_the_loss_does_not_read_stays():
    run = descend(_of_text("u = 2·v; z = w; L = z²; w=3; v=5", epochs=2))
    last = dict(zip(run.task.start, run.parameters(2), strict=True))
    assert last["v"] == 5
    assert last["w"] == pytest.approx(3 * 0.8**2)


def test_a_batch_of_samples_is_their_mean_or_their_sum(task):
    mean, total = (descend(task("linear", batch=True, mean=mean, epochs=1)).update(0) for mean in (True, False))
    # Σ 2·x·(x·w − y) at w = 1 is −28, the losses are 1, 4 and 9.
    assert total.loss == 14
    assert total.gradients == (-28,)
    assert mean.loss == pytest.approx(14 / 3, rel=1e-7)
    assert mean.gradients[0] == pytest.approx(-28 / 3, rel=1e-7)


def test_a_batch_can_be_given_as_an_array_or_sample_by_sample(task):
    changes = {"batch": True, "precision": Precision.DOUBLE, "epochs": 50}
    by_sample = descend(task("linear", **changes))
    path = task("linear", **changes)
    whole = plan(
        load_text(Excerpt.of("ŷ = X·w; loss = mean((ŷ − y)²); X=[1,2,3]; y=[2,4,6]; w=1")),
        Wishes(lr=path.recipe.lr, epochs=50, per="batch", dtype="float64"),
        {},
    ).task
    assert list(descend(whole).losses()) == pytest.approx(list(by_sample.losses()), rel=1e-12)


def test_momentum_moves_as_its_recurrence_says(task):
    found = descend(task("linear", momentum=Fraction(1, 2), precision=Precision.DOUBLE, epochs=2))
    w, held = 1.0, 0.0
    for _ in range(2):
        for x in (1, 2, 3):
            held = 0.5 * held + 2 * x * (x * w - 2 * x)
            w -= 0.01 * held
    assert found.parameters(6)[0] == pytest.approx(w, rel=1e-14)


def test_a_task_can_be_run_again_with_another_recipe(task):
    first = task("linear", epochs=5)
    again = replace(first, recipe=replace(first.recipe, epochs=3))
    assert list(descend(first).losses())[:3] == list(descend(again).losses())
