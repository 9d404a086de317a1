from __future__ import annotations

from collections.abc import Callable

import pytest

from bpcli.exercise.exercise import Exercise

Load = Callable[[str], Exercise]

STEPS = "model: ŷ = w·x + b\nloss: (ŷ − y)²\n"


def test_a_given_that_only_the_loss_reads_is_a_target(file: Load) -> None:
    assert file(STEPS + "given: {y: 1}").kinds["y"] == "target"


def test_a_given_that_the_model_reads_too_is_no_target(file: Load) -> None:
    assert file("model: ŷ = w·y\nloss: (ŷ − y)²\ngiven: {y: 1}").kinds["y"] == "parameter"


@pytest.mark.parametrize("name", ["x", "X", "x₁", "x_train"])
def test_a_given_whose_name_begins_with_x_is_an_input(file: Load, name: str) -> None:
    assert file(f"model: z = w·{name}\ngiven: {{{name}: 1}}").kinds[name] == "input"


def test_a_given_that_the_data_names_is_an_input(file: Load) -> None:
    exercise = file(STEPS.replace("x", "u") + "given: {u: 1}\ntrain: {data: {u: [1], y: [2]}, lr: 1, epochs: 1}")
    assert exercise.kinds["u"] == "input"


def test_every_other_given_is_a_parameter(file: Load) -> None:
    assert file(STEPS + "given: {w: 1, x: 1}").kinds["w"] == "parameter"


def test_a_name_never_given_is_a_parameter_even_if_it_begins_with_x(file: Load) -> None:
    assert file(STEPS).kinds["x"] == "parameter"


def test_stated_parameters_override_the_rule(file: Load) -> None:
    exercise = file(STEPS + "given: {x: 1, w: 2, b: 0, y: 3}\nparameters: [w, x]")
    assert exercise.kinds == {"w": "parameter", "x": "parameter", "b": "input", "y": "target"}
    assert exercise.parameters == ("w", "x")


def test_kinds_come_in_the_order_names_are_read(file: Load) -> None:
    assert list(file(STEPS + "given: {y: 1, b: 1, x: 1}").kinds) == ["w", "x", "b", "y"]
