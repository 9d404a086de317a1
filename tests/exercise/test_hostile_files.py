from __future__ import annotations

import csv
import sys
import time
from pathlib import Path

import pytest

from bpcli.core.findings import Faults, Severity
from bpcli.core.visible import is_hidden, visible
from bpcli.exercise.loading import load_file

CORPUS = Path(__file__).parents[1] / "hostile"
# What is wrong with these is the mathematics, which reading does not do.
WORKED_OUT = {"struct-div0", "struct-domain", "struct-overflow", "struct-complex", "struct-wrong-expect"}
# Long, but within the limits.
WITHIN = {"yaml-many-steps"}


def rows() -> list[tuple[str, str]]:
    with (CORPUS / "index.tsv").open(encoding="utf-8") as file:
        found = csv.DictReader(file, delimiter="\t")
        return [(Path(row["file"]).stem, row["outcome"]) for row in found if row["file"].startswith("yaml/")]


REFUSED = [name for name, outcome in rows() if outcome.startswith("reject") and name not in WORKED_OUT | WITHIN]
ACCEPTED = [name for name, outcome in rows() if outcome.startswith("accept")] + sorted(WORKED_OUT | WITHIN)


def path(name: str) -> Path:
    return CORPUS / "yaml" / f"{name}.yaml"


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_with_a_place_for_every_finding(name: str) -> None:
    with pytest.raises(Faults) as caught:
        load_file(path(name))
    assert caught.value.findings
    assert all(found.place is not None and found.place.first.line >= 1 for found in caught.value.findings)


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_good_file_loads(name: str) -> None:
    assert load_file(path(name)).steps


@pytest.mark.parametrize("name", [name for name, _ in rows()])
def test_any_file_is_judged_in_time_and_in_short_messages(name: str) -> None:
    start = time.perf_counter()
    try:
        found = load_file(path(name)).warnings
    except Faults as faults:
        found = faults.findings
    assert time.perf_counter() - start < 10
    assert all(len(one.message) < 300 for one in found)
    assert not any(is_hidden(c) for one in found for c in visible(one.message))


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        ("enc-bom-middle", 5, "U+FEFF"),
        ("enc-utf16le-bom", 1, "not UTF-8"),
        ("enc-utf16be-bom", 1, "not UTF-8"),
        ("enc-utf32", 1, "not UTF-8"),
        ("type-sexagesimal", 4, "1:30"),
        ("type-neginf", 4, "not a finite number"),
        ("type-colon-in-title", 1, "colon"),
        ("type-pipe", 2, "quotes"),
        ("type-tab", 3, "tab"),
        ("struct-dup-key", 2, "on line 1 and on line 2"),
        ("struct-dup-nested", 4, "`x`"),
        ("struct-dup-unicode", 4, "one and the same name"),
        ("struct-cycle-model", 2, "y → z → y"),
        ("struct-redefine", 2, "y is computed twice"),
        ("struct-ask-unknown", 5, "q is not in this exercise"),
        ("yaml-many-keys", 4, "more than 1000 names"),
        ("yaml-long-line", 1, "200"),
        ("yaml-quoted-unterminated", 1, "never closed"),
        ("yaml-nest-flow-1000", 1, "more than 16 levels"),
    ],
)
def test_a_bad_file_is_refused_for_its_own_reason(name: str, line: int, said: str) -> None:
    with pytest.raises(Faults) as caught:
        load_file(path(name))
    first = caught.value.findings[0]
    assert said in first.message
    assert first.place is not None
    assert first.place.first.line == line


def test_all_missing_keys_are_listed_at_once() -> None:
    with pytest.raises(Faults) as caught:
        load_file(path("struct-missing-keys"))
    assert "`model`, `loss`, `given`" in caught.value.findings[0].message


def test_the_same_question_twice_is_a_warning() -> None:
    warnings = load_file(path("struct-ask-dup")).warnings
    assert [(found.code, found.severity) for found in warnings] == [("BP217", Severity.WARNING)]


@pytest.mark.parametrize("name", ["enc-bom-utf8", "enc-crlf", "enc-no-final-newline"])
def test_marks_and_line_ends_change_nothing(name: str) -> None:
    plain, other = load_file(path("ok-baseline")), load_file(path(name))
    assert (other.givens, [s.tree for s in other.steps]) == (plain.givens, [s.tree for s in plain.steps])
    assert [s.place.first for s in other.steps] == [s.place.first for s in plain.steps]


@pytest.mark.parametrize(
    "name", [name for name, _ in rows() if name.startswith(("type-code", "yaml-python", "yaml-tag"))]
)
def test_nothing_in_a_file_is_run(name: str) -> None:
    happened: list[str] = []
    watching = True

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event in ("exec", "os.system", "subprocess.Popen", "import", "os.exec", "compile"):
            happened.append(f"{event} {arguments[:1]}")

    load_file(path("ok-baseline"))  # imports what reading needs
    sys.addaudithook(watch)
    with pytest.raises(Faults):
        load_file(path(name))
    watching = False
    assert not [event for event in happened if not event.startswith("import ('difflib'")]
