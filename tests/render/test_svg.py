"""The SVG picture: what is in it, where it stands, and that nobody's text is markup."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bpcli.render.captions import Showing
from bpcli.render.look import Look
from bpcli.render.svg import picture

GOLDEN = Path(__file__).parent / "golden"
LOOK = Look(width=None)
SVG = "{http://www.w3.org/2000/svg}"


PLAIN = Showing()


def parsed(text):
    return ET.fromstring(text)  # noqa: S314 - it is the program's own


def drawn(trace, showing=PLAIN, title=None, look=LOOK):
    return parsed(picture(trace, look, showing, title))


def texts(root):
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


def roles(root, role):
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text") if text.get("class") == role]


def boxes(root):
    found = [rect for rect in root.iter(f"{SVG}rect") if rect.get("class") == "box"]
    return [tuple(float(rect.get(part)) for part in ("x", "y", "width", "height")) for rect in found]


def edges(root):
    return [path for path in root.iter(f"{SVG}path") if path.get("class") == "edge"]


@pytest.fixture
def tangle(solved):
    """Some 600 nodes: forty steps of many inputs each, taken apart."""
    steps = [f"h{i} = tanh({' + '.join(f'w{j}·a{(i + j) % 9}' for j in range(5))})" for i in range(40)]
    steps.append("L = " + " + ".join(f"h{i}" for i in range(40)))
    givens = {f"w{j}": 1 for j in range(5)} | {f"a{j}": 2 for j in range(9)}
    return solved(steps, givens, expand=True)[0]


def test_the_values_and_gradients_are_those_of_the_lecture(system):
    root = drawn(system("quadratic")[0])
    assert sorted(roles(root, "value")[:-1]) == sorted(["2", "2", "2", "1", "9", "8", "4", "12", "13", "4", "16"])
    written = [text.removeprefix("Σ ") for text in roles(root, "gradient")[:-1]]
    # The eleven nodes, and the two parts of the gradient of x.
    assert sorted(written) == sorted(["32", "80", "16", "8", "−8", "8", "8", "8", "8", "8", "1", "64", "16"])


@pytest.mark.parametrize("name", ["linear", "quadratic", "network", "squared", "shared", "wide"])
def test_there_is_a_wire_for_every_edge_and_no_box_covers_another(name, system):
    trace = system(name)[0]
    root = drawn(trace, Showing(locals=True))
    assert len(edges(root)) == sum(len(node.inputs) for node in trace.graph.nodes)
    assert len(boxes(root)) == len(trace.graph.nodes)
    assert not [pair for pair in combinations(boxes(root), 2) if _overlap(*pair)]


def _overlap(one, other):
    (x, y, width, height), (u, v, breadth, depth) = one, other
    return x < u + breadth and u < x + width and y < v + depth and v < y + height


def test_six_hundred_nodes_are_drawn_within_a_second_and_none_covers_another(tangle):
    begin = time.perf_counter()
    root = drawn(tangle)
    assert time.perf_counter() - begin < 2
    assert len(boxes(root)) == len(tangle.graph.nodes) > 400
    assert not [pair for pair in combinations(boxes(root), 2) if _overlap(*pair)]


def test_both_edges_of_a_square_arrive_at_places_of_their_own(system):
    trace = system("squared")[0]
    ways = [path.get("d") for path in edges(drawn(trace))]
    assert len(set(ways)) == 2


def test_without_gradients_there_is_no_red_text(system):
    trace = system("linear")[0]
    assert roles(drawn(trace, Showing(gradients=False)), "gradient") == []
    assert roles(drawn(trace), "gradient")


def test_local_gradients_stand_on_their_edges(system):
    written = roles(drawn(system("linear")[0], Showing(locals=True)), "local")
    assert {"∂ŷ/∂x = w = 1", "∂ŷ/∂w = x = 2", "∂r/∂ŷ = 1", "∂r/∂y = −1", "∂loss/∂r = 2·r = −4"} < set(written)


def test_a_picture_with_blanks_tells_nothing_that_is_to_be_worked_out(system):
    text = picture(system("linear")[0], LOOK, Showing(blank=True, locals=True))
    root = parsed(text)
    assert roles(root, "value")[:-1] == ["2", "1", "4"]  # what is given
    assert roles(root, "gradient")[:-1] == ["1"]  # where the backward pass begins
    assert "−" not in re.sub(r"ŷ − y", "", text)


def test_a_parameter_is_bold_and_has_a_thick_border_and_a_target_a_dashed_one(system):
    root = drawn(system("linear")[0])
    bold = [text.text for text in root.iter(f"{SVG}text") if text.get("font-weight") == "bold"]
    assert bold == ["w"]
    borders = [(rect.get("stroke-width"), rect.get("stroke-dasharray")) for rect in root.iter(f"{SVG}rect")]
    assert borders.count(("2.6", None)) == borders.count((None, "5 3")) == 1


def test_the_shape_of_an_array_stands_at_its_node_and_a_matrix_in_rows(system):
    root = drawn(system("network")[0])
    assert "W₁ [3×2]" in texts(root)
    assert {"−10", "10", "−22", "22"} < set(roles(root, "gradient"))


def test_a_picture_tells_what_it_shows_to_those_who_cannot_see_it(system):
    root = drawn(system("linear")[0], title="A line")
    assert root.get("role") == "img"
    title, about = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("aria-labelledby") == f"{title.get('id')} {about.get('id')}"
    assert title.text == "A line"
    assert "w is 1, its gradient −8." in about.text


def test_a_title_of_a_stranger_is_text_and_nothing_else(system):
    hostile = '</title><script>alert("1")</script>&lt;\u202e\x1b[31m<image href="http://x.y/z"/>'
    text = picture(system("linear")[0], LOOK, Showing(), hostile)
    root = parsed(text)
    allowed = {"svg", "title", "desc", "style", "rect", "g", "path", "text"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == allowed
    assert not {"\u202e", "\x1b"} & set(text)
    assert "href" not in {name for element in root.iter() for name in element.attrib}


def test_a_long_title_is_broken_into_lines_that_fit(system):
    root = drawn(system("squared")[0], title="很长的中文标题" * 12)
    lines = [text for text in texts(root) if "中文" in text]
    assert len(lines) > 2
    assert "".join(lines) == "很长的中文标题" * 12


def test_ascii_is_ascii(system):
    assert picture(system("network")[0], Look(ascii=True, width=None), Showing(locals=True), "重み").isascii()


def test_the_same_trace_gives_the_same_bytes_in_every_process():
    script = (
        "from bpcli.core.source import Excerpt; from bpcli.exercise.loading import load_text\n"
        "from bpcli.tutor.solution import solve; from bpcli.render.svg import picture\n"
        "from bpcli.render.captions import Showing; from bpcli.render.look import Look\n"
        "trace = solve(load_text(Excerpt.of('y=w·x·w+x, x=2, y=4')), expand=True)\n"
        "print(picture(trace, Look(width=None), Showing(locals=True), 'T'))"
    )
    pictures = {
        subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(pictures) == 1


@pytest.mark.parametrize("name", ["linear", "quadratic"])
def test_a_picture_looks_as_its_golden_file(name, system):
    text = picture(system(name)[0], LOOK, Showing(), name)
    path = GOLDEN / f"{name}.svg"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")
