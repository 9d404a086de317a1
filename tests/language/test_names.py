import pytest

from bpcli.core.source import Excerpt
from bpcli.language.names import Scope, ascii_name
from bpcli.language.parser import parse_formula
from bpcli.language.tree import Name, names


def known(*spellings):
    scope = Scope()
    scope.declare(*spellings)
    return scope


ONE_NAME = [
    ("w1", "w_1", "w₁"),
    ("W12", "W_12", "W₁₂"),
    ("ŷ", "y\u0302", "yhat", "y_hat"),
    ("ŷ₁", "yhat1", "y_hat_1", "yhat_1"),
    ("x̄", "x\u0305", "xbar", "x_bar"),
    ("θ̃", "thetatilde", "theta_tilde"),
    ("ω", "omega"),
    ("ω₁", "omega_1", "omega1", "ω1"),
    ("Σ", "Sigma"),
    ("φ", "ϕ", "phi"),
    ("y'", "y′", "y’"),
    ("y''", "y″", "y′′"),
    ("H⁽¹⁾", "H__1"),
    ("xᵢ", "x_i"),
    ("w₁'", "w_1'"),
]


@pytest.mark.parametrize("spellings", ONE_NAME, ids=lambda spellings: spellings[0])
def test_one_name_however_typed(spellings):
    for first in spellings:
        scope = Scope()
        assert {scope.spell(spelling) for spelling in (first, *spellings)} == {first}


@pytest.mark.parametrize(
    ("one", "other"),
    [("w_1_2", "w12"), ("w_1_2", "w_12"), ("ω", "w"), ("x", "X"),
     ("y'", "y"), ("H⁽¹⁾", "H_1"), ("H⁽¹⁾", "H₁"), ("w_x", "wx"),
     ("thats", "t̂s"), ("lambdas", "λs"), ("loss_hat", "loss"), ("υ", "ν")],
)  # fmt: skip
def test_two_names_stay_two(one, other):
    scope = known(one)
    assert scope.find(other) is None


def test_hat_is_no_accent_where_the_name_is_so_declared():
    scope = known("what", "ŵ")
    assert (scope.find("what"), scope.find("ŵ")) == ("what", "ŵ")


def test_a_declared_yhat_is_meant_by_an_accented_y():
    assert known("yhat").find("ŷ") == "yhat"


def test_the_first_spelling_used_is_shown_not_the_one_declared():
    scope = known("w_1")
    assert scope.spell("w₁") == "w₁"
    assert scope.spell("w1") == "w₁"
    assert scope.find("w_1") == "w₁"


def test_names_in_trees_have_one_spelling():
    tree = parse_formula(Excerpt.of("ŷ − y\u0302 + yhat"), Scope())
    assert names(tree) == ("ŷ",)


def test_finding_does_not_make_a_name_known():
    scope = Scope()
    assert scope.find("x") is None
    assert list(scope) == []


def test_names_are_listed_in_order_of_appearance():
    scope = known("b", "a")
    scope.spell("c")
    assert list(scope) == ["b", "a", "c"]
    assert (scope.is_declared("a"), scope.is_declared("c")) == (True, False)


def test_the_nearest_name_is_found_whatever_its_case():
    scope = known("weight", "X")
    assert (scope.nearest("wieght"), scope.nearest("x"), scope.nearest("zzz")) == ("weight", "X", None)


# Closed scopes


def test_an_answer_may_use_every_known_name_and_none_else(refusal):
    scope = known("x")
    scope.spell("w")
    closed = scope.closed()
    assert names(parse_formula(Excerpt.of("wx"), closed)) == ("w", "x")
    finding = refusal("q·x", by=lambda excerpt: parse_formula(excerpt, closed))
    assert (finding.code, finding.place.end, scope.find("q")) == ("BP202", 1, None)


def test_a_misspelt_name_in_an_answer_gets_the_nearest(refusal):
    closed = known("weight").closed()
    assert refusal("wieght", by=lambda excerpt: parse_formula(excerpt, closed)).help == "Did you mean weight?"
    closed = known("r", "weight").closed()
    assert refusal("qqqr", by=lambda excerpt: parse_formula(excerpt, closed)).help == "Its names are r, weight."


def test_an_answer_does_not_change_how_a_name_is_shown():
    scope = known("w_1")
    assert parse_formula(Excerpt.of("w₁"), scope.closed()) == Name("w_1")
    assert scope.find("w1") == "w_1"


# ASCII


@pytest.mark.parametrize(
    ("name", "spelling"),
    [("ŷ", "yhat"), ("w₁", "w1"), ("ω", "omega"), ("ω̂₂", "omegahat2"),
     ("重み", "u91cdu307f"), ("é", "u00e9"), ("H⁽¹⁾", "H__1"),
     ("y'", "y'"), ("xᵢ", "x_i"), ("w1₂", "w1_2"), ("W_1", "W_1"), ("Ω", "Omega"), ("x̄", "xbar")],
)  # fmt: skip
def test_every_name_has_an_ascii_spelling_that_reads_back(name, spelling):
    assert ascii_name(name) == spelling
    assert known(name).find(spelling) == name


def test_keys_are_unique():
    scope = known("yhat", "ŷ", "λ", "重み")
    assert [scope.key(name) for name in scope] == ["yhat", "yhat_2", "lambda", "u91cdu307f"]
    assert scope.key("lambda") == "lambda"
    assert scope.closed().find("yhat_2") == "ŷ"
    with pytest.raises(KeyError):
        scope.key("z")


# What is no name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("__", "BP206"),
        ("__x__", "BP206"),
        ("_x", "BP206"),
        ("x_", "BP206"),
        ("b'x'", "BP206"),
        ("I don't know", "BP206"),
        ("H⁽¹", "BP206"),
        ("H⁽⁾", "BP206"),
        ("x" * 33, "BP203"),
        ("x" + "\u0302" * 40, "BP203"),
    ],
)
def test_a_malformed_name_is_refused(refusal, text, code):
    assert refusal(text).code == code


@pytest.mark.parametrize("text", ["nan", "inf", "NaN", "Infinity"])
def test_reserved_words_are_never_names(refusal, text):
    assert refusal(text, text).code == "BP206"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x\u202ey", "U+202E"),
        ("x\u2066", "U+2066"),
        ("x\u200by", "U+200B"),
        ("x\xady", "U+00AD"),
        ("x\u115fy", "U+115F"),
        ("\u3164", "U+3164"),
        ("x\x00", "U+0000"),
        ("\x1b[31mx", "U+001B"),
        ("x\ufe0f", "U+FE0F"),
        ("x\u034fy", "U+034F"),
        ("\udcff", "U+DCFF"),
        ("x\u2028y", "U+2028"),
        ("x\ufeffy", "U+FEFF"),
    ],
)
def test_invisible_characters_are_refused_by_name(refusal, text, said):
    finding = refusal(text)
    assert finding.code == "BP205"
    assert said in finding.message
    assert all(character.isprintable() for character in finding.message + finding.label + finding.help)


def test_cyrillic_look_alikes_are_refused_and_cyrillic_words_read(refusal, parse):
    assert "U+0445" in refusal("х*2").message
    assert "mixes" in refusal("xвес").message
    assert parse("вес") == Name("вес")


def test_mathematical_and_full_width_letters_are_plain_ones(parse):
    assert parse("𝑥") == parse("ｘ") == Name("x")


@pytest.mark.parametrize(("text", "plain"), [("ﬁ", "fi"), ("ª", "a"), ("ſ", "s"), ("Ⅳ", "IV")])
def test_other_forms_of_letters_are_refused_with_the_plain_one(refusal, text, plain):
    assert refusal(text).help == f"Type {plain}."
