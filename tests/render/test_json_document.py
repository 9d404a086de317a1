import json

import pytest

from bpcli.core.source import Excerpt
from bpcli.exercise.loading import load_text
from bpcli.render.json_document import document_text, solve_document
from bpcli.render.look import Look
from bpcli.tutor.solution import solve


@pytest.fixture
def document(system):
    return lambda name: json.loads(solve_document(*system(name)))


def node(document, name):
    return next(node for node in document["nodes"] if node["name"] == name)


def test_the_document_is_that_of_the_contract():
    exercise = load_text(Excerpt.of("y=w·x, x=2, y=4"))
    found = json.loads(solve_document(solve(exercise), exercise.scope, notes=exercise.notes))
    assert list(found) == ["format", "title", "output", "nodes", "values", "gradients", "parameters", "notes"]
    assert found["format"] == "bpcli.solve/1"
    assert found["title"] is None
    assert found["output"] == "loss"
    assert found["values"] == {"w": 1.0, "x": 2.0, "y": 4.0, "ŷ": 2.0, "r": -2.0, "loss": 4.0}
    assert found["gradients"] == {"w": -8.0, "x": -4.0, "y": 4.0, "ŷ": -4.0, "r": -4.0, "loss": 1.0}
    assert found["parameters"] == ["w"]
    assert found["notes"] == ["w is not given: it starts at 1"]
    assert node(found, "w") == {
        "name": "w", "key": "w", "kind": "parameter", "op": None, "formula": None, "inputs": [], "shape": [],
        "value": 1.0, "exact": "1", "gradient": -8.0, "locals": [],
        "paths": [{"via": "ŷ", "local": "x", "local_value": 2.0, "upstream": -4.0, "product": -8.0}],
    }  # fmt: skip
    assert node(found, "r") == {
        "name": "r", "key": "r", "kind": "step", "op": "sub", "formula": "ŷ − y", "inputs": ["ŷ", "y"], "shape": [],
        "value": -2.0, "exact": "-2", "gradient": -4.0,
        "locals": [{"wrt": "ŷ", "formula": "1", "value": 1.0}, {"wrt": "y", "formula": "−1", "value": -1.0}],
        "paths": [{"via": "loss", "local": "2·r", "local_value": -4.0, "upstream": 1.0, "product": -4.0}],
    }  # fmt: skip


def test_doubles_have_no_exact_value_and_read_back(document):
    found = document("thirds")
    third, product = node(found, "z"), node(found, "L")
    assert (third["value"], third["exact"]) == (1 / 3, "1/3")
    assert product["exact"] is None
    assert product["value"] == pytest.approx(0.46520414169536317, rel=1e-15)
    assert [node["op"] for node in found["nodes"]] == [None, "div", "exp", "mul"]
    assert "exp(z)" not in found["values"]


def test_both_edges_of_x_times_x_have_a_path(document):
    assert len(node(document("squared"), "x")["paths"]) == 2


def test_arrays_are_nested_lists_and_their_local_gradients_rules(document):
    found = document("network")
    weights = node(found, "W₁")
    assert weights["shape"] == [3, 2]
    assert weights["gradient"] == [[-10.0, 10.0], [2.0, -2.0], [-22.0, 22.0]]
    assert weights["exact"] == [["1", "2"], ["3", "4"], ["5", "6"]]
    path = weights["paths"][0]
    assert (path["via"], path["local"], path["local_value"]) == ("W₁·X", "G·Xᵀ", None)
    assert node(found, "W₁·X")["op"] == "matmul"


def test_a_node_that_was_not_reached_has_gradient_null_and_no_paths(document):
    dead = node(document("wide"), "dead")
    assert dead["gradient"] is None
    assert dead["paths"] == []


def test_keys_are_unique_and_ascii(document):
    for name in ("wide", "network", "thirds", "linear"):
        keys = [node["key"] for node in document(name)["nodes"]]
        assert len(set(keys)) == len(keys)
        assert all(key.isascii() for key in keys)
    assert node(document("wide"), "重み")["key"] == "u91cdu307f"


def test_hidden_characters_are_escaped_and_ascii_is_ascii(system):
    title = "a\u202e\x7f\x85\x1b重\U000e0001"
    for ascii_only in (False, True):
        text = solve_document(*system("wide"), title=title, look=Look(ascii=ascii_only))
        assert text.rstrip("\n").isprintable()
        assert json.loads(text)["title"] == title
        assert text.isascii() == ascii_only


def test_a_document_is_one_line():
    assert document_text({"a": "b\nc"}) == '{"a": "b\\nc"}\n'
