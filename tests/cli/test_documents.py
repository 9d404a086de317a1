"""What programs read: `--json`, to the letter of the page on formats."""

from __future__ import annotations

import json

import pytest


def leaf(name, kind, value, gradient, paths):
    return {
        "name": name, "key": name, "kind": kind, "op": None, "formula": None, "inputs": [], "shape": [],
        "value": float(value), "exact": str(value), "gradient": float(gradient), "locals": [], "paths": paths,
    }  # fmt: skip


def path(via, local, value, upstream):
    return {
        "via": via,
        "local": local,
        "local_value": float(value),
        "upstream": float(upstream),
        "product": float(value * upstream),
    }


def local(wrt, formula, value):
    return {"wrt": wrt, "formula": formula, "value": float(value)}


FIRST = {
    "format": "bpcli.solve/1",
    "title": None,
    "output": "loss",
    "nodes": [
        leaf("w", "parameter", 1, -8, [path("ŷ", "x", 2, -4)]),
        leaf("x", "input", 2, -4, [path("ŷ", "w", 1, -4)]),
        {
            "name": "ŷ", "key": "yhat", "kind": "step", "op": "mul", "formula": "w·x", "inputs": ["w", "x"],
            "shape": [], "value": 2.0, "exact": "2", "gradient": -4.0,
            "locals": [local("w", "x", 2), local("x", "w", 1)], "paths": [path("r", "1", 1, -4)],
        },
        leaf("y", "target", 4, 4, [path("r", "−1", -1, -4)]),
        {
            "name": "r", "key": "r", "kind": "step", "op": "sub", "formula": "ŷ − y", "inputs": ["ŷ", "y"],
            "shape": [], "value": -2.0, "exact": "-2", "gradient": -4.0,
            "locals": [local("ŷ", "1", 1), local("y", "−1", -1)], "paths": [path("loss", "2·r", -4, 1)],
        },
        {
            "name": "loss", "key": "loss", "kind": "step", "op": "pow", "formula": "r²", "inputs": ["r"],
            "shape": [], "value": 4.0, "exact": "4", "gradient": 1.0, "locals": [local("r", "2·r", -4)], "paths": [],
        },
    ],
    "values": {"w": 1.0, "x": 2.0, "y": 4.0, "ŷ": 2.0, "r": -2.0, "loss": 4.0},
    "gradients": {"w": -8.0, "x": -4.0, "y": 4.0, "ŷ": -4.0, "r": -4.0, "loss": 1.0},
    "parameters": ["w"],
    "notes": ["w is not given: it starts at 1"],
}  # fmt: skip


def test_the_first_example_is_the_document_that_is_promised(bpcli, first_example):
    run = bpcli("solve", first_example, "--json")
    assert (run.code, run.err) == (0, "")
    assert json.loads(run.out) == FIRST
    assert list(json.loads(run.out)) == list(FIRST)
    assert run.out.count("\n") == 1


def test_a_gradient_given_from_outside_goes_back_through_the_node(inside):
    run = inside("solve", "z=x·w, x=2, w=3, dL/dz=5", "--json")
    document = json.loads(run.out)
    assert document["gradients"] == {"x": 15.0, "w": 10.0, "z": 5.0}
    assert document["values"]["z"] == 6.0


@pytest.mark.parametrize(
    ("name", "gradients"),
    [
        ("quadratic", {"w₁": 32.0, "w₂": 16.0, "b": 8.0, "x": 80.0}),
        ("two-layer", {"W₁": [[-10, 10], [2, -2], [-22, 22]], "b₂": [-10, 2], "X": [-114, -144]}),
    ],
)
def test_a_shipped_exercise_has_the_gradients_of_the_notes(name, gradients, inside):
    found = json.loads(inside("solve", name, "--json").out)["gradients"]
    assert {name: found[name] for name in gradients} == gradients


def test_a_document_is_never_coloured_or_wrapped(inside, first_example):
    wished = inside("solve", first_example, "--json", "--color", "always", terminal=True, env={"COLUMNS": "20"})
    assert json.loads(wished.out) == FIRST


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_document_can_be_read_whatever_the_encoding_of_the_output(encoding, bpcli, first_example):
    run = bpcli("solve", first_example, "--json", env={"PYTHONIOENCODING": encoding})
    assert (run.code, run.err) == (0, "")
    assert json.loads(run.out) == FIRST


def test_a_node_that_is_not_reached_has_no_gradient(inside):
    document = json.loads(inside("solve", "yy = x + z2, x=1, z2=1, zz=3", "--json").out)
    assert document["gradients"] == {"x": 1.0, "z2": 1.0, "zz": None, "yy": 1.0}
    assert [node["paths"] for node in document["nodes"] if node["name"] == "zz"] == [[]]


def test_the_list_is_a_document_with_every_exercise(inside):
    document = json.loads(inside("list", "--json").out)
    assert document["format"] == "bpcli.list/1"
    names = [entry["name"] for entry in document["exercises"]]
    assert len(names) == len(set(names)) >= 50
    assert all(line.split()[1] in names for line in inside("list").out.splitlines()[1:])
