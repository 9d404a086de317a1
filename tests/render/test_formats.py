"""Every shipped exercise through every format, and what each format must be."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import warnings
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import nbformat
import pydot
import pytest

from bpcli.core.source import Excerpt, Source
from bpcli.exercise import library, loading
from bpcli.render import formats
from bpcli.render.captions import Showing
from bpcli.render.latex import prose as tex
from bpcli.render.look import Look
from bpcli.render.markdown import prose
from bpcli.render.solved import Solved
from bpcli.tutor.solution import solve
from bpcli.tutor.walkthrough import walkthrough

LOOK = Look(width=None)
SHIPPED = [one.name for one in library.shipped()]
DETAILS = (Showing(), Showing(locals=True, blank=True), Showing(gradients=False))
GOLDEN = Path(__file__).parent / "golden"
TEX_ENGINES = ("pdflatex", "lualatex", "xelatex", "tectonic")


@cache
def solved(name):
    path = library.find(name)
    exercise = loading.load_file(path) if path else loading.load_text(Excerpt.of(name))
    trace = solve(exercise)
    return Solved(exercise, trace, walkthrough(exercise, trace))


PLAIN = Showing()


def picture(form, name, showing=PLAIN, title=None):
    one = solved(name)
    return formats.named(form, formats.PICTURES).load().picture(one.trace, LOOK, showing, title)


def document(form, *names, worksheet=False):
    return formats.named(form, formats.DOCUMENTS).load().document([*map(solved, names)], LOOK, worksheet=worksheet)


def edges_of(name):
    return sorted((s, c) for c, node in enumerate(solved(name).trace.graph.nodes) for s in node.inputs)


def test_every_format_has_a_name_and_suffixes_of_its_own():
    for rows in (formats.PICTURES, (*formats.DOCUMENTS, *formats.PROGRAMS)):
        assert len({row.name for row in rows}) == len(rows)
        suffixes = [suffix for row in rows for suffix in row.suffixes]
        assert len(set(suffixes)) == len(suffixes)
        for row in rows:
            assert formats.of_file(Path(f"a{row.suffixes[0].upper()}"), rows) is row


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("form", [name for name in formats.names(formats.PICTURES) if name != "png"])
def test_every_shipped_exercise_is_drawn_in_every_format(form, name):
    for showing in DETAILS:
        text = picture(form, name, showing, "Title")
        assert isinstance(text, str)
        assert text.endswith("\n")


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("form", formats.names(formats.DOCUMENTS))
def test_every_shipped_exercise_is_written_in_every_format(form, name):
    for worksheet in (False, True):
        assert document(form, name, worksheet=worksheet)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_svg_is_well_formed_and_has_every_edge(name):
    root = ET.fromstring(picture("svg", name))  # noqa: S314 - it is the program's own
    wires = [element for element in root.iter() if element.get("class") == "edge"]
    assert len(wires) == len(edges_of(name))


# DOT and Mermaid


@pytest.mark.parametrize("name", [*SHIPPED, "y = x·x, x=3, dL/dy=1"])
def test_dot_is_parsed_with_every_node_and_edge(name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the parser's own library warns of itself
        [graph] = pydot.graph_from_dot_data(picture("dot", name, Showing(locals=True), 'A "title" \\ <b>'))
    found = sorted((int(edge.get_source()[1:]), int(edge.get_destination()[1:])) for edge in graph.get_edges())
    assert found == edges_of(name)
    nodes = {node.get_name() for node in graph.get_nodes()} - {"node", "edge", '"\\n"'}
    assert len(nodes) == len(solved(name).trace.graph.nodes)


_MERMAID = re.compile(
    r'---|title: ".*"|flowchart LR'
    r'|  n\d+(?:\["[^"]*"\]|\(\["[^"]*"\]\))(?::::(?:parameter|target))?'
    r'|  n\d+ -->(?:\|"[^"]*"\|)? n\d+'
    r"|  classDef \w+ [\w:,.\- ]+"
)


@pytest.mark.parametrize("name", [*SHIPPED, "y = x·x, x=3, dL/dy=1"])
def test_every_line_of_mermaid_is_one_of_its_statements(name):
    text = picture("mermaid", name, Showing(locals=True), 'A "title": \\ <b>')
    assert [line for line in text.splitlines() if not _MERMAID.fullmatch(line)] == []
    found = re.findall(r"^  n(\d+) -->.* n(\d+)$", text, re.MULTILINE)
    assert sorted((int(a), int(b)) for a, b in found) == edges_of(name)


def test_a_title_with_quotes_stays_one_text_in_mermaid():
    hostile = 'a"\n---\nflowchart TD\n  click n0 "javascript:alert(1)"'
    lines = picture("mermaid", "linear", title=hostile).splitlines()
    assert json.loads(lines[1].removeprefix("title: "))
    assert lines[2:4] == ["---", "flowchart LR"]


# PNG


def test_png_is_a_png_twice_as_large_as_the_svg():
    png, svg = picture("png", "linear"), picture("svg", "linear")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    assert abs(width - 2 * float(size[1])) <= 1
    assert abs(height - 2 * float(size[2])) <= 1


# Markdown


def test_markdown_writes_the_steps_of_the_notes():
    text = document("markdown", "linear")
    assert r"& \text{①} \quad & \hat{y} &= x \cdot w = 2 \cdot 1 = 2" in text
    chain = r"\frac{\partial \mathrm{loss}}{\partial \hat{y}} \cdot \frac{\partial \hat{y}}{\partial w}"
    assert rf"= {chain} = \frac{{\partial \mathrm{{loss}}}}{{\partial \hat{{y}}}} \cdot x = -4 \cdot 2 = -8" in text


def test_a_gradient_over_two_paths_is_one_sum():
    assert r"= 8 \cdot 8 + 8 \cdot 2 \\[4pt]" in document("markdown", "quadratic")
    assert "&&&= 64 + 16 = 80" in document("markdown", "quadratic")


def test_a_term_that_begins_with_a_minus_stands_in_brackets():
    assert r"= 0.110647 \cdot 1 + (-5.48169 \cdot 0.110647)" in document("markdown", "softmax-by-steps")


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("worksheet", [False, True])
def test_the_mathematics_in_markdown_has_balanced_braces_and_environments(name, worksheet):
    for block in re.findall(r"```math\n(.*?)\n```", document("markdown", name, worksheet=worksheet), re.DOTALL):
        plain = re.sub(r"\\[{}]", "", block)
        assert plain.count("{") == plain.count("}")
        assert re.findall(r"\\begin\{(\w+)\}", block).count("bmatrix") == block.count(r"\end{bmatrix}")
        assert "\\operatorname" not in block
        assert "`" not in block


def test_the_words_of_strangers_are_no_markdown():
    assert prose("# a *b* [c](d) <e> `f` | $g$ &amp; _h_") == (r"\# a \*b\* \[c\](d) \<e\> \`f\` \| \$g\$ \&amp; \_h\_")
    assert prose("1. a") == r"1\. a"
    assert prose("- a") == r"\- a"


def test_a_worksheet_gives_no_value_away():
    text = document("markdown", "linear", worksheet=True)
    assert "-8" not in text
    assert "| $`\\hat{y}`$ |  |  |" in text
    assert r"\hat{y} &= x \cdot w = \underline" in text


def test_several_exercises_stand_in_one_document():
    text = document("markdown", "linear", "quadratic")
    assert re.findall(r"^# (.*)$", text, re.MULTILINE) == ["Linear model, one sample", "Quadratic model"]


@pytest.mark.parametrize("worksheet", [False, True], ids=["solved", "worksheet"])
@pytest.mark.parametrize("row", formats.DOCUMENTS[:2], ids=lambda row: row.name)
def test_a_document_looks_as_its_golden_file(row, worksheet):
    text = document(row.name, "linear", "quadratic", worksheet=worksheet)
    path = GOLDEN / f"{'worksheet' if worksheet else 'solved'}{row.suffixes[0]}"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


# LaTeX


def test_latex_compiles(tmp_path):
    engine = next((name for name in TEX_ENGINES if shutil.which(name)), None)
    if engine is None:
        pytest.skip("there is no TeX here")
    for number, worksheet in enumerate((False, True)):
        names = ("linear", "quadratic", "two-layer", "softmax-by-steps", "a_1 = x²·σ(x_b)/3 + |x|, x=2, x_b=1/3")
        (tmp_path / f"{number}.tex").write_text(document("latex", *names, worksheet=worksheet), "utf-8")
        options = [] if engine == "tectonic" else ["-interaction=nonstopmode", "-halt-on-error"]
        done = subprocess.run(
            [engine, *options, f"{number}.tex"], cwd=tmp_path, capture_output=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout.decode(errors="replace")[-800:]
        assert (tmp_path / f"{number}.pdf").read_bytes()[:5] == b"%PDF-"


def test_the_words_of_strangers_are_no_tex():
    assert tex(r"\input{x} 50% #1 $a$ ^_~") == (
        r"\textbackslash{}input\{x\} 50\% \#1 \$a\$ \textasciicircum{}\_\textasciitilde{}"
    )
    assert tex("ŷ − w₁·Xᵀ") == r"$\hat{y}$ $-$ $w_{1}$$\cdot $${X}^{\top }$"


# Notebooks


@pytest.mark.parametrize("worksheet", [False, True])
def test_a_notebook_follows_its_published_schema(worksheet):
    notebook = nbformat.reads(document("notebook", *SHIPPED[:12], worksheet=worksheet), as_version=4)
    nbformat.validate(notebook)


def test_the_code_of_a_notebook_holds_the_exercise_as_text_and_runs_nothing_of_it():
    hostile = 'formula: L = x², x=2 # \'\'\' """ \\\\ {0} $HOME\n# "); import os #\n'
    exercise = loading.load_source(Source("hostile.yaml", hostile))
    trace = solve(exercise)
    one = Solved(exercise, trace, walkthrough(exercise, trace), ('x=3"',))
    cell = json.loads(formats.named("notebook", formats.DOCUMENTS).load().document([one], LOOK))["cells"][-1]
    tree = ast.parse("".join(cell["source"]))
    assert [node.name for node in ast.walk(tree) if isinstance(node, ast.alias)] == ["subprocess"]
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert {hostile, 'x=3"'} <= texts
