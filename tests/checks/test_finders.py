"""What the rules say besides their samples: which questions, which numbers, which mistake beside the caret."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import pytest

from bpcli.checks.checking import Checked
from bpcli.checks.settings import DEFAULT
from bpcli.core.findings import Finding

LINEAR = "title: T\nmodel: ŷ = w·x\nloss: loss = (ŷ − y)²\n"


def only(checked: Checked) -> Finding:
    (finding,) = checked.findings
    return finding


def shown(finding: Finding) -> str:
    """The text that the caret stands under."""
    assert finding.place is not None
    return finding.place.source.text[finding.place.start : finding.place.end]


# Stated answers (BP204)


@pytest.mark.parametrize(
    ("stated", "label"),
    [
        ("55", "off by a factor 2: the power's coefficient is missing"),
        ("-110", "the sign is turned"),
        ("1000", ""),
        ("(ŷ − y)·x", "off by a factor 2: the power's coefficient is missing"),
    ],
)
def test_the_mistake_behind_a_stated_answer_is_named(
    checked: Callable[..., Checked], good: str, stated: str, label: str
) -> None:
    finding = only(checked(good + f"expect: {{dloss/dw: {stated}}}\n"))
    assert (shown(finding), finding.label, finding.help) == (stated, label, "bpcli explain BP204")


# Tests (BP223 to BP226)


def with_test(good: str, test: str) -> str:
    return good + f"tests:\n  - {{{test}}}\n"


def test_what_the_grader_says_stands_beside_another_verdict(checked: Callable[..., Checked], good: str) -> None:
    finding = only(checked(with_test(good, "ask: dloss/dw, answer: 2·q, verdict: correct")))
    assert (finding.code, shown(finding)) == ("BP223", "correct")
    assert finding.message == "the answer 2·q to dloss/dw is judged invalid, not correct"
    assert "q is not a name" in finding.help


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("55", "the mistake that the grader names for 55 to dloss/dw is missing-power-coefficient"),
        ("1001", "the grader knows no mistake that gives 1001 to dloss/dw"),
    ],
)
def test_another_diagnosis_than_the_graders_is_reported(
    checked: Callable[..., Checked], good: str, answer: str, said: str
) -> None:
    test = f"ask: dloss/dw, answer: {answer}, verdict: wrong, diagnosis: negated-gradient"
    finding = only(checked(with_test(good, test)))
    assert (finding.code, shown(finding), finding.message) == ("BP224", "negated-gradient", said)


def test_a_diagnosis_that_the_numbers_leave_open_is_reported(checked: Callable[..., Checked]) -> None:
    """With w=1, x=2, y=4 "missing the 2", "dropped ·x" and "w for x" all give −4."""
    text = "# bpcli: ignore[BP304, BP305]\n" + LINEAR + "given: {x: 2, w: 1, y: 4}\n"
    test = "ask: dloss/dw, answer: -4, verdict: wrong, diagnosis: missing-power-coefficient"
    finding = only(checked(with_test(text, test)))
    assert finding.code == "BP224"
    assert re.search(
        r"cannot tell missing-power-coefficient, .*own-operand.* apart for -4 to dloss/dw", finding.message
    )


def test_one_fault_in_a_test_is_one_finding(found: Callable[..., list[str]], good: str) -> None:
    unknown = with_test(good, "ask: dloss/dw, answer: 110, verdict: wrong, diagnosis: missing-the-point")
    assert [one.partition(" ")[2] for one in found(unknown)] == ["BP223", "BP225"]
    nowhere = with_test(good, "ask: dy/dw, answer: 110, verdict: wrong, diagnosis: negated-gradient")
    assert [one.partition(" ")[2] for one in found(nowhere)] == ["BP226"]


# The graph (BP227, BP228)


def test_of_a_chain_that_feeds_nothing_its_end_is_reported(found: Callable[..., list[str]], good: str) -> None:
    steps = "model:\n  - u = w + x\n  - v = u²\n  - ŷ = w·x"
    assert found(good.replace("model: ŷ = w·x", steps)) == ["4:5 BP227"]


def test_a_step_at_several_kinks_is_reported_once(found: Callable[..., list[str]], good: str) -> None:
    text = good.replace("ŷ = w·x", "ŷ = relu(x − 5) + relu(w − 3) + w·x").replace("dloss/dw", "ŷ")
    assert found(text) == ["2:12 BP228"]


# Teaching (BP302 to BP305)


def test_without_parameters_the_gradients_of_the_inputs_count(checked: Callable[..., Checked]) -> None:
    text = "title: T\nmodel: y = x₁²·x₂\ngiven: {x₁: 0, x₂: 0}\nask: [y]\n"
    assert only(checked(text)).code == "BP302"


def test_one_gradient_that_is_not_zero_is_enough(checked: Callable[..., Checked]) -> None:
    text = "title: T\nmodel: ŷ = w·x + b\nloss: loss = (ŷ − y)²\ngiven: {x: 0, w: 3, b: 2, y: 7}\nask: [ŷ]\n"
    assert "BP302" not in {one.code for one in checked(text).findings}


@pytest.mark.parametrize("function", ["σ", "tanh"])
@pytest.mark.parametrize("sign", [1, -1])
def test_saturated_is_where_the_local_gradient_is_below_a_thousandth(
    checked: Callable[..., Checked], function: str, sign: int
) -> None:
    def slope(z: float) -> float:
        return 1 - math.tanh(z) ** 2 if function == "tanh" else math.exp(-abs(z)) / (1 + math.exp(-abs(z))) ** 2

    for z in (3.9, 4.1, 4.2, 6.8, 7.0):
        text = f"title: T\nmodel: a = {function}(w·x)\nloss: loss = (a − 2)²\ngiven: {{x: {sign}, w: {z}}}\nask: [a]\n"
        codes = {one.code for one in checked(text).findings}
        assert ("BP303" in codes) is (slope(z) < 1e-3), z


def test_the_caret_stands_under_the_saturated_function(checked: Callable[..., Checked]) -> None:
    text = "title: T\nmodel: a = 2·x + tanh(w·x)\nloss: loss = (a − 2)²\ngiven: {x: 3, w: 4}\nask: [a]\n"
    assert shown(only(checked(text))) == "tanh(w·x)"


def test_an_array_is_saturated_where_every_entry_is(found: Callable[..., list[str]]) -> None:
    text = "title: T\nmodel: s = sum(σ(X))\ngiven: {X: [%s]}\nask: [s]\n"
    assert found(text % "9, -8") == ["2:16 BP303"]
    assert found(text % "9, 1") == []


def test_mistakes_that_numbers_confuse_are_named_at_the_question(checked: Callable[..., Checked]) -> None:
    """The example of the specification: w=1, x=2, y=4."""
    finding = only(checked(LINEAR + "given: {x: 2, w: 1, y: 4}\nask: [dloss/dw]\n"))
    assert (finding.code, shown(finding)) == ("BP305", "dloss/dw")
    first = finding.label.partition(";")[0]
    assert "the power's coefficient is missing" in first
    assert "the factor itself in place of the other one" in first


def test_mistakes_that_give_the_right_number_are_named(checked: Callable[..., Checked]) -> None:
    findings = checked(LINEAR + "given: {x: 2, w: 2, y: 1}\nask: [dloss/dw]\n").findings
    assert [one.code for one in findings] == ["BP304", "BP305"]
    assert "the factor itself in place of the other one" in findings[0].label


def test_numbers_that_tell_mistakes_apart_are_left_alone(found: Callable[..., list[str]]) -> None:
    """The example of the specification: w=3, x=5, y=4 gives 110, and 55, 22, 66 and −110 stay apart."""
    assert found(LINEAR + "given: {x: 5, w: 3, y: 4}\nask: [dloss/dw]\n") == []


def test_the_usual_questions_are_told_of_together_at_the_numbers(checked: Callable[..., Checked]) -> None:
    hidden, confused = checked(LINEAR + "given: {x: 1, w: 1, y: 2}\n").findings
    assert shown(hidden) == shown(confused) == "x: 1, w: 1, y"
    assert re.match(r"\d+ questions come out right even by mistake: dŷ/dw", hidden.message)
    assert hidden.label.startswith("at dŷ/dw")


def test_each_question_is_told_with_its_mistakes_and_those_with_the_same_together(
    checked: Callable[..., Checked],
) -> None:
    """Where two names have one number every question comes out right with the two exchanged."""
    (hidden,) = checked("title: Sum\nmodel: s = a·b + c\nloss: (s − y)²\ngiven: {a: 7, b: 5, c: 3, y: 5}\n").findings[
        :1
    ]
    assert hidden.code == "BP304"
    together, *others = hidden.label.split("; ")
    assert together.startswith("at s, ds/da, ")
    assert together.endswith(": two names were swapped")
    assert all(re.match("at .*: ", other) for other in others if other != "…")


@pytest.mark.parametrize("numbers", ["{x: 1, w: 1, y: 2}", "{x: 2, w: 1, y: 4}", "{x: 2, w: 2, y: 1}"])
def test_the_numbers_that_are_offered_are_better(checked: Callable[..., Checked], numbers: str) -> None:
    findings = checked(f"{LINEAR}given: {numbers}\n").findings
    offered = re.search(r"\{.*\}", findings[0].help)
    assert offered is not None
    assert checked(f"{LINEAR}given: {offered[0]}\n").findings == ()


def test_the_numbers_that_are_offered_keep_to_the_variants(checked: Callable[..., Checked]) -> None:
    variants = 'variants: {names: {x: "one of [2, 7]", y: integer 30..40}, where: x ≠ w}\n'
    findings = checked(LINEAR + "given: {x: 2, w: 2, y: 1}\n" + variants).findings
    offered = re.search(r"\{x: (\d+), w: (\d+), y: (\d+)\}", findings[0].help)
    assert offered is not None
    x, w, y = map(int, offered.groups())
    assert (x, w) == (7, 2)
    assert 30 <= y <= 40


def test_where_every_gradient_is_zero_nothing_is_said_of_mistakes(found: Callable[..., list[str]]) -> None:
    assert found(LINEAR + "given: {x: 2, w: 2, y: 4}\n") == ["3:7 BP302"]


# The strict rules (BP306, BP307)


def test_under_strict_each_question_needs_a_test_in_whatever_spelling(found: Callable[..., list[str]]) -> None:
    text = LINEAR + "given: {x: 5, w: 3, y: 4}\nask: [loss, dloss/dw]\nexpect: {loss: 121}\n"
    strict = DEFAULT.with_options(strict=True)
    assert found(text, strict) == ["5:7 BP306", "5:13 BP306"]
    tests = "tests:\n  - {ask: L, answer: 121, verdict: correct}\n  - {ask: grad w, answer: 110, verdict: correct}\n"
    assert found(text + tests, strict) == []


def test_under_strict_something_must_be_stated(found: Callable[..., list[str]]) -> None:
    text = LINEAR + "given: {x: 5, w: 3, y: 4}\nask: [loss]\ntests: [{ask: loss, answer: 121, verdict: correct}]\n"
    assert found(text, DEFAULT.with_options(strict=True)) == ["1:1 BP307"]
