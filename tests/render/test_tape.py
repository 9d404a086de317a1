import os
import re
import time
from pathlib import Path

import pytest
from rich.cells import cell_len

from bpcli.render import rails
from bpcli.render.look import Look
from bpcli.render.tape import tape

GOLDEN = Path(__file__).parent / "golden"
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("name", ["linear", "quadratic", "network", "squared", "shared", "wide"])
def test_a_tape_looks_as_its_golden_file(name, ascii_only, system):
    text = tape(system(name)[0], Look(width=80, ascii=ascii_only))
    path = GOLDEN / f"tape-{name}{'-ascii' * ascii_only}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")
    assert max(map(cell_len, text.splitlines())) <= 80
    assert text.isascii() == ascii_only


def test_a_terminal_of_less_than_80_columns_gets_no_tape(system):
    assert tape(system("linear")[0], Look(width=79)) is None


def test_a_tape_that_is_too_wide_is_not_cut_off(solved):
    name = "n" * 32
    assert tape(solved([f"z = {name}·{name}·{name}"], {name: 2})[0], Look(width=80)) is None


def test_numbers_go_under_their_formula_before_a_tape_is_given_up(solved):
    trace = solved([f"h{i} = x·w + {i} + b + x" for i in range(2)], {"x": 2, "w": 3, "b": 4})[0]
    lines = tape(trace, Look(width=80)).splitlines()
    assert max(map(cell_len, lines)) <= 80
    row = next(number for number, line in enumerate(lines) if "x·w + 1 + b + x" in line)
    assert "= 2·3 + 1 + 4 + 2" in lines[row + 1]
    assert "x·w + 1 + b + x = 2·3 + 1 + 4 + 2" in tape(trace, Look(width=None))


def test_each_leaf_stands_just_before_its_first_consumer(system):
    graph = system("quadratic")[0].graph
    names = [graph.nodes[index].name for index in rails.order(graph)]
    assert names == ["w₁", "x", "z₁", "w₂", "z₂", "z", "b", "ŷ", "y", "r", "loss"]


def test_every_node_stands_once_and_behind_its_inputs(system):
    for name in ("linear", "quadratic", "network", "shared", "wide", "thirds"):
        graph = system(name)[0].graph
        order = rails.order(graph)
        assert sorted(order) == list(range(len(graph.nodes)))
        for index, node in enumerate(graph.nodes):
            assert all(order.index(source) < order.index(index) for source in node.inputs)


def test_both_edges_of_x_times_x_have_a_rail(system):
    graph = system("squared")[0].graph
    first, second = rails.lay(graph, rails.order(graph))
    assert len(first.parted) == len(second.merged) == 2


def test_colour_changes_nothing_but_the_colour(system):
    trace = system("quadratic")[0]
    painted = ESCAPE.sub("", tape(trace, Look(color=True)))
    assert [line.rstrip() for line in painted.splitlines()] == tape(trace, Look()).splitlines()


def test_a_long_chain_takes_a_time_that_grows_with_its_length(solved):
    def chain(length):
        steps = [f"h{i} = h{i - 1} + w" if i else "h0 = x·w" for i in range(length)]
        return solved(steps, {"x": 1, "w": 1})[0]

    # One parameter that every step reads takes a rail for each of them: that cannot be followed.
    assert tape(chain(100), Look(width=None)) is None
    straight = solved([f"h{i} = 2·h{i - 1}/2" if i else "h0 = x" for i in range(2_000)], {"x": 1})[0]
    start = time.perf_counter()
    text = tape(straight, Look(width=100))
    assert time.perf_counter() - start < 3
    assert text.count("\n") == 2_003
