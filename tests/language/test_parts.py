import pytest

from bpcli.core.source import Excerpt
from bpcli.language.names import Scope
from bpcli.language.parts import left_side, sides, split_parts
from bpcli.language.questions import Asked, Question, parse_question


def parts(text):
    return [part.text for part in split_parts(Excerpt.of(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("y=w·x, x=2, y=4", ["y=w·x", "x=2", "y=4"]),
        ("ŷ = w*x + b; loss = (ŷ - y)^2; x=1", ["ŷ = w*x + b", "loss = (ŷ - y)^2", "x=1"]),
        ("a=1，b=2；c=3、d=4", ["a=1", "b=2", "c=3", "d=4"]),
        ("a=1\r\n\r\nb=2\n", ["a=1", "b=2"]),
        ("a=[1,2],b=max(1,2)", ["a=[1,2]", "b=max(1,2)"]),
        ("x=2,", ["x=2"]),
        ("x=2,y=3", ["x=2", "y=3"]),
        ("w·x", ["w·x"]),
    ],
)
def test_commas_semicolons_and_line_ends_outside_brackets_separate(text, expected):
    assert parts(text) == expected


def test_a_part_knows_its_place():
    second = split_parts(Excerpt.of("y=w·x,  x=2"))[1]
    assert (second.place.start, second.place.end) == (8, 11)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a=1,,b=2", "nothing"),
        (",", "nothing"),
        ("", "no formula"),
        ("x=1,5", "decimal comma"),
        ("x=0.5,5", "decimal comma"),
    ],
)
def test_empty_parts_and_decimal_commas_are_refused(refusal, text, said):
    assert said in refusal(text, by=split_parts).message


def test_the_sides_of_a_part_are_cut_at_its_first_equals_sign():
    left, right = sides(Excerpt.of(" dL/dz ＝ 5"))
    assert (left.text, right.text, left.place.start) == ("dL/dz", " 5", 1)
    assert left_side(Excerpt.of("sum(X, axis=0)")) is None


GIVEN = ("loss", "w_1", "ŷ", "x")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("loss", Question(Asked.VALUE, "loss")),
        ("yhat", Question(Asked.VALUE, "ŷ")),
        ("dloss/dw₁", Question(Asked.GRADIENT, "loss", "w_1", "w₁")),
        ("∂loss/∂w1", Question(Asked.GRADIENT, "loss", "w_1", "w1")),
        ("d loss / d w1", Question(Asked.GRADIENT, "loss", "w_1", "w1")),
        ("∂L/∂q", Question(Asked.GRADIENT, "L", None, "q")),
        ("dŷ/dw_1", Question(Asked.GRADIENT, "ŷ", "w_1", "w_1")),
        ("grad w1", Question(Asked.GRADIENT, None, "w_1", "w1")),
        ("grad(x)", Question(Asked.GRADIENT, None, "x", "x")),
        ("d(w·x)/dx", Question(Asked.GRADIENT, "w·x", "x", "x")),
        ("dloss/d(x/2)", Question(Asked.GRADIENT, "loss", None, "x/2")),
        ("loss/x", Question(Asked.VALUE, "loss/x")),
        ("gradient", Question(Asked.VALUE, "gradient")),
        ("d/dx", Question(Asked.VALUE, "d/dx")),
    ],
)  # fmt: skip
def test_values_and_gradients_are_asked_by_name(text, question):
    scope = Scope()
    scope.declare(*GIVEN)
    assert parse_question(Excerpt.of(text), scope) == question


def test_an_invisible_character_in_a_question_is_refused(refusal):
    assert refusal("dloss/d\u202ew", by=lambda excerpt: parse_question(excerpt, Scope())).code == "BP205"
