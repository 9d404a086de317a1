"""Every bad exercise file gives exactly the code it is named after, at the place that `index.tsv` says."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpcli.checks.checking import check_path
from bpcli.checks.rules import Family, rules
from bpcli.checks.settings import DEFAULT

BAD = Path(__file__).parent / "bad"
PLACES = dict(line.split("\t") for line in (BAD / "index.tsv").read_text("utf-8").splitlines()[1:])
STRICT = {one.code for one in rules() if one.strict}


def code_of(name: str) -> str:
    return name.partition("-")[0]


@pytest.mark.parametrize(("name", "place"), PLACES.items(), ids=PLACES)
def test_a_bad_file_gives_its_code_at_its_place(name: str, place: str) -> None:
    code = code_of(name)
    settings = DEFAULT.with_options(select=[code]) if code in STRICT else DEFAULT
    found = check_path(BAD / name, settings).findings
    first = [one.place.first for one in found if one.place]
    assert [(one.code, f"{at.line}:{at.column}") for one, at in zip(found, first, strict=True)] == [(code, place)]


def test_every_code_of_exercise_files_has_a_bad_file() -> None:
    settings = {"BP112"}
    expected = {one.code for one in rules() if one.family is not Family.PROGRAM} - settings
    assert expected == {code_of(name) for name in PLACES}


def test_every_bad_file_is_in_the_index() -> None:
    assert {path.name for path in BAD.glob("*.yaml")} == set(PLACES)
