import os
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from bpcli.render.circuit import circuit
from bpcli.render.look import Look

GOLDEN = Path(__file__).parent / "golden"
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("name", ["linear", "squared", "shared", "wide"])
def test_a_circuit_looks_as_its_golden_file(name, ascii_only, system):
    text = circuit(system(name)[0], Look(width=80, ascii=ascii_only))
    path = GOLDEN / f"circuit-{name}{'-ascii' * ascii_only}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def test_a_circuit_in_ascii_is_ascii(system):
    for name in ("linear", "squared", "shared", "wide", "thirds"):
        assert circuit(system(name)[0], Look(width=None, ascii=True)).isascii()


def test_a_graph_of_six_ranks_is_not_drawn(system):
    assert circuit(system("quadratic")[0], Look(width=200)) is None


def test_what_does_not_fit_the_width_is_not_drawn(system):
    trace = system("linear")[0]
    size = max(map(cell_len, circuit(trace, Look(width=None)).splitlines()))
    assert circuit(trace, Look(width=size)) is not None
    assert circuit(trace, Look(width=size - 1)) is None


def test_every_value_and_gradient_is_in_the_drawing(system):
    trace = system("shared")[0]
    words = re.findall(r"−?[0-9]+", circuit(trace, Look(width=None)))
    wanted = [str(int(f(i))) for i in range(len(trace.graph.nodes)) for f in (trace.value, trace.gradient)]
    assert sorted(words) == sorted(wanted)


def test_a_node_that_was_not_reached_has_no_gradient(system):
    drawing = circuit(system("wide")[0], Look(width=None)).splitlines()
    line = next(i for i, text in enumerate(drawing) if "dead" in text)
    assert drawing[line + 1].strip() == "·"


def test_colour_changes_nothing_but_the_colour(system):
    trace = system("linear")[0]
    painted = circuit(trace, Look(width=80, color=True))
    assert "\x1b[31m" in painted
    assert "\x1b[32m" in painted
    assert [line.rstrip() for line in ESCAPE.sub("", painted).splitlines()] == circuit(trace, Look()).splitlines()
