"""Selection and severity: options of the command line over the table of a `pyproject.toml`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bpcli.checks.checking import Checked
from bpcli.checks.pyproject import settings_for
from bpcli.checks.settings import DEFAULT, Settings
from bpcli.core.findings import Faults, Severity

UNTITLED = "model: ŷ = w·x\nloss: loss = (ŷ − y)²\ngiven: {x: 5, w: 3, y: 4, b: 1}\nask: [dloss/dw]\n"
BROKEN = "model: ŷ = w·\n"


def told(checked: Checked) -> list[tuple[str, Severity]]:
    return [(one.code, one.severity) for one in checked.findings]


def table(folder: Path, text: str) -> Settings:
    (folder / "pyproject.toml").write_text(f"[tool.bpcli]\n{text}\n", encoding="utf-8")
    return settings_for(folder / "exercise.yaml")


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(Faults) as caught:
        table(folder, text)
    return [
        f"{one.place.first.line}:{one.place.first.column} {one.message}" for one in caught.value.findings if one.place
    ]


def test_everything_is_looked_for_and_teaching_only_warns(checked: Callable[..., Checked]) -> None:
    assert told(checked(UNTITLED)) == [("BP301", Severity.WARNING), ("BP213", Severity.WARNING)]


def test_select_keeps_what_begins_so(checked: Callable[..., Checked]) -> None:
    assert told(checked(UNTITLED, DEFAULT.with_options(select=["BP3"]))) == [("BP301", Severity.WARNING)]


def test_ignore_leaves_out_what_begins_so(checked: Callable[..., Checked]) -> None:
    assert told(checked(UNTITLED, DEFAULT.with_options(ignore=["BP2"]))) == [("BP301", Severity.WARNING)]


def test_the_longer_prefix_wins(checked: Callable[..., Checked]) -> None:
    options = DEFAULT.with_options(select=["BP301"], ignore=["BP3"])
    assert told(checked(UNTITLED, options)) == [("BP301", Severity.WARNING)]
    assert told(checked(UNTITLED, DEFAULT.with_options(select=["BP3"], ignore=["BP301"]))) == []


def test_what_makes_an_exercise_unusable_is_always_reported(checked: Callable[..., Checked]) -> None:
    options = DEFAULT.with_options(select=["BP3"], ignore=["BP201"])
    assert told(checked(BROKEN, options)) == [("BP201", Severity.ERROR)]


def test_strict_makes_errors_of_warnings(checked: Callable[..., Checked]) -> None:
    found = told(checked(UNTITLED, DEFAULT.with_options(strict=True, ignore=["BP306", "BP307"])))
    assert found == [("BP301", Severity.ERROR), ("BP213", Severity.ERROR)]


def test_a_strict_rule_is_looked_for_under_strict_or_by_its_whole_code(checked: Callable[..., Checked]) -> None:
    assert told(checked(UNTITLED, DEFAULT.with_options(select=["BP30"]))) == [("BP301", Severity.WARNING)]
    found = told(checked(UNTITLED, DEFAULT.with_options(select=["BP306"])))
    assert found == [("BP306", Severity.WARNING)]


def test_a_code_on_the_command_line_must_exist() -> None:
    with pytest.raises(Faults, match="`BP999` is neither a code"):
        DEFAULT.with_options(select=["BP999"])
    assert DEFAULT.with_options(select=["bp3"]).select == ("BP3",)


def test_a_table_says_the_same(tmp_path: Path, checked: Callable[..., Checked]) -> None:
    settings = table(tmp_path, 'severity = {BP301 = "error", BP2 = "off"}')
    assert told(checked(UNTITLED, settings)) == [("BP301", Severity.ERROR)]


def test_a_stated_severity_holds_under_strict_too(tmp_path: Path, checked: Callable[..., Checked]) -> None:
    settings = table(tmp_path, 'severity = {BP301 = "warning"}\nignore = ["BP306", "BP307"]\nstrict = true')
    assert told(checked(UNTITLED, settings)) == [("BP301", Severity.WARNING), ("BP213", Severity.ERROR)]


def test_the_command_line_wins_over_the_table(tmp_path: Path) -> None:
    settings = table(tmp_path, 'select = ["BP3"]\nstrict = true').with_options(select=["BP2"], strict=False)
    assert (settings.select, settings.strict) == (("BP2",), False)


def test_the_nearest_table_above_a_file_holds(tmp_path: Path) -> None:
    inner = tmp_path / "topic" / "deep"
    inner.mkdir(parents=True)
    table(tmp_path, "strict = true")
    assert settings_for(inner / "exercise.yaml").strict
    (inner / "pyproject.toml").write_text("[project]\nname = 'bpcli-less'\n", encoding="utf-8")
    assert settings_for(inner / "exercise.yaml").root == tmp_path


def test_without_a_table_the_usual_holds(tmp_path: Path) -> None:
    assert settings_for(tmp_path / "exercise.yaml") == DEFAULT


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("strikt = true", ["2:1 `strikt` is not a setting of [tool.bpcli]"]),
        ('select = "BP3"', ["2:1 `select` takes a list of codes"]),
        ('ignore = ["BP204", "E501"]', ["2:21 `E501` is neither a code nor the beginning of one"]),
        ("strict = 1", ["2:1 `strict` takes true or false"]),
        ("exclude = 1", ["2:1 `exclude` takes a list of patterns of paths"]),
        ("severity = 1", ["2:1 `severity` takes a table of codes"]),
        ('severity = {BP301 = "bad"}', ["2:13 `bad` is no severity for BP301"]),
        ("strict = ", ["2:10 this is not TOML: Invalid value"]),
        ("strict = 1\nselect = 2", ["2:1 `strict` takes true or false", "3:1 `select` takes a list of codes"]),
    ],
)
def test_what_is_wrong_in_a_table_is_said_with_its_place(tmp_path: Path, text: str, said: list[str]) -> None:
    assert faults(tmp_path, text) == said


def test_a_table_that_is_none_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\nbpcli = 3\n", encoding="utf-8")
    with pytest.raises(Faults, match="is to be a table"):
        settings_for(tmp_path / "exercise.yaml")


def test_excluded_files_are_those_that_match_a_pattern_from_the_folder_of_the_table(tmp_path: Path) -> None:
    settings = table(tmp_path, 'exclude = ["drafts/", "*/old-*.yaml"]')
    assert settings.excludes(tmp_path / "drafts" / "deep" / "one.yaml")
    assert settings.excludes(tmp_path / "topic" / "old-one.yaml")
    assert not settings.excludes(tmp_path / "topic" / "one.yaml")
    assert not settings.excludes(tmp_path.parent / "drafts" / "one.yaml")
    assert not DEFAULT.excludes(tmp_path / "one.yaml")
