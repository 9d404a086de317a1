"""The numbers that the course's PyTorch programs print, in single precision, bit for bit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bpcli.engine.descent.descent import descend
from bpcli.engine.descent.numbers import Precision


def test_the_linear_model_has_the_gradients_and_losses_of_the_notes(task):
    run = descend(task("linear"))
    assert [update.gradients for update in run.epoch(0)] == [(-2.0,), (-7.840000152587891,), (-16.228801727294922,)]
    last = [(-7.152557373046875e-07,), (-2.86102294921875e-06,), (-5.7220458984375e-06,)]
    assert [update.gradients for update in run.epoch(99)] == last
    losses = run.losses()
    assert (losses[0], losses[1], losses[99]) == (7.315943717956543, 3.9987640380859375, 9.094947017729282e-13)


def test_the_quadratic_model_has_the_gradients_and_losses_of_the_notes(task):
    run = descend(task("quadratic"))
    first, second, third = (update.gradients for update in run.epoch(95))
    assert first == (0.19469690322875977,) * 3
    assert second == (-0.8440914154052734, -0.4220457077026367, -0.21102285385131836)
    assert third == (0.6485795974731445, 0.21619319915771484, 0.07206439971923828)
    assert (run.losses()[95], run.losses()[98]) == (0.0012983194319531322, 0.0013341286685317755)


@pytest.mark.parametrize(("name", "prediction"), [("ones", 8.544171333312988), ("xwx", 8.544172286987305)])
def test_the_order_of_the_operations_shows_in_the_last_digits(name, prediction, trained):
    found = trained(f"quadratic-{name}")
    assert (found.run.losses()[99], found.after) == (0.00631808303296566, prediction)


def test_linear_regression_has_the_losses_of_the_notes(task):
    losses = descend(task("regression")).losses()
    assert (losses[0], losses[1], losses[99]) == (23.25, 10.569900512695312, 0.09696171432733536)


def test_gradients_that_are_not_zeroed_pile_up_as_in_the_notes(task):
    run = descend(task("linear", zero_grad=False))
    assert [update.gradients for update in run.epoch(0)] == [(-2.0,), (-9.84000015258789,), (-25.70880126953125,)]
    assert run.losses()[0] == 6.994967937469482


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("linear", 4.0, 7.999998569488525),
        ("quadratic", 25.0, 8.284846305847168),
        ("linear-accumulated", 4.0, 7.643394470214844),
        ("regression", 2.5, 7.642047882080078),
    ],
)
def test_the_predictions_before_and_after_are_those_of_the_notes(name, before, after, trained):
    found = trained(name)
    assert (found.before, found.after) == (before, after)


def test_fractions_stay_exact_for_as_long_as_they_are_short(task):
    run = descend(task("linear", precision=Precision.EXACT))
    # By hand: w = 1 + 0.01·2, then + 0.01·4·(4 − 2w), then + 0.01·6·(6 − 3w).
    w = Fraction(1)
    for x in (1, 2, 3):
        w -= Fraction(1, 100) * 2 * x * (x * w - 2 * x)
    assert run.exact[2][2] == w
    assert run.update(2).parameters == (w,)
    assert 3 < len(run.exact) < 300
    assert len(run.exact) % 3 == 0
    assert len(run) == 300
