from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from bpcli.core.findings import Finding, Severity
from bpcli.core.limits import ARRAY_NUMBERS, GIVEN_NAMES, STEPS
from bpcli.core.texts.en.exercise import TEXTS
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.keys import KEYS, Key, Takes
from bpcli.exercise.variants import Range
from bpcli.language.printer import UNICODE, write

Load = Callable[[str], Exercise]
Refused = Callable[[str], tuple[Finding, ...]]


def all_keys() -> list[Key]:
    return [*KEYS, *(inner for key in KEYS for inner in key.keys)]


@pytest.mark.parametrize("key", all_keys(), ids=lambda key: f"{key.under}-{key.name}")
def test_every_key_says_what_it_is_for(key: Key) -> None:
    assert key.about.endswith(".")


def test_everything_a_key_can_take_has_a_message_for_what_it_cannot() -> None:
    assert [takes for takes in Takes if f"wrong-{takes}" not in TEXTS] == []


# Steps


@pytest.mark.parametrize("model", ["y = w*x", "[y = w*x]", "\n  - y = w*x", "|\n  y = w*x\n", '"y = w*x"'])
def test_a_model_is_one_step_or_a_list_of_steps(file: Load, model: str) -> None:
    assert [write(step.tree, UNICODE) for step in file(f"model: {model}\n").steps] == ["w*x"]


def test_the_lines_of_a_block_are_steps(file: Load) -> None:
    exercise = file("model: |\n  z = w·x\n\n  y = z + b\n")
    assert [step.name for step in exercise.steps] == ["z", "y"]
    assert exercise.steps[1].place.first.line == 4


def test_a_loss_without_a_name_is_called_loss(file: Load) -> None:
    exercise = file("model: ŷ = w·x\nloss: [r = ŷ − y, r²]\n")
    assert [step.name for step in exercise.loss] == ["r", "loss"]


def test_steps_of_files_are_whole_formulas_and_those_of_the_short_form_are_not(file: Load) -> None:
    assert file("model: y = w*x").whole_formula
    assert not file("formula: y = w*x").whole_formula


def test_a_step_has_a_place_for_its_name_and_its_formula(file: Load) -> None:
    (step,) = file("model:\n  - ŷ = w·x\n").steps
    assert (step.place.first.line, step.place.first.column) == (2, 5)
    assert step.excerpt.at(step.tree.start, step.tree.end).last.column == 12  # type: ignore[union-attr]


def test_a_formula_is_the_short_form(file: Load) -> None:
    exercise = file("formula: y=w·x, x=2, y=4")
    assert [step.name for step in exercise.steps] == ["ŷ", "r", "loss"]


def test_a_formula_may_stand_on_several_lines(file: Load) -> None:
    exercise = file("formula: |\n  y = w·x\n  x = 2\n  y = 4\n")
    assert exercise.places["y"].first.line == 4
    assert exercise.places["y"].first.column == 3


def test_givens_may_stand_beside_a_formula(file: Load) -> None:
    exercise = file("formula: y = w·x\ngiven: {x: [1, 2], y: [2, 4]}")
    assert write(exercise.steps[-1].tree, UNICODE) == "sum(r²)"
    assert exercise.kinds["y"] == "target"


def test_a_step_may_use_names_that_stand_together(file: Load) -> None:
    (step,) = file("model: z = wx\ngiven: {w: 1, x: 2}").steps
    assert write(step.tree, UNICODE) == "w·x"


@pytest.mark.parametrize(
    ("text", "code", "line", "said"),
    [
        ("model: w*x", "BP219", 1, "needs a name"),
        ("model: []", "BP105", 1, "`model` is empty"),
        ("model:", "BP105", 1, "`model` is empty"),
        ("model: [y = w*x, [z = y]]", "BP103", 1, "a list"),
        ("model: {y: w*x}", "BP103", 1, "a mapping"),
        ("model: [y = max(a, b), z = y]", "BP005", 1, "cut off"),
        ("model: y = x\nloss: {a: b}", "BP103", 2, "`loss` takes a formula"),
        ("model: [y = x, y = x]", "BP210", 1, "y is computed twice on line 1"),
        ("model:\n - y = x\n - y = x", "BP210", 3, "on line 2 and on line 3"),
        ("model: w₁ = x\nloss: w_1 = x", "BP210", 2, "w₁ is computed twice"),
        ("model: y = x\ngiven: {y: 1}", "BP210", 1, "given on line 2"),
        ("model: y = x\nformula: y = x", "BP109", 2, "`model` and `formula`"),
        ("loss: y = x\nformula: y = x", "BP109", 2, "`loss` and `formula`"),
        ("model: y = x\nloss: y²\nupstream: {y: 1}", "BP109", 3, "`loss` and `upstream`"),
        ("formula: y=x, x=1\ngiven: {x: 2}", "BP210", 1, "x is given twice"),
    ],
)
def test_steps_that_cannot_be_meant_are_refused(
    file_faults: Refused, text: str, code: str, line: int, said: str
) -> None:
    first = file_faults(text)[0]
    assert (first.code, first.place.first.line if first.place else None) == (code, line)
    assert said in first.message


def test_more_steps_than_the_limit_are_refused(file_faults: Refused) -> None:
    text = "model:\n" + "".join(f" - a{n} = x\n" for n in range(STEPS + 1))
    (found,) = file_faults(text)
    assert found.code == "BP108"
    assert f"{STEPS:,}" in found.message


# Givens


def test_givens_are_exact_numbers_and_nested_tuples(good: Load) -> None:
    exercise = good("").with_values({})
    assert exercise.givens == {"x": 2, "w": 3, "t": 4}


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("0.1", Fraction(1, 10)),
        ("1/3", Fraction(1, 3)),
        ('"1/3"', Fraction(1, 3)),
        ("−2", Fraction(-2)),
        ("-0.0", Fraction(0)),
        ("1e-3", Fraction(1, 1000)),
        ("1_000", Fraction(1000)),
        ("+5", Fraction(5)),
        (".5", Fraction(1, 2)),
        ("5.", Fraction(5)),
        ("[1, 1/2]", (1, Fraction(1, 2))),
        ("[[1, 2], [3, 4]]", ((1, 2), (3, 4))),
        ('"[1, 2]"', (1, 2)),
        ("\n    - [1, 2]\n    - [3, 4]", ((1, 2), (3, 4))),
    ],
)
def test_a_given_may_be_written_in_many_ways(file: Load, text: str, given: object) -> None:
    assert file(f"model: y = x\ngiven:\n  x: {text}\n").givens["x"] == given


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (".inf", "BP106", "not a finite number"),
        (".NaN", "BP106", "not a finite number"),
        ("-Infinity", "BP106", "not a finite number"),
        ("1:30", "BP106", "not a number"),
        ("abc", "BP209", "not a number"),
        ("true", "BP106", "no number"),
        ("~", "BP106", "no number"),
        ("", "BP106", "no number"),
        ("{a: 1}", "BP106", "a mapping"),
        ("[]", "BP107", "empty list"),
        ("[1, []]", "BP107", "empty list"),
        ("[[1, 2], [3]]", "BP107", "row 2 of x has 1 numbers"),
        ("[[1, 2], 3]", "BP107", "side by side"),
        ("[[[1]]]", "BP107", "nested too deeply"),
        ("'[[1], [2, 3]]'", "BP107", "row 2"),
        ("9" * 51, "BP203", "50"),
        ("9" * 500, "BP106", "500 characters"),
    ],
)
def test_what_is_no_number_is_refused_where_it_stands(file_faults: Refused, text: str, code: str, said: str) -> None:
    (found,) = file_faults(f"model: y = x\ngiven:\n  x: {text}\n")
    assert found.code == code
    assert said in found.message
    assert found.place is not None
    assert found.place.first.line == 3


def test_an_array_may_be_as_large_as_the_limit(file: Load, file_faults: Refused) -> None:
    head = "model: y = sum(x)\ngiven: {x: ["
    assert len(file(head + "1," * ARRAY_NUMBERS + "]}").givens["x"]) == ARRAY_NUMBERS  # type: ignore[arg-type]
    assert [found.code for found in file_faults(head + "1," * (ARRAY_NUMBERS + 1) + "]}")] == ["BP108"]


def test_more_givens_than_the_limit_are_refused(file_faults: Refused) -> None:
    given = ", ".join(f"a{n}: 1" for n in range(GIVEN_NAMES + 1))
    (found,) = file_faults(f"model: y = x\ngiven: {{{given}}}")
    assert (found.code, str(GIVEN_NAMES) in found.message) == ("BP108", True)


def test_one_name_in_two_spellings_is_given_twice(file_faults: Refused) -> None:
    (found,) = file_faults("model: y = w1\ngiven:\n  w_1: 1\n  w₁: 2\n")
    assert found.code == "BP008"
    assert "`w_1` on line 3 and `w₁` on line 4" in found.message


def test_a_given_that_nothing_reads_is_a_warning(file: Load) -> None:
    (found,) = file("model: y = x\ngiven: {x: 1, q: 2}").warnings
    assert (found.code, found.severity) == ("BP213", Severity.WARNING)


def test_a_given_that_nothing_reads_may_be_a_misspelt_one(file: Load) -> None:
    (found,) = file("model: y = weight·x\ngiven: {x: 1, wieght: 2}").warnings
    assert "weight is read, but never given" in found.message


# The other keys


def test_an_upstream_is_for_a_step(file: Load, file_faults: Refused) -> None:
    assert file("model: z = x·w\nupstream: {z: [1, 2]}").upstream == ("z", (1, 2))
    assert "x is no step" in file_faults("model: z = x·w\nupstream: {x: 1}")[0].message
    assert "only one step" in file_faults("model: [z = x, y = z]\nupstream: {z: 1, y: 1}")[0].message


def test_a_function_of_its_own_is_written_out(file: Load) -> None:
    (step,) = file("functions: {swish(a): a·σ(a)}\nmodel: y = swish(w)").steps
    assert write(step.tree, UNICODE) == "w·σ(w)"


@pytest.mark.parametrize("text", ["{swish: a}", "{f(a): b}", "{f(a): }", "[f(a)]", "{f(a, a): a}", '{"": a}'])
def test_a_function_that_is_none_is_refused(good_faults: Refused, text: str) -> None:
    assert len(good_faults(f"functions: {text}")) >= 1


def test_expand_is_true_or_false(good: Load, good_faults: Refused) -> None:
    assert good("expand: true").expand is True
    assert good("").expand is None
    assert "true or false" in good_faults("expand: yes")[0].message


@pytest.mark.parametrize("text", ["0", "6", "1.5", "one", "[1]", "", "true", '"3"'])
def test_a_level_is_a_whole_number_from_1_to_5(good: Load, good_faults: Refused, text: str) -> None:
    assert good("level: 5").level == good("level: 5.0").level == 5
    assert "from 1 to 5" in good_faults(f"level: {text}")[0].message


def test_tags_are_words(good: Load, good_faults: Refused) -> None:
    assert good("tags: [linear, 线性]").tags == ("linear", "线性")
    assert good("tags: linear").tags == ("linear",)
    assert good_faults("tags: [[a]]")[0].code == "BP103"


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("~", "BP103", "nothing"),
        ("[a]", "BP103", "a list"),
        ("{a: b}", "BP103", "`a` is not a language"),
        ("{en: [b]}", "BP103", "a list"),
        ('""', "BP105", "is empty"),
        ('"a\\nb"', "BP105", "one line"),
        ('"\\e[2J"', "BP105", "U+001B"),
        ('"\u202eb"', "BP105", "U+202E"),
        ("x" * 201, "BP105", "201 characters; it may have 200"),
    ],
)
def test_a_title_that_is_none_is_refused(good_faults: Refused, text: str, code: str, said: str) -> None:
    (found,) = good_faults(f"title: {text}")
    assert found.code == code
    assert said in found.message


@pytest.mark.parametrize("text", ["2001-99-99", "[bold]", "5", "一个 😀", "x" * 200])
def test_a_title_may_be_any_text(good: Load, text: str) -> None:
    title = f'"{text}"' if text.startswith("[") else text
    assert good(f"title: {title}").title_in(()) == text


def test_what_it_is_about_may_run_over_lines(good: Load) -> None:
    assert good("about: |\n  One.\n  Two.\n").about_in(()) == "One. Two."


def test_a_formula_that_computes_nothing_is_told_beside_other_faults(file_faults: Refused) -> None:
    found = file_faults("titel: t\nformula: h = 2, y = 4\n")
    assert [(one.code, one.place.first.line if one.place else None) for one in found] == [("BP101", 1), ("BP102", 2)]


# Questions


def test_questions_are_asked_as_numbers_or_formulas(good: Load) -> None:
    asks = good("ask: [L, dL/dy, {dL/dw: formula}]").asks
    assert [(a.question.kind, a.question.of, a.question.wrt, a.form) for a in asks] == [
        ("value", "L", None, "number"),
        ("gradient", "L", "y", "number"),
        ("gradient", "L", "w", "formula"),
    ]


@pytest.mark.parametrize("text", ["dloss/dw", "∂L/∂w", "grad w", "d L / d w", "loss", "w*x", "d(w*x)/dx"])
def test_a_question_may_be_typed_in_many_ways(good: Load, text: str) -> None:
    assert len(good(f'ask: ["{text}"]').asks) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ask: [dL/dq]", "q is not in this exercise"),
        ("ask: [dq/dw]", "q is not in this exercise"),
        ("ask: [wieght]", "wieght is not in this exercise"),
        ("expect: {q: 1}", "q is not in this exercise"),
        ("hints: {dL/dq: no}", "q is not in this exercise"),
        ("tests: [{ask: q, answer: 1, verdict: wrong}]", "q is not in this exercise"),
        ("ask: [{dL/dw: words}]", "not as `words`"),
        ("ask: [[dL/dw]]", "`ask` takes a list of questions"),
        ("ask: [w(]", "the formula ends here"),
        ("expect: [1]", "`expect` takes questions"),
        ("expect: {L: [1, [2]]}", "side by side"),
        ("expect: {L: q + 1}", "q"),
        ("tests: {}", "`tests` takes a list"),
        ("tests: [{ask: L, answer: 1}]", "tests has no `verdict`"),
        ("tests: [{}]", "tests lacks the keys `ask`, `answer`, `verdict`"),
        ("tests: [{ask: L, answer: 1, verdict: fine}]", "one of correct, wrong"),
    ],
)
def test_what_cannot_be_asked_or_stated_is_refused(good_faults: Refused, text: str, said: str) -> None:
    assert said in good_faults(text)[0].message


def test_the_same_question_in_two_spellings_is_a_warning(good: Load) -> None:
    (found,) = good("ask: [dL/dw, ∂loss/∂w, {dL/dw: formula}]").warnings
    assert (found.code, found.severity) == ("BP217", Severity.WARNING)


def test_a_local_gradient_differs_from_a_total_one_where_a_gradient_comes_back(file: Load) -> None:
    exercise = file("model: z = x·w\nupstream: {z: 5}\nask: [dz/dx, dL/dx]")
    assert (len(exercise.asks), exercise.warnings) == (2, ())


@pytest.mark.parametrize(
    ("text", "value", "within"),
    [
        ("121", 121, None),
        ("-0.25", Fraction(-1, 4), Fraction(1, 200)),
        ("−1.5e-3", Fraction(-15, 10000), Fraction(5, 100000)),
        ("1/3", Fraction(1, 3), 0),
        ("[1, 0.5]", (1, Fraction(1, 2)), (None, Fraction(1, 20))),
        ("[[1], [2/3]]", ((1,), (Fraction(2, 3),)), ((None,), (0,))),
    ],
)
def test_a_stated_number_says_how_exact_it_is(good: Load, text: str, value: object, within: object) -> None:
    (expectation,) = good(f"expect: {{L: {text}}}").expectations
    assert (expectation.value, expectation.within, expectation.formula) == (value, within, None)


def test_a_formula_may_be_expected(good: Load) -> None:
    (expectation,) = good('expect: {dL/dw: "2(y − t)·x"}').expectations
    assert expectation.value is None
    assert expectation.formula is not None
    assert write(expectation.formula, UNICODE) == "2·(y − t)·x"


def test_hints_are_one_text_or_several(good: Load) -> None:
    (hint,) = good("hints: {dL/dw: [Look at y., {en: What is dy/dw?, zh: dy/dw 是多少？}]}").hints
    assert [text.spoken_in(("zh",)) for text in hint.texts] == ["Look at y.", "dy/dw 是多少？"]


def test_tests_keep_the_answer_as_it_is_typed(good: Load) -> None:
    text = "tests: [{ask: dL/dw, answer: [1, 2x], verdict: wrong, diagnosis: missing-power-coefficient}]"
    (trial,) = good(text).tests
    assert (trial.answer.text, trial.verdict, trial.diagnosis) == ("[1, 2x]", "wrong", "missing-power-coefficient")


# Variants


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("integer 1..9", Range("x", Fraction(1), Fraction(9), Fraction(1))),
        ("integer -9 .. 9", Range("x", Fraction(-9), Fraction(9), Fraction(1))),
        ("number 0..1 step 0.1", Range("x", Fraction(0), Fraction(1), Fraction(1, 10))),
        ('"one of [1, 2/3]"', Range("x", Fraction(2, 3), Fraction(1), Fraction(1), (Fraction(1), Fraction(2, 3)))),
        ("[1, 2]", Range("x", Fraction(1), Fraction(2), Fraction(1), (Fraction(1), Fraction(2)))),
    ],
)
def test_a_range_is_a_span_or_a_choice(good: Load, text: str, expected: Range) -> None:
    variants = good(f"variants: {{names: {{x: {text}}}}}").variants
    assert variants is not None
    assert variants.ranges == (expected,)


def test_conditions_are_comparisons(good: Load) -> None:
    variants = good('variants: {names: {x: integer 1..9}, where: "x ≠ 0, w*x <= 2t, x != 1"}').variants
    assert variants is not None
    assert [(write(c.left, UNICODE), c.sign, write(c.right, UNICODE)) for c in variants.where] == [
        ("x", "≠", "0"),
        ("w*x", "≤", "2·t"),
        ("x", "≠", "1"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "keys of its own"),
        ("{}", "has no `names`"),
        ("{names: {q: integer 1..2}}", "q is not in this exercise"),
        ("{names: {y: integer 1..2}}", "y is computed"),
        ("{names: {x: 5}}", "range of x cannot be read"),
        ("{names: {x: integer 1..2.5}}", "no whole numbers"),
        ("{names: {x: integer 2..1}}", "no number in it"),
        ("{names: {x: number 0..1 step 0}}", "no number in it"),
        ("{names: {x: integer 1..99999999}}", "more than"),
        ("{names: {x: []}}", "cannot be read"),
        ("{names: {x: integer a..b}}", "a is not a number"),
        ('{names: {x: integer 1..2}, where: "x"}', "not a comparison"),
        ('{names: {x: integer 1..2}, where: "x < q"}', "q"),
    ],
)
def test_variants_that_cannot_be_made_are_refused(good_faults: Refused, text: str, said: str) -> None:
    assert said in good_faults(f"variants: {text}")[0].message


# Training


def test_training_has_the_usual_recipe_unless_it_is_stated(file: Load) -> None:
    head = "model: ŷ = w·x\nloss: (ŷ − y)²\n"
    plain = file(head + "train: {data: {x: [1, 2], y: [2, 4]}, lr: 0.01, epochs: 100}").train
    assert plain is not None
    assert (plain.per, plain.reduction, plain.optimizer, plain.momentum) == ("sample", "mean", "sgd", 0)
    assert (plain.update, plain.zero_grad, plain.dtype, plain.samples) == ("notes", True, "float32", 2)
    stated = file(
        head + "train: {data: {x: [1], y: [2]}, start: {w: 1/2}, lr: 1e-2, epochs: 3, per: batch, reduction: sum,"
        " optimizer: adam, momentum: 0.9, update: torch, zero_grad: false, dtype: float32, predict: {x: 4}}"
    ).train
    assert stated is not None
    assert (stated.per, stated.reduction, stated.optimizer, stated.momentum) == (
        "batch",
        "sum",
        "adam",
        Fraction(9, 10),
    )
    assert (stated.update, stated.zero_grad, stated.dtype) == ("torch", False, "float32")
    assert (stated.start, stated.predict, stated.lr) == ({"w": Fraction(1, 2)}, {"x": 4}, Fraction(1, 100))


@pytest.mark.parametrize(("per", "value", "said"), [("sample", 1, "first sample"), ("batch", (1, 2), "training data")])
def test_a_name_that_only_the_data_gives_has_a_value_from_it(file: Load, per: str, value: object, said: str) -> None:
    text = f"model: ŷ = w·x\ngiven: {{w: 1}}\ntrain: {{data: {{x: [1, 2]}}, lr: 1, epochs: 1, per: {per}}}"
    exercise = file(text)
    assert (exercise.givens["x"], exercise.kinds["x"]) == (value, "input")
    assert said in exercise.notes[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "lacks the keys `data`, `lr`, `epochs`"),
        ("{data: {x: 1}, lr: 1, epochs: 1}", "a list of samples"),
        ("{data: {q: [1]}, lr: 1, epochs: 1}", "q is not in this exercise"),
        ("{data: {y: [1]}, lr: 1, epochs: 1}", "y is computed"),
        ("{data: {x: [1], t: [1, 2]}, lr: 1, epochs: 1}", "x has 1 samples, t has 2"),
        ("{data: {x: [1]}, lr: -1, epochs: 1}", "cannot be negative"),
        ("{data: {x: [1]}, lr: fast, epochs: 1}", "fast is not a number"),
        ("{data: {x: [1]}, lr: 1, epochs: 1.5}", "a whole number"),
        ("{data: {x: [1]}, lr: 1, epochs: 1, per: week}", "one of sample, batch"),
        ("{data: {x: [1]}, lr: 1, epochs: 1, zero_grad: 1}", "true or false"),
        ("{data: {x: [1]}, lr: 1, epochs: 1, rate: 1}", "`rate` is not a key of train"),
    ],
)
def test_training_that_cannot_be_done_is_refused(good_faults: Refused, text: str, said: str) -> None:
    assert any(said in found.message for found in good_faults(f"train: {text}"))


# The file as a whole


def test_an_unknown_key_names_the_nearest_one(good_faults: Refused) -> None:
    (found,) = good_faults("titel: a")
    assert (found.code, found.help) == ("BP101", "Did you mean `title`?")


def test_every_fault_of_a_file_is_said_at_once(file_faults: Refused) -> None:
    text = "titel: a\nlevel: 9\nmodel: y = w*\ngiven: {x: abc, x: 1}\nexpand: perhaps\nask: [dy/dq]\n"
    assert [(found.code, found.place.first.line) for found in file_faults(text) if found.place] == [
        ("BP101", 1),
        ("BP103", 2),
        ("BP201", 3),
        ("BP209", 4),
        ("BP008", 4),
        ("BP103", 5),
    ]


def test_very_many_faults_are_counted_not_listed(file_faults: Refused) -> None:
    findings = file_faults("model: y = x\n" + "".join(f"q{n}: 1\n" for n in range(500)))
    assert len(findings) == 101
    assert findings[-1].message == "400 more faults are not shown"
