"""The learning rate at which a descent begins to diverge, held against theory and against runs on both sides of it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from bpcli.core.source import Excerpt
from bpcli.engine.descent.curvature import critical_rate, is_quadratic
from bpcli.engine.descent.descent import descend
from bpcli.engine.descent.numbers import Precision
from bpcli.engine.descent.task import Optimizer
from bpcli.exercise.loading import load_text
from bpcli.tutor.training.plan import Wishes, plan


def _of_text(text: str):
    return plan(load_text(Excerpt.of(text)), Wishes(lr=Fraction(1, 10)), {}).task


def test_for_a_batch_it_is_two_over_the_largest_eigenvalue(task):
    # The mean of (x·w − y)² over x = 1, 2, 3 has the second derivative 28/3.
    assert critical_rate(task("linear", batch=True)) == pytest.approx(2 / (28 / 3), rel=1e-12)
    assert critical_rate(task("linear", batch=True, mean=False)) == pytest.approx(2 / 28, rel=1e-12)


def test_sample_by_sample_it_is_where_the_factors_of_an_epoch_reach_one(task):
    rate = critical_rate(task("linear"))
    assert abs((1 - 2 * rate) * (1 - 8 * rate) * (1 - 18 * rate)) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("linear", {}),
        ("linear", {"batch": True}),
        ("linear", {"momentum": Fraction(9, 10)}),
        ("quadratic", {}),
        ("quadratic", {"momentum": Fraction(1, 2)}),
        ("regression", {}),
    ],
)
def test_a_little_below_it_runs_settle_and_a_little_above_they_do_not(task, name, changes):
    found = task(name, precision=Precision.DOUBLE, epochs=6_000, **changes)
    rate = critical_rate(found)
    below, above = (
        descend(replace(found, recipe=replace(found.recipe, lr=Fraction(rate * factor)))).losses()
        for factor in (0.98, 1.02)
    )
    assert below[-1] <= below[0]
    assert below[-1] < 1
    assert len(above) < 6_000 or above[-1] > 1e3 * above[0]


def test_what_is_not_quadratic_has_no_exact_rate(task):
    assert critical_rate(_of_text("L = σ(w)²")) is None
    assert critical_rate(task("linear", optimizer=Optimizer.ADAM)) is None
    assert critical_rate(task("linear", zero_grad=False)) is None


@pytest.mark.parametrize(
    ("text", "quadratic"),
    [
        ("L = (w·x − 3)²; x=2", True),
        ("L = (w² − 3)²", False),
        ("L = w·v", True),
        ("L = 1/w", False),
        ("L = (w/4)²", True),
        ("L = exp(x)·w²; x=1", True),
        ("z = X·w; L = sum((z − y)²); X=[[1,2],[3,4]]; y=[1,2]; w=[1,1]", True),
        ("z = W·V·X; L = sum(z²); X=[1,2]; W=[[1,2]]; V=[[1,2],[3,4]]", False),
    ],
)
def test_operations_tell_whether_a_loss_is_quadratic(text, quadratic):
    found = _of_text(text)
    assert is_quadratic(found.graph, found.learnt) is quadratic
