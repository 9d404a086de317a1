"""Programs that assert the tables: of every shipped exercise, and with numbers that were made wrong."""

from __future__ import annotations

import ast
import re

import pytest

from bpcli.exercise import library
from bpcli.render.program.style import Style
from bpcli.tutor.solution import solve
from tests.render.program.conftest import read, script

SHIPPED = [one.name for one in library.shipped()]
AGREED = "All numbers of the tables agree with PyTorch."
MORE = [
    "y = w·x, x=2, y=4",
    "z = x·w, x=2, w=3, dL/dz=5",
    "x=[1, 2], unused=3, L = sum(x), step_1 = 2·unused",
    f"L = {' + '.join(['x'] * 300)}, x=2",
    "1/3 = t, L = t^2/3·x, x=1e-9".replace("1/3 = t", "t = 1/3"),
]


def test_every_number_of_every_shipped_exercise_is_what_pytorch_finds(outputs):
    said = outputs({name: script(name, Style.TABLES) for name in SHIPPED})
    assert {name: out for name, out in said.items() if AGREED not in out} == {}


def test_formulas_are_programs_too(outputs):
    said = outputs({text: script(text) for text in MORE})
    assert {text: out for text, out in said.items() if AGREED not in out} == {}
    assert "dloss/dw = -8.0\n" in said[MORE[0]]
    assert "dL/dw = 10.0\n" in said[MORE[1]]


def test_every_number_of_the_tables_is_asserted():
    for name in ("linear", "quadratic", "softmax-by-steps"):
        trace = solve(read(name))
        calls = [node for node in ast.walk(ast.parse(script(name, Style.TABLES))) if isinstance(node, ast.Call)]
        called = {"agree": [], "agree_back": []}
        for call in calls:
            if isinstance(call.func, ast.Name) and call.func.id in called and isinstance(call.args[0], ast.Constant):
                called[call.func.id].append(call.args)
        steps = [index for index, node in enumerate(trace.graph.nodes) if node.rule]
        stated = [ast.literal_eval(arguments[2]) for arguments in called["agree"]]
        values = [float(trace.value(index)) for index in steps]
        gradients = [float(trace.gradient(index)) for index in range(len(trace.graph.nodes))]
        assert sorted(stated) == sorted([*values, *gradients])
        found = [ast.literal_eval(arguments[4]) for arguments in called["agree_back"]]
        assert [list(map(float, trace.local_values(index))) for index in steps] == found


@pytest.mark.parametrize("part", ["agree(", "agree_back("])
def test_a_wrong_number_ends_the_program_with_its_name(part, outputs):
    text = script("quadratic", Style.TABLES)
    lines = text.splitlines()
    checks = [number for number, line in enumerate(lines) if line.startswith(part)]
    altered = {}
    for number in checks:
        last = re.search(r"(-?[\d.]+)(\]*\))$", lines[number])
        wrong = f"{lines[number][: last.start()]}{float(last[1]) + 0.001}{last[2]}"
        altered[lines[number]] = "\n".join([*lines[:number], wrong, *lines[number + 1 :]])
    assert len(altered) > 5
    for line, said in outputs(altered).items():
        assert said.startswith("AssertionError")
        assert line.split('"')[1] in said


def test_a_number_that_doubles_lose_is_left_out_and_said_to_be(outputs):
    lost = "L = (x + 1) − x, x=1e20"
    cancelled = "u = p·x, v = q·x, L = u² − v·u, p=1/3, q=0.3333333333333333, x=3"
    texts = {text: script(text) for text in (lost, cancelled)}
    assert "# L is not checked: the table is exact there, and double precision is not." in texts[lost]
    assert "# x is not checked" in texts[cancelled]
    assert all(AGREED in said for said in outputs(texts).values())


def test_a_chain_of_a_thousand_steps_is_written():
    ast.parse(script(f"L = {'+'.join(['x·x'] * 490)}, x=1", expand=True))
