"""The rules: each code has its manual, each bad sample in it raises the code, each good sample nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bpcli.checks.checking import check_bytes
from bpcli.checks.finders import finders
from bpcli.checks.pyproject import settings_for
from bpcli.checks.rules import Family, Rule, codes, rule, rules
from bpcli.checks.sample import Sample, samples
from bpcli.checks.settings import DEFAULT
from bpcli.core.findings import Faults, Finding, Severity

PACKAGE = Path(__file__).resolve().parents[2] / "bpcli"
CODE = re.compile(r"BP\d{3}")
RULES = rules()
WITH_SAMPLES = [one for one in RULES if one.family is not Family.PROGRAM]


def found_in(sample: Sample, one: Rule, folder: Path) -> tuple[Finding, ...]:
    """What is found in a sample, the way its kind of file is read."""
    if sample.is_settings:
        (folder / "pyproject.toml").write_bytes(sample.data)
        try:
            settings_for(folder / "exercise.yaml")
        except Faults as faults:
            return faults.findings
        return ()
    return check_bytes(sample.data, "sample.yaml", DEFAULT.with_options(strict=one.strict)).findings


def each(kind: str) -> list[object]:
    return [
        pytest.param(one, sample, id=f"{one.code}-{number}")
        for one in WITH_SAMPLES
        for number, sample in enumerate(getattr(one, kind))
    ]


@pytest.mark.parametrize(("one", "sample"), each("bad"))
def test_a_bad_sample_raises_its_code_and_no_other(one: Rule, sample: Sample, tmp_path: Path) -> None:
    assert {finding.code for finding in found_in(sample, one, tmp_path)} == {one.code}


@pytest.mark.parametrize(("one", "sample"), each("good"))
def test_a_good_sample_raises_nothing(one: Rule, sample: Sample, tmp_path: Path) -> None:
    assert found_in(sample, one, tmp_path) == ()


@pytest.mark.parametrize("one", WITH_SAMPLES, ids=lambda one: one.code)
def test_a_rule_is_as_severe_as_it_says_and_shows_where(one: Rule, tmp_path: Path) -> None:
    findings = found_in(one.bad[0], one, tmp_path)
    usual = Severity.ERROR if one.strict else one.severity
    assert {finding.severity for finding in findings} == {usual}
    assert all(finding.place is not None for finding in findings)


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.code)
def test_a_manual_has_a_headline_a_paragraph_and_samples(one: Rule) -> None:
    assert one.manual.partition("\n")[0].endswith(".")
    assert len(one.headline) <= 80
    assert len(one.prose) > 100
    assert (bool(one.bad) and bool(one.good)) is (one.family is not Family.PROGRAM)
    assert max(map(len, one.manual.splitlines())) <= 110


def test_every_code_in_the_source_has_a_rule_and_every_rule_is_raised_somewhere() -> None:
    raised = {
        code
        for path in PACKAGE.rglob("*.py")
        if not path.is_relative_to(PACKAGE / "checks" / "manual") and "texts" not in path.parts
        for code in CODE.findall(path.read_text("utf-8"))
    }
    assert raised >= codes() - {"BP901", "BP902"}
    assert raised <= codes()


def test_the_codes_of_the_catalogues_are_those_of_the_rules() -> None:
    texts = {code for path in PACKAGE.glob("core/texts/en/*.py") for code in CODE.findall(path.read_text("utf-8"))}
    assert texts <= codes()


def test_rules_are_sorted_named_and_found_by_their_code() -> None:
    assert [one.code for one in RULES] == sorted(codes())
    assert rule("BP204") is RULES[[one.code for one in RULES].index("BP204")]
    assert rule("BP999") is None
    found = rule("BP204")
    assert found is not None
    assert (found.name, found.family, found.headline) == (
        "stated-differs",
        Family.MATHEMATICS,
        "A stated answer differs from the result",
    )
    assert len({one.name for one in RULES}) == len(RULES)


def test_teaching_rules_are_warnings_and_can_be_silenced() -> None:
    teaching = [one for one in RULES if one.family is Family.TEACHING]
    assert {one.severity for one in teaching} == {Severity.WARNING}
    assert all(one.ignorable for one in teaching)


def test_what_makes_an_exercise_unusable_cannot_be_silenced() -> None:
    own = {finder.code for finder in finders()}
    assert [one.code for one in RULES if one.ignorable and one.severity is Severity.ERROR and one.code not in own] == []


def test_samples_are_read_with_their_escapes_undone() -> None:
    manual = "Headline.\n\nBad, with escapes:\n\n    a: \\xff\n    b: \\u202e⟨xy⟩×3\\\\\n\nGood:\n\n    a: \\xff\n"
    (bad,), (good,) = samples(manual, "Bad"), samples(manual, "Good")
    assert bad.data == b"a: \xff\nb: \xe2\x80\xaexyxyxy\\\n"
    assert bad.shown == "a: \\xff\nb: \\u202e⟨xy⟩×3\\\\\n"
    assert good.data == b"a: \\xff\n"


def test_a_manual_may_have_several_samples_of_a_kind() -> None:
    manual = "Headline.\n\nBad:\n\n    a: 1\n\nBad:\n\n    b: 2\n\n    c: 3\n\nGood:\n\n    d: 4\n"
    assert [sample.shown for sample in samples(manual, "Bad")] == ["a: 1\n", "b: 2\n\nc: 3\n"]
