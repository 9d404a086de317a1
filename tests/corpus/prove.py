"""Show that every label of pairs.yaml is right, without a line of the program's code.

    python tests/corpus/prove.py              every label at 60 points of both signs, at 50 digits
    python tests/corpus/prove.py --symbolic   and how many equal pairs sympy proves for all points, in some minutes

A formula is read with Python's own parser, as data. The right answer is held against the derivative of the graph that
mpmath takes by differences, then every answer against the right answer: equal ones agree at every point to 1e-30,
unequal ones differ at one of them at least, where both have a value, by more than 1e-8 of it.
"""

from __future__ import annotations

import ast
import functools
import operator
import random
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import mpmath
import yaml

PAIRS = Path(__file__).with_name("pairs.yaml")
DIGITS, POINTS, FEWEST = 50, 60, 8
EQUAL, UNEQUAL, DERIVATIVE = mpmath.mpf("1e-30"), mpmath.mpf("1e-8"), mpmath.mpf("1e-25")


class Undefined(ArithmeticError):
    """A formula has no real value at a point."""


class Pair(NamedTuple):
    """One answer to one question; `steps` by their names in the order they are computed."""

    steps: Mapping[str, str]
    given: Mapping[str, Any]
    ask: str
    expected: str
    answer: str
    correct: bool

    @property
    def short_form(self) -> str:
        """The graph as it is typed on a command line."""
        written = [f"{name} = {formula}" for name, formula in self.steps.items()]
        return "; ".join([*written, *(f"{name} = {value}" for name, value in self.given.items())])


def pairs() -> Iterator[Pair]:
    """Every pair of the file."""
    for entry in yaml.safe_load(PAIRS.read_text("utf-8")):
        parts = [step.partition("=") for step in entry["steps"]]
        steps = {name.strip(): formula.strip() for name, _, formula in parts}
        for kind in ("right", "wrong"):
            for answer in entry[kind]:
                yield Pair(steps, entry["given"], entry["ask"], str(entry["expected"]), str(answer), kind == "right")


# ------------------------------------------------------------------ values at a point


def _real(value: Any) -> Any:
    if isinstance(value, mpmath.mpc) or not mpmath.isfinite(value):
        raise Undefined
    return value


def _power(base: Any, exponent: Any) -> Any:
    if base == 0 and exponent <= 0:
        raise Undefined
    return base**exponent


def _quotient(one: Any, other: Any) -> Any:
    if other == 0:
        raise Undefined
    return one / other


def _log(value: Any) -> Any:
    if value <= 0:
        raise Undefined
    return mpmath.log(value)


OPERATORS: dict[type, Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: _quotient,
    ast.Pow: _power,
    ast.USub: operator.neg,
}
_PLAIN = ("exp", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh")
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "log": _log,
    "ln": _log,
    "abs": abs,
    "max": max,
    "min": min,
    "sign": mpmath.sign,
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "relu": lambda z: max(z, mpmath.mpf(0)),
    "leaky_relu": lambda z, slope=None: z if z > 0 else (mpmath.mpf(1) / 100 if slope is None else slope) * z,
    "softplus": lambda z: mpmath.log1p(mpmath.exp(z)),
    **{name: getattr(mpmath, name) for name in _PLAIN},
}


@functools.cache
def parsed(formula: str) -> ast.expr:
    """The tree of a formula, `^` being a power."""
    return ast.parse(formula.replace("^", "**"), mode="eval").body


def value(tree: ast.expr, at: Mapping[str, Any]) -> Any:
    """What a formula is worth at a point. Raises Undefined where it has no real value."""
    match tree:
        case ast.Constant():
            return mpmath.mpf(ast.unparse(tree))
        case ast.Name(id="pi"):
            return +mpmath.pi
        case ast.Name(id=name):
            return at[name]
        case ast.UnaryOp(op=op, operand=operand):
            return OPERATORS[type(op)](value(operand, at))
        case ast.BinOp(left=left, op=op, right=right):
            return _real(OPERATORS[type(op)](value(left, at), value(right, at)))
        case ast.Call(func=ast.Name(id=name), args=args):
            return _real(FUNCTIONS[name](*(value(argument, at) for argument in args)))
    raise TypeError(ast.dump(tree))


def forward(pair: Pair, at: Mapping[str, Any], held: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Every name's value at a point; `held` names are not worked out but have these values."""
    held = held or {}
    values = {**at, **held}
    for name, formula in pair.steps.items():
        if name not in held:
            values[name] = value(parsed(formula), values)
    return values


def derivative(pair: Pair, at: Mapping[str, Any]) -> Any:
    """What is asked, by differences: a value, a total gradient of the last step, or a local gradient of another."""
    values = forward(pair, at)
    if "/" not in pair.ask:
        return values[pair.ask]
    of, wrt = (part[1:] for part in pair.ask.split("/"))

    def moved(x: Any) -> Any:
        if of == list(pair.steps)[-1]:
            return forward(pair, at, {wrt: x})[of]
        return value(parsed(pair.steps[of]), {**values, wrt: x})

    return mpmath.diff(moved, values[wrt])


# ------------------------------------------------------------------ proofs


def points(pair: Pair, count: int) -> Iterator[dict[str, Any]]:
    """Points of both signs at which the right answer has a value, sizes from 0.05 to 6."""
    source = random.Random(pair.ask + pair.expected)  # noqa: S311 - the same points every time, no secret
    found = 0
    for _ in range(200 * count):
        at = {name: mpmath.mpf(source.choice((-1, 1)) * source.randint(50, 6000)) / 1009 for name in pair.given}
        try:
            values = forward(pair, at)
            value(parsed(pair.expected), values)
        except Undefined:
            continue
        yield values
        found += 1
        if found == count:
            return
    if found < FEWEST:
        raise AssertionError(f"{pair.short_form}: only {found} points")


def _apart(one: Any, other: Any) -> Any:
    return abs(one - other) / max(abs(one), abs(other), mpmath.mpf("1e-12"))


def fault(pair: Pair, agreeing: int = POINTS) -> str | None:
    """What is wrong with a pair's label, None if it is shown to be right, of equal ones at `agreeing` points."""
    with mpmath.workdps(DIGITS):
        for at in points(pair, agreeing if pair.correct else POINTS):
            right = value(parsed(pair.expected), at)
            leaves = {name: at[name] for name in pair.given}
            if _apart(right, derivative(pair, leaves)) > DERIVATIVE:
                return f"{pair.ask} is not {pair.expected}"
            try:
                apart = _apart(right, value(parsed(pair.answer), at))
            except Undefined:
                if pair.correct:
                    return "the answer has no value where the right one has"
                continue
            if pair.correct and apart > EQUAL:
                return "not equal"
            if not pair.correct and apart > UNEQUAL:
                return None
        return None if pair.correct else "equal"


# ------------------------------------------------------------------ proofs for all points

SECONDS = 3


def proved(pair: Pair) -> bool:
    """Whether sympy finds within a few seconds that the two formulas of a pair are one, for real numbers."""
    import sympy  # noqa: PLC0415 - of no use without --symbolic

    symbols: dict[str, Any] = {name: sympy.Symbol(name, real=True) for name in pair.given}
    for name, formula in pair.steps.items():
        symbols[name] = symbolic(parsed(formula), symbols)
    difference = symbolic(parsed(pair.expected), symbols) - symbolic(parsed(pair.answer), symbols)
    signal.signal(signal.SIGALRM, _out_of_time)
    signal.alarm(SECONDS)
    try:
        return bool(sympy.simplify(difference) == 0 or sympy.simplify(difference.rewrite(sympy.exp)) == 0)
    except TimeoutError:
        return False
    finally:
        signal.alarm(0)


def _out_of_time(*_: object) -> None:
    raise TimeoutError


def symbolic(tree: ast.expr, names: Mapping[str, Any]) -> Any:
    import sympy  # noqa: PLC0415

    half = sympy.Rational(1, 2)
    known: dict[str, Callable[..., Any]] = {
        "ln": sympy.log,
        "log": sympy.log,
        "abs": sympy.Abs,
        "sign": sympy.sign,
        "sigmoid": lambda z: 1 / (1 + sympy.exp(-z)),
        "softplus": lambda z: sympy.log(1 + sympy.exp(z)),
        "max": lambda a, b: (a + b + sympy.Abs(a - b)) * half,
        "min": lambda a, b: (a + b - sympy.Abs(a - b)) * half,
        "relu": lambda z: (z + sympy.Abs(z)) * half,
        "leaky_relu": lambda z, slope=half / 50: (z * (1 + slope) + sympy.Abs(z) * (1 - slope)) * half,
        **{name: getattr(sympy, name) for name in _PLAIN},
    }
    match tree:
        case ast.Constant():
            return sympy.Rational(ast.unparse(tree))
        case ast.Name(id=name):
            return sympy.pi if name == "pi" else names[name]
        case ast.UnaryOp(operand=operand):
            return -symbolic(operand, names)
        case ast.BinOp(left=left, op=op, right=right):
            one, other = symbolic(left, names), symbolic(right, names)
            return one / other if isinstance(op, ast.Div) else OPERATORS[type(op)](one, other)
        case ast.Call(func=ast.Name(id=name), args=args):
            return known[name](*(symbolic(argument, names) for argument in args))
    raise TypeError(ast.dump(tree))


def main() -> int:
    """Print every label that is not shown, and how many are."""
    every = list(pairs())
    wrong = [(pair, said) for pair in every if (said := fault(pair))]
    for pair, said in wrong:
        print(f"{pair.short_form}: {pair.answer}: {said}")
    equal = [pair for pair in every if pair.correct]
    print(f"{len(every)} pairs, {len(equal)} equal, {len(every) - len(equal)} not; {len(wrong)} labels not shown")
    if "--symbolic" in sys.argv:
        print(f"{sum(map(proved, equal))} of the equal ones proved by sympy for all points")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
