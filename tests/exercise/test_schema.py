"""The schema against what it is made for: whatever the loader says of a file's shape, it says too.

The data of a file is what YAML 1.2 makes of it, read by PyYAML with the core schema's rules, as an editor reads it.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bpcli.core.findings import Faults, Finding, Severity
from bpcli.core.limits import ARRAY_NUMBERS, GIVEN_NAMES, STEPS, TITLE_CHARACTERS
from bpcli.core.source import Source
from bpcli.core.texts.en.exercise import TEXTS
from bpcli.exercise.keys import KEYS, Key, Takes, key_of
from bpcli.exercise.library import shipped
from bpcli.exercise.loading import load_source
from bpcli.exercise.reading import decode
from bpcli.exercise.schema import json_schema
from bpcli.exercise.schema_examples import EXAMPLES

SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
HOSTILE = Path(__file__).parents[1] / "hostile"
GOOD = {"model": "ŷ = w·x", "loss": ["r = ŷ − y", "loss = r²"], "given": {"x": 5, "w": 3, "y": 4}}

SHAPE = re.compile(r"BP0\d\d|BP10\d")
# What the loader says of a file's shape and no schema can say.
BEYOND = {
    "ragged": "rows must be equally long",
    "samples-differ": "samples must be equally many",
    "too-many-numbers": "the numbers of all rows together are limited",
    "too-many-values": "the values of the whole file are limited",
    "not-finite": "a text of an answer is a formula, which may be `nan`; and NaN is no number in JSON",
    "number-too-long": "a text of an answer is a formula, which may be long",
    "empty-range": "one bound must be below the other",
    "range-not-whole": "bounds are read out of a text",
    "long-range": "bounds are read out of a text",
    "wrong-condition": "in a text with commas, each part must have one sign",
    "split-by-comma": "the text as it was typed is no part of the data",
    "negative": "`1/-2` is negative",
    "duplicate-name": "w1 and w₁ are one name",
}


class Core(yaml.CSafeLoader):
    """YAML 1.2's core schema: `on`, `1:30` and dates are texts."""


_FLOAT = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
_RULES = (("null", "~|null|Null|NULL|"), ("bool", "true|True|TRUE|false|False|FALSE"), ("int", "[-+]?[0-9]+"))
Core.yaml_implicit_resolvers = {}
for tag, pattern in (*_RULES, ("float", _FLOAT)):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), None)


def _number(_: Core, node: yaml.ScalarNode) -> float:
    return float(node.value.lower().replace(".inf", "inf").replace(".nan", "nan"))


Core.add_constructor("tag:yaml.org,2002:float", _number)
Core.add_constructor(
    "tag:yaml.org,2002:int", lambda _, node: int(node.value) if len(node.value) < 400 else float("inf")
)


def data_of(text: str) -> Any:
    return with_text_keys(yaml.load(text, Loader=Core))  # noqa: S506 - Core is a safe loader


def with_text_keys(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(key): with_text_keys(value) for key, value in data.items()}
    return [with_text_keys(item) for item in data] if isinstance(data, list) else data


def text_of(data: Any) -> str:
    """Data as YAML; what a file may not hold as it is stands as an escape."""
    hidden = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
    return hidden.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(data, ensure_ascii=False))


def errors_of(text: str) -> list[Finding]:
    """What the loader refuses a file for."""
    try:
        load_source(Source("exercise.yaml", text))
    except Faults as faults:
        return [found for found in faults.findings if found.severity is Severity.ERROR]
    return []


def is_beyond(found: Finding) -> bool:
    sentences = (re.sub(r"\\\{\w+\\\}", ".*", re.escape(TEXTS[what])) for what in BEYOND)
    return any(re.fullmatch(sentence, found.message) for sentence in sentences)


def shape_faults(found: list[Finding]) -> list[str]:
    return [f"{one.code} {one.message}" for one in found if SHAPE.fullmatch(one.code) and not is_beyond(one)]


def invalid(data: Any) -> list[str]:
    return [f"{list(error.absolute_path)}: {error.message[:100]}" for error in VALIDATOR.iter_errors(data)]


def with_key(name: str, shown: Any) -> dict[str, Any]:
    """A good exercise in which a good thing stands under a key."""
    contexts = {
        "formula": {},
        "given": {"model": "y = sum(W·x)·b" if "W" in str(shown) else GOOD["model"]},
        "upstream": {"model": "z = x·w"},
        "functions": {**GOOD, "model": "ŷ = swish(w·x)"},
        "parameters": {**GOOD, "model": "ŷ = w·x + b"},
        "model": {},
    }
    return {**contexts.get(name, GOOD), name: shown}


def all_keys() -> list[Key]:
    return [*KEYS, *(inner for key in KEYS for inner in key.keys)]


# Files that are good


@pytest.mark.parametrize("path", [one.path for one in shipped()], ids=lambda path: path.stem)
def test_a_shipped_exercise_is_valid(path: Path) -> None:
    assert invalid(data_of(path.read_text("utf-8"))) == []


def test_every_key_that_takes_more_than_one_of_a_few_words_has_an_example() -> None:
    without = [key for key in all_keys() if (key.under, key.name) not in EXAMPLES]
    assert {key.takes for key in without} == {Takes.CHOICE, Takes.TRUTH}
    assert set(EXAMPLES) <= {(key.under, key.name) for key in all_keys()}


@pytest.mark.parametrize(
    ("name", "shown"),
    [(name, shown) for (under, name), all_shown in EXAMPLES.items() for shown in all_shown if not under],
    ids=str,
)
def test_an_example_of_a_key_is_good_in_an_exercise(name: str, shown: Any) -> None:
    exercise = with_key(name, shown)
    assert invalid(exercise) == []
    assert errors_of(text_of(exercise)) == []


# Files that are bad in one way


LONG = "x" * (TITLE_CHARACTERS + 1)


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("BP101", {**GOOD, "titel": "x"}),
        ("BP101", {**GOOD, "tests": [{"ask": "loss", "answer": 1, "verdict": "wrong", "credit": 0}]}),
        ("BP102", {"loss": "y²", "given": {"y": 1}}),
        ("BP102", {}),
        ("BP102", {**GOOD, "train": {"lr": 1}}),
        ("BP102", {**GOOD, "tests": [{"ask": "loss", "answer": 1}]}),
        ("BP102", {**GOOD, "variants": {"where": "x ≠ 0"}}),
        ("BP103", []),
        ("BP103", "y = x"),
        ("BP103", {**GOOD, "title": None}),
        ("BP103", {**GOOD, "title": {"EN": "x"}}),
        ("BP103", {**GOOD, "about": ["x"]}),
        ("BP103", {**GOOD, "level": 6}),
        ("BP103", {**GOOD, "level": "two"}),
        ("BP103", {**GOOD, "level": "3"}),
        ("BP103", {**GOOD, "tags": {"a": 1}}),
        ("BP103", {**GOOD, "model": ["ŷ = w·x", ["z = x"]]}),
        ("BP103", {"formula": ["y = x"]}),
        ("BP103", {**GOOD, "given": [1]}),
        ("BP103", {**GOOD, "functions": {"f(a)": None}}),
        ("BP103", {**GOOD, "expand": "true"}),
        ("BP103", {**GOOD, "expect": {"loss": None}}),
        ("BP103", {**GOOD, "ask": [["loss"]]}),
        ("BP103", {**GOOD, "hints": "think"}),
        ("BP103", {**GOOD, "tests": {"ask": "loss"}}),
        ("BP103", {**GOOD, "tests": [{"ask": "loss", "answer": 1, "verdict": "right"}]}),
        ("BP103", {**GOOD, "tests": [{"ask": "loss", "answer": {"a": 1}, "verdict": "invalid"}]}),
        ("BP103", {**GOOD, "variants": {"names": {"x": 5}}}),
        ("BP103", {**GOOD, "variants": {"names": {"x": "integer 1-9"}}}),
        ("BP103", {**GOOD, "variants": {"names": {"x": "one of []"}}}),
        ("BP103", {**GOOD, "variants": {"names": {"x": []}}}),
        ("BP103", {**GOOD, "variants": {"names": {"x": "integer 1..9"}, "where": "x"}}),
        ("BP103", {**GOOD, "train": {"data": {"x": 1}, "lr": 1, "epochs": 1}}),
        ("BP103", {**GOOD, "train": {"data": {"x": [1]}, "lr": 1, "epochs": 1.5}}),
        ("BP104", {**GOOD, "train": {"data": {"x": [1]}, "lr": -1, "epochs": 1}}),
        ("BP104", {**GOOD, "ask": [{"loss": "numbr"}]}),
        ("BP105", {**GOOD, "ask": ""}),
        ("BP105", {**GOOD, "ask": ["loss", " "]}),
        ("BP105", {**GOOD, "ask": [{"": "formula"}]}),
        ("BP105", {**GOOD, "expect": {"": 1}}),
        ("BP105", {**GOOD, "hints": {" ": "x"}}),
        ("BP105", {**GOOD, "tests": [{"ask": "", "answer": 1, "verdict": "wrong"}]}),
        ("BP105", {**GOOD, "title": ""}),
        ("BP105", {**GOOD, "title": LONG}),
        ("BP105", {**GOOD, "title": "a\nb"}),
        ("BP105", {**GOOD, "title": "a\u202eb"}),
        ("BP105", {**GOOD, "title": {"en": "a\u009bb"}}),
        ("BP105", {**GOOD, "about": "word " * 401}),
        ("BP105", {**GOOD, "tags": [LONG]}),
        ("BP105", {**GOOD, "hints": {"loss": ["a\nb"]}}),
        ("BP105", {"model": []}),
        ("BP105", {**GOOD, "loss": []}),
        ("BP105", {**GOOD, "train": {"data": {}, "lr": 1, "epochs": 1}}),
        ("BP106", {**GOOD, "given": {"x": True}}),
        ("BP106", {**GOOD, "given": {"x": "1:30"}}),
        ("BP106", {**GOOD, "given": {"x": "inf"}}),
        ("BP106", {**GOOD, "given": {"x": "1" * 401}}),
        ("BP106", {**GOOD, "given": {"x": [1, {}]}}),
        ("BP107", {**GOOD, "given": {"x": []}}),
        ("BP107", {**GOOD, "given": {"x": [1, [2]]}}),
        ("BP107", {**GOOD, "given": {"x": [[[1]]]}}),
        ("BP107", {**GOOD, "expect": {"loss": [[1], 2]}}),
        ("BP108", {**GOOD, "given": {"x": [1] * (ARRAY_NUMBERS + 1)}}),
        ("BP108", {**GOOD, "given": {f"x{n}": 1 for n in range(GIVEN_NAMES + 1)}}),
        ("BP108", {"model": [f"a{n} = x" for n in range(STEPS + 1)]}),
        ("BP109", {**GOOD, "formula": "y = x"}),
        ("BP109", {"model": "y = x", "formula": "y = x"}),
        ("BP109", {"loss": "y²", "formula": "y = x"}),
        ("BP109", {**GOOD, "upstream": {"loss": 1}}),
        ("BP109", {"model": ["z = x", "y = z"], "upstream": {"z": 1, "y": 1}}),
    ],
    ids=lambda value: text_of(value)[:70] if not isinstance(value, str) else value[:20],
)
def test_a_fault_of_shape_is_one_to_the_schema_and_to_the_loader(code: str, data: Any) -> None:
    assert code in {found.code for found in errors_of(text_of(data))}
    assert invalid(data) != []


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("BP201", {"model": ""}),
        ("BP209", {**GOOD, "given": {"x": "abc"}}),
        ("BP203", {**GOOD, "given": {"x": float("inf")}}),
    ],
    ids=lambda value: str(value)[:70],
)
def test_of_formulas_and_numbers_the_schema_knows_only_what_is_nothing_at_all(code: str, data: Any) -> None:
    assert code in {found.code for found in errors_of(text_of(data).replace("Infinity", "1e400"))}
    assert invalid(data) != []


def rows() -> list[str]:
    with (HOSTILE / "index.tsv").open(encoding="utf-8") as file:
        return [row["file"] for row in csv.DictReader(file, delimiter="\t") if row["file"].startswith("yaml/")]


@pytest.mark.parametrize("name", rows())
def test_schema_and_loader_agree_on_what_strangers_send(name: str) -> None:
    try:
        text = decode((HOSTILE / name).read_bytes(), name).text
    except Faults:
        return  # no text: an editor shows nothing either
    errors = errors_of(text)
    if any(found.code.startswith("BP00") for found in errors):
        return  # YAML of a kind that exercise files do not use: what it means is not asked
    assert agree(data_of(text), errors)


def agree(data: Any, errors: list[Finding]) -> bool:
    wrong = invalid(data)
    assert not (wrong and not errors), f"only the schema refuses {data}: {wrong}"
    assert not (shape_faults(errors) and not wrong), f"only the loader refuses {data}: {shape_faults(errors)}"
    return True


# Odd things in every place

ODD = (
    *(None, True, -7, 2.5, 0, 2_000_000, 1e308, "", "a\nb", "-1", "1:30", LONG, "x" * 2_001, "integer 1" + " " * 2_000),
    *(
        [],
        [[]],
        [[1], 2],
        [1, [2]],
        [None],
        [LONG],
        ["a\nb"],
        [True],
        [[[1]]],
        {},
        {"q": None},
        {"EN": "x"},
        {"en": [1]},
    ),
    *({"en": LONG}, {"en": "a\nb"}, [{"q": 1}], [{"EN": 1}], {"x": True}, {"x": []}, {"x": "1:30"}),
)


@pytest.mark.parametrize("key", [key.name for key in KEYS])
def test_schema_and_loader_agree_where_something_odd_stands(key: str) -> None:
    shown = EXAMPLES.get(("", key), (True,))[-1]
    if key == "train":
        words = {inner.name: inner.choices[0] for inner in key_of(key).keys if inner.choices}
        shown = {**shown, **words, "momentum": 0.5, "zero_grad": True}
    whole = with_key(key, shown)
    assert errors_of(text_of(whole)) == []
    for path in paths(whole):
        if path[0] == key:
            for odd in ODD:
                data = replaced(whole, path, odd)
                assert agree(data, errors_of(text_of(data)))


def replaced(data: Any, path: tuple[str | int, ...], odd: Any) -> Any:
    """The tree with another thing in one place."""
    copy = json.loads(json.dumps(data))
    place = copy
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = odd
    return copy


# Files that are good or bad, by chance


SCALARS = st.sampled_from(
    [
        *(None, True, False, 0, 1, 3, -1, 6, 2.5, 1e300, "", " ", "0", "3", "-2", "−1/3", "½", "1e-3", "abc", "nan"),
        *("1:30", "a\nb", "\u202e", LONG, "word " * 401, "loss", "dloss/dw", "dq/dw", "w", "x", "q", "ŷ", "x < 1 < 2"),
        *("x ≠ 0", "number", "formula", "sample", "batch", "correct", "integer 1..9", "integer 9..1", "one of []"),
        *("number 0..1 step 0.1", "one of [1, 2]", "one of [,]", "[1, 2]", "[[1], [2, 3]]", "ŷ = w·x", "a·a", "true"),
    ]
)
NAMES = st.sampled_from(
    [
        *(key.name for key in all_keys()),
        "x",
        "w",
        "y",
        "q",
        "loss",
        "dloss/dw",
        "dŷ/dw",
        "en",
        "EN",
        "zh-CN",
        "f(a)",
        "",
    ]
)
NODES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=5
)


def paths(data: Any) -> Iterator[tuple[str | int, ...]]:
    """Where something stands in a tree, the root left out."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, inner in pairs:
        yield (name,)
        yield from ((name, *rest) for rest in paths(inner))


@st.composite
def exercises(draw: st.DrawFn) -> Any:
    """An exercise with one to three of its parts replaced, left out, or joined by others."""
    kept = draw(st.lists(st.sampled_from([name for under, name in EXAMPLES if not under]), max_size=3))
    data = json.loads(json.dumps({**GOOD, **{name: draw(st.sampled_from(EXAMPLES["", name])) for name in kept}}))
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from(sorted(paths(data), key=str) or [()]))
        if not path:
            return draw(NODES)
        *above, last = path
        place = data
        for name in above:
            place = place[name]
        what = draw(st.sampled_from(["replace", "replace", "delete", "add"]))
        if what == "delete":
            del place[last]
        elif what == "replace" or isinstance(place, list):
            place[last] = draw(NODES)
        else:
            place[draw(NAMES)] = draw(NODES)
    return data


@settings(max_examples=300, deadline=None, derandomize=True)
@example({**GOOD, "train": {"data": None, "lr": 1, "epochs": 1}})
@example({**GOOD, "expect": {"loss": True}})
@example({**GOOD, "level": "6"})
@given(exercises())
def test_schema_and_loader_agree_on_any_exercise(data: Any) -> None:
    assert agree(data, errors_of(text_of(data)))
