"""Exercises with formulas made up at random: whatever comes of them, no fault of the program."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bpcli.checks.checking import PROGRAM_FAULT, check_bytes

NAMES = ("w", "x", "b")
FUNCTIONS = (
    "sqrt",
    "exp",
    "log",
    "sin",
    "cos",
    "tan",
    "tanh",
    "σ",
    "relu",
    "abs",
    "leaky_relu",
    "softplus",
    "sign",
    "−",
)
CONSTANTS = ("2", "0.5", "1/3", "π", "−1", "0", "1", "sqrt(2)", "2^0.5", "(1 − 1)")

leaves = st.sampled_from((*NAMES, *NAMES, *CONSTANTS))
formulas = st.recursive(
    leaves,
    lambda parts: st.one_of(
        st.builds("({} {} {})".format, parts, st.sampled_from("+−·/^"), parts),
        st.builds("({})^{}".format, parts, st.sampled_from(("2", "3", "−1", "0.5", "0", "1.5"))),
        st.builds("{}({})".format, st.sampled_from(FUNCTIONS), parts),
        st.builds("{}({}, {})".format, st.sampled_from(("max", "min", "mse", "bce")), parts, parts),
    ),
    max_leaves=6,
)
numbers = st.sampled_from(("2", "3", "7", "1", "0", "-1", "-2", "0.5", "-0.25", "1/3", "10"))


@st.composite
def exercises(draw: st.DrawFn) -> str:
    steps = [f"z = {draw(formulas)}", f"h = {draw(formulas)} + z"]
    loss = draw(st.sampled_from(("(h − w)²", "h·x", "σ(h)")))
    givens = ", ".join(f"{name}: {draw(numbers)}" for name in NAMES)
    expand = draw(st.sampled_from(("", "expand: true\n", "expand: false\n")))
    return f"title: t\nmodel: [{', '.join(map(repr, steps))}]\nloss: L = {loss}\ngiven: {{{givens}}}\n{expand}"


def made(*steps: str, loss: str, given: str, more: str = "") -> str:
    model = "\n".join(f"  - {step}" for step in steps)
    return f"title: t\nmodel:\n{model}\nloss: {loss}\ngiven: {given}\n{more}"


FOUND = (
    made("a = sqrt(2)", "z = a^3·w", loss="L = (z − a²)²", given="{w: 2}"),
    made("h = v^4", "p = v^0.1", loss="L = (p − y)²", given="{v: 100, y: 1.5}", more="expand: false\n"),
    made("z = sse(b, b)^b", "u = softplus(b)", loss="L = u − y", given="{b: 1/3, y: 3}"),
    made("h = 2", "p = leaky_relu(1e-9) − w", loss="L = (p − y)²", given="{w: 100, y: 4}"),
    made("z = sse(b, b)^0.5·b", loss="L = σ(b·c)", given="{b: -0.25, c: 7}"),
    made("h = (z ^ z)", loss="L = tanh(h − (z·z − h/v))", given="{z: 2, v: 5}"),
    made("z = cos(−1 − x)", loss="L = z − y", given="{x: 2, y: 1/3}", more="expand: true\n"),
    made("z = tan(−1 − c)", loss="L = (z − y)²", given="{c: 7, y: 1}", more="expand: false\n"),
    made("z = 0^v", "p = abs(c)", loss="L = (p − y)²", given="{v: 12, c: 7, y: 12}"),
    made("p = cos((−3.5)^(−z))", loss="L = z²", given="{z: 1}", more="expand: false\n"),
    made("z = (b + b)^1e8", loss="L = z − y", given="{b: 1/3, y: 100}", more="expand: false\n"),
    made("z = 1e-9", "u = (z·1e8)^1e3 − b/z^z", loss="L = (u − b)²", given="{b: 3}"),
    made("z = (c^c)^0", loss="L = (z − y)²", given="{c: -1, y: -2}", more="expand: false\n"),
    made("u = sign(x^z)", loss="L = u − y", given="{x: 0, z: 0, y: 5}"),
    made("z = W·x ⊙ b", "h = y", loss="L = min(sum(h), 3)", given="{x: [1], W: [[2]], b: [3], y: [-1, 0.5]}"),
    made("h = s", loss="L = mse(h, y)", given="{s: 2, y: [1/3, 0.5, 0]}"),
    made("z = s·(W·x)", loss="L = mean(z, axis=0)", given="{x: [0.5], W: [[1], [-2]], s: -1}", more="ask: [dL/dW]\n"),
    made("u = (h·sign(b))^1.5", loss="L = 8b + u", given="{b: 0, h: -0.5}"),
)


@pytest.mark.parametrize("text", FOUND)
def test_what_was_found_by_such_formulas_stays_mended(text: str) -> None:
    assert PROGRAM_FAULT not in {found.code for found in check_bytes(text.encode(), "x.yaml").findings}


@given(exercises())
@example(FOUND[0])
@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_an_exercise_with_formulas_made_up_at_random_is_checked(text: str) -> None:
    found = check_bytes(text.encode(), "x.yaml")
    assert found.fault is None, f"{found.fault!r} for\n{text}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (made("z = (c^c)^0", loss="L = (z − y)²", given="{c: -1, y: -2}", more="expand: false\n"), "at c = −1 only"),
        (
            made("u = (h·sign(b))^1.5", loss="L = 8b + u", given="{b: 0, h: -0.5}", more="expand: false\n"),
            "jumps at b = 0",
        ),
    ],
)
def test_where_a_function_ends_or_jumps_its_gradient_is_said_not_to_exist(text: str, said: str) -> None:
    (found,) = [one for one in check_bytes(text.encode(), "x.yaml").findings if one.code == "BP222"]
    assert found.message.endswith(said)
