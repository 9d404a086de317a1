"""The schema as a document: its draft, its descriptions, and what an editor shows of it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from bpcli.core.say import speak
from bpcli.exercise.keys import KEYS
from bpcli.exercise.schema import json_schema

SCHEMA = json_schema()


def test_the_schema_is_a_draft_07_schema_in_every_language() -> None:
    try:
        for language in ((), ("zh",)):
            speak(*language)
            jsonschema.Draft7Validator.check_schema(json_schema())
    finally:
        speak()


def test_the_schema_is_found_by_a_name_that_is_no_address() -> None:
    assert SCHEMA["$id"].startswith("urn:")
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"


def schemas(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
        for name, inner in part.items():
            if name not in ("examples", "enum", "default"):
                yield from schemas(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from schemas(inner)


def test_every_key_is_in_the_schema_and_says_what_it_is_for() -> None:
    said = [part["description"] for part in schemas(SCHEMA) if isinstance(part.get("description"), str)]
    keys = [*KEYS, *(inner for key in KEYS for inner in key.keys)]
    assert [key.name for key in keys if key.about not in said] == []


def test_every_text_that_breaks_a_pattern_is_told_so_in_a_sentence() -> None:
    unsaid = [part["pattern"] for part in schemas(SCHEMA) if "pattern" in part and "patternErrorMessage" not in part]
    assert all(pattern.startswith(r"^\+?") for pattern in unsaid)


@pytest.mark.parametrize(
    "text",
    ["x" * 20_000, " " * 20_000, "1" * 20_000, "integer 1" + " .." * 7_000, "one of [" * 3_000, "a, " * 7_000],
    ids=lambda text: text[:9],
)
def test_no_pattern_takes_long_on_a_long_text(text: str) -> None:
    patterns = {part["pattern"] for part in schemas(SCHEMA) if isinstance(part.get("pattern"), str)}
    begin = time.perf_counter()
    for pattern in patterns:
        re.search(pattern, text + "\n\x00")
    assert time.perf_counter() - begin < 2
