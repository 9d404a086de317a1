from fractions import Fraction

import pytest

from bpcli.core.source import Excerpt
from bpcli.language.names import Scope
from bpcli.language.parser import parse_definition, parse_formula, parse_step, read_name
from bpcli.language.tree import Apply, Constant, Name, Number


def names(*spellings):
    return tuple(map(Name, spellings))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a+b", "add"), ("a＋b", "add"), ("a-b", "sub"), ("a−b", "sub"), ("a–b", "sub"), ("a﹣b", "sub"),
        ("a－b", "sub"),
        ("a·b", "dot"), ("a∙b", "dot"), ("a⋅b", "dot"), ("a•b", "dot"), ("a@b", "dot"),
        ("a*b", "star"), ("a⊙b", "star"), ("a∗b", "star"), ("a＊b", "star"), ("a×b", "cross"),
        ("a/b", "div"), ("a÷b", "div"), ("a∕b", "div"), ("a^b", "pow"), ("a**b", "pow"), ("a＾b", "pow"),
    ],
)  # fmt: skip
def test_every_spelling_of_a_sign_is_read(parse, text, tree):
    assert parse(text) == Apply(tree, names("a", "b"))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("2^3^2", "2^(3²)"),
        ("-x^2", "−x²"),
        ("(-x)^2", "(−x)²"),
        ("a-b-c", "a − b − c"),
        ("a-(b-c)", "a − (b − c)"),
        ("a/b/c", "a/b/c"),
        ("1/2x", "1/2·x"),
        ("1/2(ŷ−y)²", "1/2·(ŷ − y)²"),
        ("-x·y", "−x·y"),
        ("-(x·y)", "−(x·y)"),
        ("x*-y", "x*(−y)"),
        ("2^-1", "2⁻¹"),
        ("2^-x^2", "2^(−x²)"),
        ("x^-2^2", "x^(−2²)"),
        ("--x", "−(−x)"),
        ("+-x", "−x"),
        ("x--y", "x − (−y)"),
        ("a+b·c^d", "a + b·c^d"),
        ("2^3x", "2³·x"),
    ],
)
def test_signs_bind_as_the_notes_have_them(reads, text, meaning):
    assert reads(text) == meaning


def test_a_power_binds_tighter_than_a_minus(parse):
    assert parse("-x^2") == Apply("neg", (Apply("pow", (Name("x"), Number(Fraction(2)))),))


def test_a_negative_number_is_the_minus_of_a_number(parse):
    assert parse("-2") == Apply("neg", (Number(Fraction(2)),))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("2x", "2·x"), ("2(x+1)", "2·(x + 1)"), ("(a)(b)", "a·b"), ("(a)b", "a·b"), ("(x+1)(x-1)", "(x + 1)·(x − 1)"),
        ("x(y+1)", "x·(y + 1)"), ("2 x", "2·x"), ("x y", "x·y"), ("x²y", "x²·y"), ("2|x|", "2·|x|"), ("2√x", "2·√x"),
        ("½x", "1/2·x"), ("2e3x", "2000·x"), ("σ(z)(1−σ(z))", "σ(z)·(1 − σ(z))"), ("Xᵀy", "Xᵀ·y"),
        ("W₂(W₁·X + b₁) + b₂", "W₂·(W₁·X + b₁) + b₂"), ("2π", "2·π"), ("ω₁(x)", "ω₁·x"), ("ŷ(y)", "ŷ·y"),
    ],
)  # fmt: skip
def test_a_product_may_be_written_without_a_sign(reads, text, meaning):
    assert reads(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("x²", "x²"), ("x³", "x³"), ("x⁻¹", "x⁻¹"), ("xⁿ", "xⁿ"), ("x²³", "x²³"), ("2²", "2²"), ("(x+1)²", "(x + 1)²"),
        ("w₁²", "w₁²"), ("x²^3", "(x²)³"), ("2^x²", "2^(x²)"), ("xⁿ⁺¹", "x^(n + 1)"), ("x^(1/2)", "x^(1/2)"),
    ],
)  # fmt: skip
def test_superscripts_are_powers(reads, text, meaning):
    assert reads(text) == meaning


@pytest.mark.parametrize("text", ["Xᵀ", "X.T", "X^T", "X⊤"])
def test_a_transpose_is_written_in_four_ways(parse, text):
    assert parse(text) == Apply("transpose", names("X"))


def test_a_declared_name_t_in_capitals_is_an_exponent(parse):
    assert parse("X^T", "T") == Apply("pow", names("X", "T"))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("|x|", "|x|"),
        ("||x|-|y||", "||x| − |y||"),
        ("|x||y|", "|x|·|y|"),
        ("|x·|y||", "|x·|y||"),
        ("|f(|x|)|", "|f·|x||"),
    ],
)
def test_bars_nest(reads, text, meaning):
    assert reads(text, "f") == meaning


@pytest.mark.parametrize(
    ("text", "meaning"), [("√x²", "√(x²)"), ("√2x", "√2·x"), ("√(x+1)", "√(x + 1)"), ("(√x)²", "(√x)²")]
)
def test_a_root_reaches_over_powers_only(reads, text, meaning):
    assert reads(text) == meaning


def test_full_width_punctuation_letters_and_digits_are_read(reads):
    assert reads("３*（ｘ－２）＾２＋１") == "3*(x − 2)² + 1"
    assert reads("max（a，b）") == "max(a, b)"


@pytest.mark.parametrize("blank", [" ", "\t", "\xa0", "\u3000", "\u2009"])
def test_blanks_of_any_kind_mean_nothing(parse, blank):
    assert parse(f"{blank}x{blank}+{blank}y{blank}") == Apply("add", names("x", "y"))


@pytest.mark.parametrize("text", ["\ufeffx+y", "x+y\r", "x+y\n", "\r\nx+y\r\n", "(x\n+y)"])
def test_a_byte_order_mark_and_line_ends_around_a_formula_do_no_harm(parse, text):
    assert parse(text) == Apply("add", names("x", "y"))


def test_pi_and_e_are_constants_unless_declared(parse):
    assert parse("pi") == parse("π") == Constant("pi")
    assert parse("e") == Constant("e")
    assert parse("e", "e") == Name("e")
    assert parse("π", "pi") == Name("π")


@pytest.mark.parametrize(
    "name",
    ["lambda", "E", "I", "N", "O", "Q", "S", "beta", "gamma", "zeta", "re", "im", "test", "None", "id"],
)
def test_words_of_python_and_sympy_are_ordinary_names(parse, name):
    assert parse(name) == Name(name)


# Runs


@pytest.mark.parametrize(
    ("text", "given", "meaning"),
    [
        ("wx", "w x", "w·x"),
        ("2rx", "r x", "2·r·x"),
        ("2rx²", "r x", "2·r·x²"),
        ("W₁X", "W_1 X", "W₁·X"),
        ("wx1", "w x1", "w·x1"),
        ("2πr", "r", "2·π·r"),
        ("wx(y−t)", "w x y t", "w·x·(y − t)"),
        ("wx", "wx w x", "wx"),
        ("lossx", "loss x", "loss·x"),
        ("-rx^2", "r x", "−r·x²"),
    ],
)
def test_a_run_of_declared_names_is_their_product(reads, text, given, meaning):
    assert reads(text, *given.split()) == meaning


def test_a_run_that_splits_in_two_ways_shows_both(refusal):
    finding = refusal("abc", "a", "bc", "ab", "c")
    assert finding.code == "BP207"
    assert "a·bc" in finding.message
    assert "ab·c" in finding.message


def test_an_unknown_name_that_contains_a_known_one_offers_the_product(refusal):
    finding = refusal("wx + b", "x")
    assert (finding.code, finding.place.start, finding.place.end) == ("BP207", 0, 2)
    assert "w·x" in finding.help


@pytest.mark.parametrize("text", ["x2", "x̂", "xhat", "x_i", "omega", "dx_dw"])
def test_a_letter_with_indices_or_accents_contains_no_other_name(parse, text):
    assert parse(text, "x", "o", "d") == Name(text)


def test_words_side_by_side_are_no_product(refusal):
    for text in ("not x", "x and y", "x if y", "loss scale"):
        assert refusal(text).code == "BP201"


# Calls


@pytest.mark.parametrize(
    ("text", "op", "count", "options"),
    [
        ("sum(X)", "sum", 1, ()),
        ("sum(X, axis=0)", "sum", 1, (("axis", Fraction(0)),)),
        ("sum(X, 0)", "sum", 1, (("axis", Fraction(0)),)),
        ("sum(X, axis=-1)", "sum", 1, (("axis", Fraction(-1)),)),
        ("max(a, b)", "max", 2, ()),
        ("max(a)", "amax", 1, ()),
        ("leaky_relu(x, slope=0.1)", "leaky_relu", 1, (("slope", Fraction(1, 10)),)),
        ("leaky_relu(x, 0.1)", "leaky_relu", 1, (("slope", Fraction(1, 10)),)),
        ("ln(x)", "log", 1, ()),
        ("σ(x)", "sigmoid", 1, ()),
        ("sigma(x)", "sigmoid", 1, ()),
        ("transpose(X)", "transpose", 1, ()),
        ("mse(ŷ, y)", "mse", 2, ()),
        ("dot(a, b)", "inner", 2, ()),
    ],
)
def test_calls_name_an_operation_and_its_options(parse, text, op, count, options):
    tree = parse(text)
    assert (tree.op, len(tree.args), tree.options) == (op, count, options)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sin(x,y)", "one argument and has 2"),
        ("sin()", "one argument and has 0"),
        ("mse(x)", "2 arguments and has 1"),
        ("max(a,b,c)", "1 to 2 arguments and has 3"),
        ("sum(X, axes=0)", "no option axes"),
        ("sum(X, axis=0, axis=1)", "twice"),
        ("sum(X, axis=y)", "needs a number"),
        ("sum(axis=0, X)", "behind an option"),
        ("x(a, b)", "comma"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(refusal, text, said):
    assert said in refusal(text).message


def test_a_function_without_brackets_is_a_name_only_where_it_is_declared(parse, refusal):
    assert refusal("sin + 1").code == "BP206"
    assert parse("norm + 1", "norm") == Apply("add", (Name("norm"), Number(Fraction(1))))
    assert parse("norm(norm)", "norm") == Apply("norm", (Name("norm"),))


@pytest.mark.parametrize("text", ["sin²(x)", "sin^2(x)", "sin⁻¹(x)", "exp^x"])
def test_a_power_of_a_functions_name_is_refused(refusal, text):
    assert "behind its argument" in refusal(text).message


def test_an_unknown_function_is_named_with_the_nearest_known_one(refusal):
    finding = refusal("sigmod(z)")
    assert (finding.code, finding.help) == ("BP202", "Did you mean sigmoid?")


def test_words_of_the_rules_are_functions_only_in_rules():
    assert parse_formula(Excerpt.of("spread(G, a)"), Scope(rule_words=True)).op == "spread"


# Functions of the exercise's own


def define(head, body, scope):
    parse_definition(Excerpt.of(head), Excerpt.of(body), scope)


def test_a_defined_function_is_written_out(parse):
    scope = Scope()
    define("swish(a)", "a·σ(a)", scope)
    define("f(a, b)", "swish(a) + b", scope)
    assert parse_formula(Excerpt.of("f(x, 2)"), scope) == parse("x·σ(x) + 2")
    assert parse_formula(Excerpt.of("swish(x+1)"), scope) == parse("(x+1)·σ(x+1)")


def test_a_body_knows_its_parameters_only(refusal):
    finding = refusal("a·w", by=lambda body: parse_definition(Excerpt.of("f(a)"), body, Scope()))
    assert finding.code == "BP202"


@pytest.mark.parametrize("head", ["f", "f()", "f(a", "f(a,)", "f(a, 2)", "f(a+b)", "2(a)", "f(a, a)", "f(nan)"])
def test_the_head_of_a_definition_is_a_name_and_names(refusal, head):
    refusal(head, by=lambda excerpt: parse_definition(excerpt, Excerpt.of("1"), Scope()))


def test_what_functions_grow_to_is_bounded(refusal):
    scope = Scope()
    define("f(a)", "a·a·a·a", scope)
    for text in ("f(f(f(f(f(f(x))))))", "+".join(["f(f(x))"] * 200)):
        finding = refusal(text, by=lambda excerpt: parse_formula(excerpt, scope))
        assert (finding.code, "2,000" in finding.message) == ("BP203", True)


# Steps


def test_a_step_has_a_name_and_its_place():
    scope = Scope()
    step = parse_step(Excerpt.of("  z = w·x + b"), scope)
    assert (step.name, step.place.start, step.place.end) == ("z", 2, 3)
    assert step.tree == parse_formula(Excerpt.of("w·x + b"), Scope())
    assert step.excerpt.text == "w·x + b"


def test_a_bare_formula_is_a_step_without_a_name():
    step = parse_step(Excerpt.of("w·x"), Scope())
    assert (step.name, step.place) == ("", None)


@pytest.mark.parametrize(
    "text", ["x+1=y", "|y| = w", "2 = x", " = x", "y =", "nan = 2", "y = x = 2", "f(x) = 2", "y == 2"]
)
def test_the_left_side_is_one_name_and_the_right_side_a_formula(refusal, text):
    refusal(text, by=lambda excerpt: parse_step(excerpt, Scope()))


def test_a_fault_in_a_step_points_into_the_whole_text(refusal):
    finding = refusal("y = w*", by=lambda excerpt: parse_step(excerpt, Scope()))
    assert finding.place.start == 6


def test_a_name_is_read_as_typed_without_blanks():
    assert read_name(Excerpt.of(" w_1 ")) == "w_1"
    assert read_name(Excerpt.of("y\u0302")) == "ŷ"


# Faults


@pytest.mark.parametrize(
    ("text", "start", "said"),
    [
        ("", 0, "no formula"),
        ("x+", 2, "+ needs"),
        ("x**", 3, "** needs"),
        ("*x", 0, "begins with"),
        ("x⁻", 2, "superscript ends"),
        ("()", 0, "nothing between"),
        ("(x", 0, "never closed"),
        ("|x", 0, "never closed"),
        ("x)", 1, "never opened"),
        ("(x]", 2, "does not close"),
        ("x[0]", 1, "square brackets"),
        ("[x]", 0, "square brackets"),
        ("1,5", 1, "use a point"),
        ("a, b", 1, "comma"),
        ("x 2", 2, "sign is missing"),
        ("w.grad", 1, "after a dot"),
        ("x < y", 2, "compares"),
        ("x == y", 2, "compares"),
        ("5!", 1, "factorial"),
        ("'a'", 0, "quoted"),
        ("∂L/∂w", 0, "names a gradient"),
        ("x # y", 2, "no meaning"),
        ("x\ny", 1, "one line"),
        ("nan", 0, "not a finite number"),
        ("Infinity*x", 0, "not a finite number"),
    ],
)
def test_a_fault_says_what_and_where(refusal, text, start, said):
    finding = refusal(text)
    assert said in finding.message
    assert (finding.place.start, bool(finding.help)) == (start, True)


# Limits


def test_64_levels_are_read_and_65_refused(parse, refusal):
    assert parse("(" * 64 + "x" + ")" * 64) == Name("x")
    for text in ("(" * 65 + "x" + ")" * 65, "-" * 65 + "x", "x^" * 65 + "x", "√" * 65 + "x", "|" * 65 + "x" + "|" * 65):
        assert (refusal(text).code, "64 levels" in refusal(text).message) == ("BP203", True)


def test_a_long_sum_is_no_depth(parse):
    tree = parse("+".join(["x"] * 1000))
    assert hash(tree) == hash(parse("+".join(["x"] * 1000)))
    assert tree == parse("+".join(["x"] * 1000))
    assert tree != parse("-x" + "+x" * 999)


def test_more_than_2000_characters_are_refused_before_anything_else(refusal):
    assert refusal("(" * 2001).message == "the formula is longer than 2,000 characters"
