from __future__ import annotations

import pytest

from bpcli.core.findings import Finding
from bpcli.core.source import Source
from bpcli.exercise.yaml_tree import Broken, Mapping, Node, Scalar, Sequence, read_yaml


def read(text: str) -> tuple[Node | None, list[Finding]]:
    return read_yaml(Source("a.yaml", text))


def value_of(text: str) -> Node:
    root, findings = read(text)
    assert not findings
    assert isinstance(root, Mapping)
    return root.entries[0].value


def scalar_of(text: str) -> Scalar:
    value = value_of(text)
    assert isinstance(value, Scalar)
    return value


@pytest.mark.parametrize("text", ["1:30", "on", "no", "2001-99-99", "1e-3", "0x1F", ".inf", "1_000", "=", "y"])
def test_a_scalar_stays_the_text_its_author_wrote(text: str) -> None:
    assert scalar_of(f"a: {text}").text == text


@pytest.mark.parametrize("text", ["a: 1\n😀: {b: [ŷ, x]}", "a: 1\r\n😀: {b: [ŷ, x]}", "# é\n\na: 1\n😀: {b: [ŷ, x]}"])
def test_a_place_is_where_an_editor_shows_it(text: str) -> None:
    root, _ = read(text)
    assert isinstance(root, Mapping)
    inner = root.entries[1].value
    assert isinstance(inner, Mapping)
    listed = inner.entries[0].value
    assert isinstance(listed, Sequence)
    item = listed.items[1]
    position = item.place.first
    assert position.column == 12
    assert text.splitlines()[position.line - 1][position.column - 1] == "x"


def test_a_place_in_quotes_begins_behind_the_quote() -> None:
    assert scalar_of('a: "w·x"').excerpt.at(2, 3).first.column == 7


def test_a_place_behind_an_escape_is_that_of_the_whole_text() -> None:
    excerpt = scalar_of(r'a: "\u0077·x"').excerpt
    assert (excerpt.text, excerpt.at(2, 3).first.column) == ("w·x", 4)


def test_each_line_of_a_block_has_its_own_place() -> None:
    lines = scalar_of("a: |\n  y = w·x\n  z = y + b\n").lines
    assert [(line.text, line.place.first.line, line.place.first.column) for line in lines] == [
        ("y = w·x", 2, 3),
        ("z = y + b", 3, 3),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &b 1", "anchor"),
        ("a: [*b]", "alias"),
        ("a: !!int 1", "tag"),
        ("a: ! 1", "tag"),
        ("a: !x {b: 1}", "tag"),
        ("<<: {a: 1}", "merge key"),
        ("%YAML 1.2\n---\na: 1", "directive"),
        ("a: 1\n---\nb: 1", "second YAML document"),
        ("a: {{ b }}", "placeholder"),
        ("1: a", "cannot be a key"),
        ("? [a]\n: b", "cannot be a key"),
        ("true: a", "cannot be a key"),
        ("~: a", "cannot be a key"),
        ("a: 1\na: 2", "on line 1 and on line 2"),
        ("{ŷ: 1, y\u0302: 2}", "one and the same name"),
        ("a: 'it's'", "behind the value"),
        ("a: @b", "begins with @"),
        ("a: `b`", "begins with `"),
        ("a:\n\t- b", "tab"),
        ("a: |b|", "`|`"),
        ("a: b: c", "colon"),
        ("a: 1\n  b: 2", "value already"),
        ("a: [1", "a comma or a closing ] is missing"),
        ("a: *", "not YAML"),
        ('a: "b\nc: 1', "line 1 is never closed"),
        ('a: 1\nb: "c\nd: "e"\n', "line 2 is never closed"),
    ],
)
def test_what_exercise_files_do_not_use_is_refused_by_name(text: str, said: str) -> None:
    _, findings = read(text)
    assert said in findings[0].message
    assert findings[0].help


def test_what_is_refused_leaves_a_gap_about_which_nothing_more_is_said() -> None:
    root, findings = read("a: *b\nc: !!set {d}")
    assert isinstance(root, Mapping)
    assert [type(entry.value) for entry in root.entries] == [Broken, Broken]
    assert len(findings) == 2


def test_every_fault_of_the_yaml_is_found_in_one_go() -> None:
    _, findings = read("a: &b 1\na: 2\nc: *b\n3: 4\n")
    assert sorted(found.place.first.line for found in findings if found.place) == [1, 2, 3, 4]


def test_sixteen_levels_are_read_and_seventeen_refused() -> None:
    assert read("[" * 16 + "]" * 16)[1] == []
    root, findings = read("[" * 17 + "]" * 17)
    assert root is None
    assert findings[0].code == "BP007"


def test_quoted_keys_that_look_like_numbers_are_text() -> None:
    assert scalar_of('"1": a').text == "a"


def test_a_file_of_comments_only_is_empty() -> None:
    assert [found.code for found in read("# nothing\n")[1]] == ["BP002"]


@pytest.mark.parametrize(("text", "truth"), [("true", True), ("False", False), ("yes", None), ('"true"', None)])
def test_only_true_and_false_are_truth_values(text: str, truth: bool | None) -> None:
    assert scalar_of(f"a: {text}").truth is truth


@pytest.mark.parametrize(("text", "column", "sign"), [("a: {b: 9 c: 6}", 11, "}"), ("a: [1, 2}", 9, "]")])
def test_a_missing_comma_is_said_as_such_and_where(text: str, column: int, sign: str) -> None:
    _, findings = read(text)
    assert findings[0].message == f"a comma or a closing {sign} is missing before this"
    assert findings[0].place is not None
    assert findings[0].place.first.column == column
