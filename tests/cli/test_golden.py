"""What `solve` prints, kept as files that were read before they were kept; UPDATE_GOLDEN=1 writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"
SYSTEMS = {
    "node": "z=x·w, x=2, w=3, dL/dz=5",
    "linear": "y=w·x, x=2, y=4",
    "quadratic": "quadratic",
    "two-layer": "two-layer",
    "one-sigmoid-neuron": "one-sigmoid-neuron",
    "softmax-cross-entropy": "softmax-cross-entropy",
}
VIEWS = [
    ("linear", "tape"),
    ("linear", "circuit"),
    ("quadratic", "tape"),
    ("quadratic", "circuit"),
    ("two-layer", "tape"),
]


def compare(name, text):
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("columns", ["100", "80", "60", "40"])
@pytest.mark.parametrize("name", SYSTEMS)
def test_a_system_looks_as_its_golden_file_on_a_terminal(name, columns, inside):
    run = inside("solve", SYSTEMS[name], terminal=True, env={"COLUMNS": columns, "NO_COLOR": "1"})
    assert (run.code, run.err) == (0, "")
    compare(f"{name}-{columns}", run.out)


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_system_looks_as_its_golden_file_in_a_pipe(name, inside):
    compare(f"{name}-piped", inside("solve", SYSTEMS[name]).out)


@pytest.mark.parametrize(("name", "view"), VIEWS)
def test_a_view_looks_as_its_golden_file(name, view, inside):
    run = inside("solve", SYSTEMS[name], "--view", view, terminal=True, env={"COLUMNS": "100", "NO_COLOR": "1"})
    assert run.code == 0
    assert not run.err or "no room" in run.err
    compare(f"{name}-{view}", run.out)


@pytest.mark.parametrize("name", SYSTEMS)
def test_ascii_looks_as_its_golden_file(name, inside):
    run = inside("solve", SYSTEMS[name], "--ascii", terminal=True, env={"COLUMNS": "80", "NO_COLOR": "1"})
    assert run.out.isascii()
    compare(f"{name}-ascii", run.out)
