"""The documents and pictures of a training."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest

from bpcli.core.source import Excerpt
from bpcli.exercise import library
from bpcli.exercise.loading import load_file, load_text
from bpcli.render.contours import contour
from bpcli.render.look import Look
from bpcli.render.plot_svg import plot_svg
from bpcli.render.training import training_document, training_rows
from bpcli.tutor.training.landscape import plot
from bpcli.tutor.training.plan import Wishes, plan
from bpcli.tutor.training.trained import Trained, train

SVG = "{http://www.w3.org/2000/svg}"


def shipped(name: str, **wishes: Any) -> Trained:
    path = library.find(name)
    assert path is not None
    return train(plan(load_file(path), Wishes(**wishes), {}))


def test_the_document_has_the_shape_that_is_promised():
    found = json.loads(training_document(shipped("linear", epochs=2), Look()))
    assert found["format"] == "bpcli.train/1"
    assert found["before"] == 4.0
    # Four times a number of single precision is one too.
    assert found["after"] == 4 * found["epochs"][1]["parameters"]["w"]
    assert found["epochs"][0]["epoch"] == 0
    assert found["epochs"][0]["steps"][1] == {
        "sample": 1,
        "loss": 3.841600179672241,
        "gradients": {"w": -7.840000152587891},
        "parameters": {"w": 1.0983999967575073},
    }
    for epoch in found["epochs"]:
        assert epoch["loss"] == epoch["steps"][-1]["loss"]
        assert epoch["parameters"] == epoch["steps"][-1]["parameters"]


def test_a_batch_has_no_sample_and_nothing_to_predict_is_null():
    found = json.loads(training_document(shipped("linear", per="batch", epochs=1), Look()))
    assert found["epochs"][0]["steps"][0]["sample"] is None
    plain = train(plan(load_text(Excerpt.of("y=w·x, x=2, y=4")), Wishes(lr=Fraction(1, 10), epochs=1), {}))
    assert json.loads(training_document(plain, Look()))["before"] is None


def test_a_run_that_diverges_is_still_a_document():
    found = json.loads(training_document(shipped("linear", lr=Fraction(1)), Look()))
    assert found["ended"] == "infinite"


def test_the_table_for_spreadsheets_has_a_line_an_update_and_a_column_a_number():
    lines = list(csv.reader(StringIO("".join(training_rows(shipped("xor", epochs=2))))))
    assert lines[0][:4] == ["epoch", "sample", "loss", "dloss/dW₁[0][0]"]
    assert len(lines) == 3
    assert {len(line) for line in lines} == {3 + 2 * 9}
    linear = list(csv.reader(StringIO("".join(training_rows(shipped("linear", epochs=1))))))
    assert linear[3] == ["0", "2", "7.315943717956543", "-16.228801727294922", "1.260688066482544"]


def _classes(text: str) -> list[str]:
    return [element.get("class", "") for element in ET.fromstring(text).iter()]  # noqa: S314 - our own


def _picture(trained: Trained, title: str = "A & B <c>") -> str:
    return plot_svg(plot(trained, title), Look())


def test_one_weight_gets_the_parabola_with_a_point_for_every_update():
    classes = _classes(_picture(shipped("linear", epochs=10)))
    assert classes.count("step") == 31
    assert classes.count("line") == 2


def test_the_points_on_the_parabola_have_the_cost_of_the_batch():
    landscape = plot(shipped("linear", epochs=3), "").landscape
    for w, cost in landscape.steps:
        assert cost == pytest.approx(14 / 3 * (w - 2) ** 2)


def test_two_weights_get_contours_with_the_way_over_them():
    classes = _classes(_picture(shipped("regression", epochs=10)))
    assert classes.count("step") == 11
    assert classes.count("level") > 5


def test_more_weights_get_the_curve_alone():
    classes = _classes(_picture(shipped("quadratic", epochs=10)))
    assert classes.count("step") == 0
    assert classes.count("line") == 1


def test_the_title_of_a_picture_is_no_markup():
    root = ET.fromstring(_picture(shipped("linear", epochs=1)))  # noqa: S314 - our own
    assert root.find(f"{SVG}title").text == "A & B <c>"


@pytest.mark.parametrize("wishes", [{"epochs": 0}, {"epochs": 1}, {"lr": Fraction(1)}])
def test_short_runs_and_runs_that_diverge_have_pictures_too(wishes):
    assert _classes(_picture(shipped("linear", **wishes)))


def test_a_contour_of_a_bowl_is_a_circle():
    axis = [number / 10 for number in range(-20, 21)]
    heights = [[x * x + y * y for x in axis] for y in axis]
    points = [point for piece in contour(axis, axis, heights, 1.0) for point in piece]
    assert len(points) > 50
    assert all((x * x + y * y) ** 0.5 == pytest.approx(1.0, abs=0.01) for x, y in points)
