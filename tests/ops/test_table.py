"""Every row of the table: its gradient three ways, its shapes, its arithmetics, and that it prints and reads back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
import sympy

from bpcli.core.numerals import Shape
from bpcli.core.source import Excerpt
from bpcli.engine.arithmetic import Arithmetic
from bpcli.engine.backward import sum_to
from bpcli.engine.kernel import compiled, compiled_one
from bpcli.engine.precise import precise_number
from bpcli.engine.rule import Rule
from bpcli.engine.shapes import settled
from bpcli.language.names import Scope
from bpcli.language.parser import parse_formula
from bpcli.language.printer import ASCII, UNICODE, write
from bpcli.language.tree import Apply, Name, Slot
from bpcli.ops import precise
from bpcli.ops.operation import Family
from bpcli.ops.table import OPERATIONS, called

# What each operation on numbers means, said once more and independently.
MEANING: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "hadamard": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "pow": lambda a, b: a**b,
    "log": sympy.log,
    "sigmoid": lambda a: 1 / (1 + sympy.exp(-a)),
    "softplus": lambda a: sympy.log(1 + sympy.exp(a)),
    "square": lambda a: a**2,
    "abs": lambda a: sympy.sqrt(a**2),
    "sign": lambda a: a / sympy.sqrt(a**2),
    "step": lambda a: (1 + a / sympy.sqrt(a**2)) / 2,
    "relu": lambda a: (a + sympy.sqrt(a**2)) / 2,
    "leaky_relu": lambda a: sympy.Rational(101, 200) * a + sympy.Rational(99, 200) * sympy.sqrt(a**2),
    "max": lambda a, b: (a + b + sympy.sqrt((a - b) ** 2)) / 2,
    "min": lambda a, b: (a + b - sympy.sqrt((a - b) ** 2)) / 2,
    **{
        name: getattr(sympy, name)
        for name in [
            "exp",
            "sqrt",
            "sin",
            "cos",
            "tan",
            "asin",
            "acos",
            "atan",
            "sinh",
            "cosh",
            "tanh",
            "asinh",
            "acosh",
            "atanh",
        ]
    },
}
# Where each function of one number is looked at: inside its domain, off its kinks.
POINTS = {
    **dict.fromkeys(("asin", "acos", "atanh"), (-0.75, 0.25, 0.5)),
    "acosh": (1.25, 2.0, 5.0),
    **dict.fromkeys(("log", "sqrt"), (0.125, 1.0, 7.0)),
}
USUAL = (-1.5, 0.25, 2.0)
PAIRS = ((0.5, 2.0), (3.0, -1.5), (1.75, 0.25))

NUMBER_ROWS = [key for key, row in OPERATIONS.items() if row.family is Family.ENTRYWISE]
RULE_WORDS = {"spread", "share", "count", "rows", "last_sum", "onehot"}


def on_slots(op: str, count: int, **options: int) -> Apply:
    given = tuple((name, Fraction(value)) for name, value in options.items())
    return Apply(op, tuple(map(Slot, range(count))), given)


def points(op: str) -> Sequence[tuple[float, ...]]:
    if OPERATIONS[op].arguments[1] == 2:
        return PAIRS
    return [(value,) for value in POINTS.get(op, USUAL)]


@pytest.mark.parametrize("op", NUMBER_ROWS)
def test_a_local_gradient_is_the_derivative_of_what_the_operation_means(op: str) -> None:
    count = OPERATIONS[op].arguments[1]
    rule, symbols = Rule(op, on_slots(op, count), count), sympy.symbols("a b", real=True)[:count]
    meaning = MEANING[op](*symbols)
    for point in points(op):
        at = dict(zip(symbols, map(sympy.Rational, map(Fraction, point)), strict=True))
        value = rule.forward(*point)
        assert value == pytest.approx(float(meaning.subs(at)), rel=1e-12)
        expected = [float(meaning.diff(symbol).subs(at)) for symbol in symbols]
        assert rule.backward(*point, value) == pytest.approx(expected, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("op", NUMBER_ROWS)
def test_a_local_gradient_is_the_slope_of_the_function_itself(op: str) -> None:
    count = OPERATIONS[op].arguments[1]
    rule, h = Rule(op, on_slots(op, count), count), 1e-6
    for point in points(op):
        found = rule.backward(*point, rule.forward(*point))
        for edge in range(count):
            right, left = list(point), list(point)
            right[edge], left[edge] = point[edge] + h, point[edge] - h
            slope = (rule.forward(*right) - rule.forward(*left)) / (2 * h)
            assert found[edge] == pytest.approx(slope, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("op", NUMBER_ROWS)
def test_numbers_and_arrays_agree(op: str) -> None:
    count = OPERATIONS[op].arguments[1]
    columns = [np.array(column) for column in zip(*points(op), strict=True)]
    alone, together = Rule(op, on_slots(op, count), count), Rule(op, on_slots(op, count), count, ((3,),) * count)
    values = together.forward(*columns)
    assert values == pytest.approx([alone.forward(*point) for point in points(op)], rel=1e-14)
    backs = together.backward(*columns, values, np.full(3, 2.0))
    for number, point in enumerate(points(op)):
        expected = alone.backward(*point, alone.forward(*point))
        found = [np.broadcast_to(back, 3)[number] / 2 for back in backs]
        assert found == pytest.approx(expected, rel=1e-13, abs=1e-15)


def as_sympy(value: Any) -> Any:
    return sympy.Float(str(value), 65)


def agree(found: Any, expected: Any) -> bool:
    """To 55 digits."""
    expected = sympy.N(expected, 65)
    return bool(abs(as_sympy(found) - expected) <= sympy.Float("1e-55") * max(1, abs(expected)))


@pytest.mark.parametrize("op", NUMBER_ROWS)
def test_sixty_digits_are_those_of_what_the_operation_means(op: str) -> None:
    count = OPERATIONS[op].arguments[1]
    rule, symbols = Rule(op, on_slots(op, count), count), sympy.symbols("a b", real=True)[:count]
    meaning = MEANING[op](*symbols)
    for point in points(op):
        at = dict(zip(symbols, map(sympy.Rational, map(Fraction, point)), strict=True))
        inputs = [precise.number(Fraction(value)) for value in point]
        value = rule.forward_precise(*inputs)
        assert agree(value, meaning.subs(at))
        for found, symbol in zip(rule.backward_precise(*inputs, value), symbols, strict=True):
            assert agree(found, meaning.diff(symbol).subs(at))


RATIONAL_ROWS = [key for key in NUMBER_ROWS if OPERATIONS[key].rational]


@pytest.mark.parametrize("op", RATIONAL_ROWS)
def test_fractions_in_give_fractions_out(op: str) -> None:
    count = OPERATIONS[op].arguments[1]
    point = (Fraction(3, 7), Fraction(2))[:count]
    rule = Rule(op, on_slots(op, count), count)
    value = rule.forward_exact(*point)
    assert type(value) is Fraction
    assert float(value) == pytest.approx(rule.forward(*map(float, point)), rel=1e-15)
    arrays = [np.array([x, -x], dtype=object) if op != "pow" else np.array([x, x], dtype=object) for x in point]
    exact = Rule(op, on_slots(op, count), count, ((2,),) * count).forward_exact(*arrays)
    assert exact[0] == value


@pytest.mark.parametrize("op", [key for key in NUMBER_ROWS if not OPERATIONS[key].rational])
def test_what_is_no_fraction_is_not_called_rational(op: str) -> None:
    count = OPERATIONS[op].arguments[1]
    assert not Rule(op, on_slots(op, count), count).rational


def test_conventions_at_kinks_are_those_of_the_lecture() -> None:
    for op, point, expected in (
        ("relu", (0.0,), (0.0,)),
        ("abs", (0.0,), (0.0,)),
        ("sign", (0.0,), (0.0,)),
        ("leaky_relu", (0.0,), (0.01,)),
        ("max", (2.0, 2.0), (0.5, 0.5)),
        ("min", (2.0, 2.0), (0.5, 0.5)),
    ):
        rule = Rule(op, on_slots(op, len(point)), len(point))
        assert rule.kink
        assert rule.backward(*point, rule.forward(*point)) == pytest.approx(expected)


def test_functions_do_not_overflow_on_the_way_to_a_finite_value() -> None:
    for op, x, value, slope in (
        ("sigmoid", -1000.0, 0.0, 0.0),
        ("sigmoid", 1000.0, 1.0, 0.0),
        ("softplus", 1000.0, 1000.0, 1.0),
        ("softplus", -1000.0, 0.0, 0.0),
        ("tanh", -400.0, -1.0, 0.0),
    ):
        rule = Rule(op, on_slots(op, 1), 1)
        assert rule.forward(x) == value
        assert rule.backward(x, value) == (slope,)


# --- arrays -------------------------------------------------------------------------------------------------


def _softmax(z: Any) -> Any:
    flat = np.atleast_2d(z)
    powers = np.array([[sympy.exp(entry) for entry in row] for row in flat], dtype=object)
    return (powers / powers.sum(axis=1, keepdims=True)).reshape(np.shape(z))


def _logs(array: Any) -> Any:
    return np.vectorize(sympy.log, otypes=[object])(array)


def _cross(z: Any, target: Any) -> Any:
    return -(target * _logs(_softmax(z))).sum() / np.atleast_2d(z).shape[0]


def _column(a: Any) -> Any:
    return a.reshape(-1, 1) if a.ndim == 1 else a


ARRAY_CASES: list[tuple[str, dict[str, int], tuple[Shape, ...], Callable[..., Any]]] = [
    ("mse", {}, ((2, 2), (2, 2)), lambda a, b: ((a - b) ** 2).sum() / 4),
    ("mse", {}, ((3,), ()), lambda a, b: ((a - b) ** 2).sum() / 3),
    ("sse", {}, ((3,), (3,)), lambda a, b: ((a - b) ** 2).sum()),
    ("inner", {}, ((3,), (3,)), lambda a, b: (a * b).sum()),
    ("bce", {}, ((3,), (3,)), lambda a, b: -(b * _logs(a) + (1 - b) * _logs(1 - a)).sum() / 3),
    (
        "bce_with_logits",
        {},
        ((3,), (3,)),
        lambda a, b: -(b * _logs(1 / (1 + _exp(-a))) + (1 - b) * _logs(1 / (1 + _exp(a)))).sum() / 3,
    ),
    ("matmul", {}, ((2, 3), (3, 2)), lambda a, b: a.dot(b)),
    ("matmul", {}, ((2, 3), (3,)), lambda a, b: a.dot(b)),
    ("matmul", {}, ((1, 3), (3,)), lambda a, b: a.dot(b)[0]),
    ("matmul", {}, ((3,), (1, 2)), lambda a, b: _column(a).dot(b)),
    ("transpose", {}, ((2, 3),), lambda a: a.T),
    ("transpose", {}, ((3,),), lambda a: a.reshape(1, -1)),
    ("sum", {}, ((2, 3),), lambda a: a.sum()),
    ("sum", {"axis": 0}, ((2, 3),), lambda a: a.sum(axis=0)),
    ("sum", {"axis": -1}, ((2, 3),), lambda a: a.sum(axis=1)),
    ("mean", {}, ((2, 3),), lambda a: a.sum() / 6),
    ("mean", {"axis": 0}, ((2, 3),), lambda a: a.sum(axis=0) / 2),
    ("mean", {"axis": 1}, ((2, 3),), lambda a: a.sum(axis=1) / 3),
    ("mean", {"axis": 0}, ((3,),), lambda a: a.sum() / 3),
    ("norm", {}, ((2, 2),), lambda a: sympy.sqrt((a**2).sum())),
    ("softmax", {}, ((3,),), _softmax),
    ("softmax", {}, ((2, 3),), _softmax),
    ("log_softmax", {}, ((2, 3),), lambda a: _logs(_softmax(a))),
    ("cross_entropy", {}, ((3,), (3,)), _cross),
    ("cross_entropy", {}, ((2, 3), (2, 3)), _cross),
]


def _exp(array: Any) -> Any:
    return np.vectorize(sympy.exp, otypes=[object])(array)


def _symbols(shape: Shape, letter: str) -> Any:
    names = [sympy.Symbol(f"{letter}{i}", real=True) for i in range(int(np.prod(shape)))]
    return np.array(names, dtype=object).reshape(shape) if shape else names[0]


def _numbers(shape: Shape, seed: int) -> Any:
    # Inside (0, 1), so that bce has a value.
    values = np.random.default_rng(seed).uniform(0.1, 0.9, shape)
    return values if shape else float(values)


@pytest.mark.parametrize(("op", "options", "shapes", "meaning"), ARRAY_CASES)
def test_what_comes_back_is_the_derivative_of_every_entry(
    op: str, options: dict[str, int], shapes: tuple[Shape, ...], meaning: Callable[..., Any]
) -> None:
    symbols = [_symbols(shape, "ab"[number]) for number, shape in enumerate(shapes)]
    inputs = [_numbers(shape, number) for number, shape in enumerate(shapes)]
    flat = [(s, v) for a, b in zip(symbols, inputs, strict=True) for s, v in zip(np.ravel(a), np.ravel(b), strict=True)]
    names, values = [s for s, _ in flat], [float(v) for _, v in flat]
    rule = Rule(op, on_slots(op, len(shapes), **options), len(shapes), shapes)
    result = rule.forward(*inputs)
    entries = list(np.ravel(meaning(*symbols)))
    assert list(np.ravel(result)) == pytest.approx([sympy.lambdify(names, e)(*values) for e in entries], rel=1e-12)
    upstream = _numbers(np.shape(result), 9)
    total = sum(g * entry for g, entry in zip(np.ravel(upstream), entries, strict=True))
    backs = rule.backward(*inputs, result, upstream)
    for variables, value, back in zip(symbols, inputs, backs, strict=True):
        expected = [sympy.lambdify(names, sympy.diff(total, v))(*values) for v in np.ravel(variables)]
        assert np.ravel(sum_to(back, np.shape(value))) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("op", "options", "shapes", "meaning"), ARRAY_CASES)
def test_the_shape_rule_tells_the_shape_of_the_result(
    op: str, options: dict[str, int], shapes: tuple[Shape, ...], meaning: Callable[..., Any]
) -> None:
    inputs = [_numbers(shape, number) for number, shape in enumerate(shapes)]
    given = {name: Fraction(value) for name, value in options.items()}
    result = Rule(op, on_slots(op, len(shapes), **options), len(shapes), shapes).forward(*inputs)
    assert OPERATIONS[op].shape(shapes, given) == np.shape(result)


@pytest.mark.parametrize(("op", "options", "shapes", "meaning"), ARRAY_CASES)
def test_arrays_of_sixty_digits_are_those_of_what_the_operation_means(
    op: str, options: dict[str, int], shapes: tuple[Shape, ...], meaning: Callable[..., Any]
) -> None:
    inputs = [_numbers(shape, number) for number, shape in enumerate(shapes)]
    exact = [np.vectorize(lambda x: sympy.Rational(Fraction(x)), otypes=[object])(value) for value in inputs]
    rule = Rule(op, on_slots(op, len(shapes), **options), len(shapes), shapes)
    numbers = [precise_number(value) for value in inputs]
    result = rule.forward_precise(*numbers)
    expected = meaning(*(value if value.ndim else value[()] for value in exact))
    assert np.shape(result) == np.shape(expected)
    assert all(map(agree, np.ravel(result), np.ravel(expected)))
    doubles = rule.backward(*inputs, rule.forward(*inputs), np.ones(np.shape(result)))
    for precisely, roughly in zip(rule.backward_precise(*numbers, result, result * 0 + 1), doubles, strict=True):
        assert np.ravel(np.asarray(precisely, dtype=float)) == pytest.approx(np.ravel(roughly), rel=1e-13)


EXTREMES = [
    ("amax", {}, [[1.0, 4.0], [4.0, 2.0]], [[0.0, 0.5], [0.5, 0.0]]),
    ("amax", {"axis": 0}, [[1.0, 4.0], [4.0, 4.0]], [[0.0, 0.5], [1.0, 0.5]]),
    ("amax", {"axis": 1}, [[3.0, 3.0], [4.0, 2.0]], [[0.5, 0.5], [1.0, 0.0]]),
    ("amin", {}, [[1.0, 4.0], [1.0, 2.0]], [[0.5, 0.0], [0.5, 0.0]]),
    ("amin", {"axis": 0}, [[1.0, 4.0], [2.0, 4.0]], [[1.0, 0.5], [0.0, 0.5]]),
]


@pytest.mark.parametrize(("op", "options", "values", "shares"), EXTREMES)
def test_the_entries_that_tie_for_an_extreme_share_the_gradient(
    op: str, options: dict[str, int], values: list[list[float]], shares: list[list[float]]
) -> None:
    rule, array = Rule(op, on_slots(op, 1, **options), 1, ((2, 2),)), np.array(values)
    result = rule.forward(array)
    (back,) = rule.backward(array, result, np.ones(np.shape(result)))
    assert back.tolist() == shares
    numbers = precise_number(array)
    (back,) = rule.backward_precise(numbers, rule.forward_precise(numbers), precise_number(np.ones(np.shape(result))))
    assert back.astype(float).tolist() == shares


def test_a_class_is_a_one_hot_row_that_no_gradient_flows_into() -> None:
    logits, classes = np.array([[1.0, 2.0, 0.5], [0.0, -1.0, 3.0]]), np.array([2.0, 0.0])
    by_class = Rule("class_entropy", on_slots("class_entropy", 2), 2, ((2, 3), (2,)))
    by_row = Rule("cross_entropy", on_slots("cross_entropy", 2), 2, ((2, 3), (2, 3)))
    rows = np.eye(3)[[2, 0]]
    assert by_class.forward(logits, classes) == by_row.forward(logits, rows)
    assert by_class.pulls[1] is None
    precisely = by_class.forward_precise(precise_number(logits), precise_number(classes))
    assert float(precisely) == pytest.approx(by_row.forward(logits, rows), rel=1e-14)
    y = by_row.forward(logits, rows)
    assert by_class.backward(logits, classes, y, 1.0)[0] == pytest.approx(by_row.backward(logits, rows, y, 1.0)[0])


@pytest.mark.parametrize("op", ["matmul", "transpose", "sum", "mean", "amax", "amin", "mse", "sse", "inner"])
def test_exact_arrays_stay_exact(op: str) -> None:
    count = OPERATIONS[op].arguments[1]
    matrix = np.array([[Fraction(1, 3), Fraction(2)], [Fraction(-1, 7), Fraction(5)]], dtype=object)
    rule = Rule(op, on_slots(op, count), count, ((2, 2),) * count)
    assert rule.rational
    exact, doubles = rule.forward_exact(*[matrix] * count), rule.forward(*[matrix.astype(float)] * count)
    assert all(isinstance(entry, Fraction | int) for entry in np.ravel(exact))
    assert np.ravel(exact).astype(float) == pytest.approx(np.ravel(doubles), rel=1e-14)
    assert rule.backward_exact is not None


def test_every_row_has_been_looked_at() -> None:
    seen = {*NUMBER_ROWS, *(op for op, *_ in ARRAY_CASES), *(op for op, *_ in EXTREMES), "class_entropy"}
    assert seen | RULE_WORDS == set(OPERATIONS)
    assert set(MEANING) == set(NUMBER_ROWS)


# --- printing -----------------------------------------------------------------------------------------------

READ_BACK = {"hadamard": (2,), "transpose": (2, 2), "matmul": (2, 2), "class_entropy": (3,)}


@pytest.mark.parametrize("op", sorted(set(OPERATIONS) - RULE_WORDS - {"step"}))
@pytest.mark.parametrize("style", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_an_operation_prints_and_reads_back(op: str, style: Any) -> None:
    row = OPERATIONS[op]
    count = row.arguments[1]
    shape: Shape = (2,) if row.family in (Family.ARRAY, Family.LOSS) else ()
    shape = READ_BACK.get(op, shape)
    shapes = {"a": shape, "b": () if op == "class_entropy" else shape}
    scope = Scope()
    scope.declare("a", "b")
    tree = Apply(op, (Name("a"), Name("b"))[:count])
    again, _ = settled(parse_formula(Excerpt.of(write(tree, style)), scope), shapes)
    assert again == tree


@pytest.mark.parametrize("op", sorted(key for key, row in OPERATIONS.items() if row.names and key not in RULE_WORDS))
def test_every_name_calls_its_row(op: str) -> None:
    row = OPERATIONS[op]
    for name, count in product(row.names, range(row.arguments[0], row.arguments[1] + 1)):
        found = called(name, count)
        assert found is not None
        assert found is row or {found.key, op} == {"cross_entropy", "class_entropy"}


def test_a_formula_and_its_local_gradients_compile_for_every_arithmetic() -> None:
    tree = on_slots("leaky_relu", 1)
    assert compiled_one(tree, 1, Arithmetic.DOUBLE)(-2.0) == pytest.approx(-0.02)
    assert compiled_one(tree, 1, Arithmetic.EXACT)(Fraction(-2)) == Fraction(-1, 50)
    assert compiled([tree, tree], 1, Arithmetic.ARRAY)(np.array([1.0, -1.0]))[1].tolist() == [1.0, -0.01]
